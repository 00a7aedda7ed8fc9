/// What a reader accepts before it refuses a document, whatever the document means.
public struct ReaderLimits: Sendable, Hashable {
  /// The depth that no limit may exceed: nested values are released by recursion.
  public static let nestingDepthCeiling = 1024

  /// Bytes of the whole document.
  public var payloadBytesMax: Int
  /// Arrays and objects open at one time; a scalar document has depth 0.
  public let nestingDepthMax: Int
  /// Digits of a number written out without an exponent, before and after the point together, a
  /// zero's too.
  public var numberDigitsMax: Int

  /// `nestingDepthMax` is held within 0 and ``nestingDepthCeiling``.
  public init(
    payloadBytesMax: Int = 1 << 20, nestingDepthMax: Int = 128, numberDigitsMax: Int = 1000
  ) {
    self.payloadBytesMax = min(payloadBytesMax, Int(Int32.max))
    self.nestingDepthMax = max(0, min(nestingDepthMax, Self.nestingDepthCeiling))
    self.numberDigitsMax = numberDigitsMax
  }
}
