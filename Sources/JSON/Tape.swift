/// One value or one key of a parsed text.
///
/// The nodes of a value stand in document order: an array is followed by its elements, an object by
/// a key node and a value for each member.
public struct TapeNode: Sendable, BitwiseCopyable {
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    case null, `false`, `true`, number, string, array, object
    /// The name of the member whose value is the next node.
    case key
  }

  public var kind: Kind
  /// Of a string or a key.
  public var flags: TextFlags
  /// Of a number; see ``NumberToken``.
  public var scale: UInt8
  public var isExact: Bool
  /// Bytes from the document's start to the value's first byte; of a string and a key, to the first
  /// byte after the quote.
  public var offset: UInt32
  /// Bytes of the value; of a string and a key without the quotes.
  public var length: UInt32
  /// The node after this value with all that it holds. Of a key: after its member's value.
  public var next: UInt32
  /// Of a number its coefficient; of an array or object the count of its elements or members.
  public var bits: Int64

  @usableFromInline
  init(kind: Kind, offset: UInt32, length: UInt32, next: UInt32) {
    self.kind = kind
    flags = []
    scale = 0
    isExact = false
    self.offset = offset
    self.length = length
    self.next = next
    bits = 0
  }

  /// The value's bytes in the document that starts at `base`.
  @inlinable
  public func span(in base: BytePointer) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: base + Int(offset), count: Int(length))
  }

  /// The exact value of a number node.
  public func decimal(in base: BytePointer) -> ExactDecimal {
    if isExact { return ExactDecimal(coefficient: bits, scale: Int(scale)) }
    return NumberNotation(span(in: base)).map { ExactDecimal($0) } ?? .zero
  }

  /// The text of a string or key node.
  public func text(in base: BytePointer) -> String {
    StringDecoding.text(span(in: base), flags)
  }
}
