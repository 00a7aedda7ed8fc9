/// A pattern that fixes the text's length and one range for each of its bytes, all ASCII.
///
/// The pointers are valid as long as the pattern that gave them.
public struct PositionalBytes {
  /// Bytes of a text that matches: at most 64.
  public let length: Int
  /// The least value of each byte. From `length` on, 16 more are readable, and 0.
  public let low: UnsafePointer<UInt8>
  /// How far each byte may lie above `low`. From `length` on, 16 more are readable, and 255.
  public let span: UnsafePointer<UInt8>
  /// No byte that matches would be escaped in JSON: the raw bytes of a JSON string may be compared.
  public let isPlainInJSON: Bool
}

/// A deterministic automaton: `transitions[state << 8 | byte]` is the next state.
///
/// The pointers are valid as long as the pattern that gave them.
public struct DenseTable {
  /// More states do not fit a byte.
  public static let statesMax = 255
  /// Never left: the text does not match whatever follows.
  public static let dead: UInt8 = 0
  /// Never left: the text matches whatever follows.
  public static let matched: UInt8 = 1
  /// Where each text begins.
  public static let start: UInt8 = 2

  public let stateCount: Int
  /// 256 entries for each state.
  public let transitions: UnsafePointer<UInt8>
  /// 1 for a state in which a text that ends matches, else 0.
  public let accepts: UnsafePointer<UInt8>
}
