/// A document in memory and the limits that hold for it. ``Scan/padding`` bytes after `end` are
/// readable.
public struct DocumentBounds {
  public let base: BytePointer
  public let end: BytePointer
  public let nestingDepthMax: Int
  public let numberDigitsMax: Int
  public let membersMax: Int
  /// For mending: a repeated name is then no fault.
  @usableFromInline var allowsDuplicateKeys = false

  /// `bytes` must be followed by ``Scan/padding`` readable bytes and must not exceed
  /// `limits.payloadBytesMax`, which the caller checks first; empty bytes need a base address too.
  @inlinable
  public init(base: BytePointer, count: Int, _ limits: ReaderLimits) {
    self.base = base
    end = base + count
    nestingDepthMax = limits.nestingDepthMax
    numberDigitsMax = limits.numberDigitsMax
    membersMax = limits.membersMax
  }
}
