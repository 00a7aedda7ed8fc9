/// A number exactly as the document gives it, with its exact value.
///
/// Two numbers are equal when their values are: `1`, `1.0` and `10e-1` are one number.
public struct JSONNumber: Sendable {
  /// The notation in the document.
  public let text: String
  public let value: ExactDecimal

  /// Reads a number of RFC 8259's grammar; nil for anything else.
  public init?(_ text: String) {
    guard let value = ExactDecimal(text) else { return nil }
    self.text = text
    self.value = value
  }

  public init(_ integer: some FixedWidthInteger & Sendable) {
    text = String(integer)
    value =
      Int64(exactly: integer).map { ExactDecimal(coefficient: $0) }
      ?? ExactDecimal(text) ?? .zero
  }

  /// Takes a number whose grammar the scanner has checked.
  init(text: String, value: ExactDecimal) {
    self.text = text
    self.value = value
  }

  /// Whether the value is an integer, however it is written: `1.0` is.
  public var isInteger: Bool { value.isInteger }
  /// The value when it is an integer of 64 bits.
  public var int64: Int64? { value.int64 }

  /// Whether the value is an integral multiple of the divisor's.
  public func isMultiple(of divisor: JSONNumber) -> Bool {
    value.isMultiple(of: divisor.value)
  }

  /// The value without exponent and needless zeros; nil when that takes more than `digitsMax` digits.
  public func plainNotation(digitsMax: Int = 1000) -> String? {
    value.plainNotation(digitsMax: digitsMax)
  }
}

extension JSONNumber: Hashable, Comparable {
  public static func == (left: JSONNumber, right: JSONNumber) -> Bool { left.value == right.value }
  public static func < (left: JSONNumber, right: JSONNumber) -> Bool { left.value < right.value }
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension JSONNumber: ExpressibleByIntegerLiteral, CustomStringConvertible {
  public init(integerLiteral integer: Int64) { self.init(integer) }
  public var description: String { text }
}
