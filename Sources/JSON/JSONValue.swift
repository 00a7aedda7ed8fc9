/// A JSON value, whole and exact.
///
/// Equality is JSON Schema's (core, section 4.2.2): numbers by value, text by its bytes, objects
/// whatever their order.
public enum JSONValue: Sendable {
  case null
  case boolean(Bool)
  /// Apart in memory: of all values only numbers would take this much.
  indirect case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue: Equatable {
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }
}

extension JSONValue {
  /// The object, when it is one.
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
  /// The elements, when it is an array.
  public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  /// The text, when it is a string.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The number, when it is one.
  public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }
  /// The truth value, when it is one.
  public var boolean: Bool? { if case .boolean(let flag) = self { flag } else { nil } }
  /// Whether it is `null`.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The member of an object; nil for another type or an absent name.
  public subscript(_ name: String) -> JSONValue? { object?[name] }
}

// No literal `nil`: in `condition ? value : nil` it would be null where no value is meant.
extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(booleanLiteral flag: Bool) { self = .boolean(flag) }
  public init(integerLiteral integer: Int64) { self = .number(JSONNumber(integer)) }
  public init(stringLiteral text: String) { self = .string(text) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(JSONObject(members))
  }
}

extension String {
  /// Whether both are the same sequence of UTF-8 bytes. Swift's `==` would also call a composed and
  /// a decomposed letter equal, which JSON does not.
  public func hasSameBytes(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    return withBytes(of: other) { left, right in
      for place in left.indices where left[place] != right[place] { return false }
      return true
    }
  }

  /// Whether its bytes come before the other's, read as unsigned numbers.
  public func bytesPrecede(_ other: String) -> Bool {
    withBytes(of: other) { left, right in
      let common = min(left.count, right.count)
      for place in 0..<common where left[place] != right[place] {
        return left[place] < right[place]
      }
      return left.count < right.count
    }
  }

  /// The bytes of this text and another, without a copy where they lie in a row.
  private func withBytes<Result>(
    of other: String,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    var (left, right) = (self, other)
    return left.withUTF8 { left in right.withUTF8 { body(left, $0) } }
  }
}
