import Contracts
import JSON
import Testing

/// Numbers whose exponents are made to overflow, in every place where a record or a contract can
/// hold one: each is refused, and nothing stops.
@Suite struct HostileNumberTests {
  static let exponents = [
    "9223372036854775807", "-9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "999999999999999", "-999999999999999", "1000000000000000", "-1000000000000001", "99999999999",
    "-99999999999", String(repeating: "9", count: 40), "-" + String(repeating: "9", count: 40),
  ]
  static let numbers = exponents.flatMap { exponent in
    ["0", "0.0", "-0.00", "1", "-1.5", "9999999999999999999.5"].map { $0 + "e" + exponent }
  }

  /// The daemon's limits: too many digits are the row's fault, not the document's.
  private let limits = ReaderLimits(numberDigitsMax: .max)

  private func codes(_ record: String, _ contract: String) throws -> [String]? {
    try TestContract.rejection(of: Array(record.utf8), contract, limits: limits)?.errors.map {
      "\($0.stage) \($0.code)"
    }
  }

  @Test(arguments: ["bigint", "numeric", "numeric(9,2)", "double precision", "text", "jsonb"])
  func inAColumn(_ type: String) throws {
    let name = type == "double precision" ? "double" : type
    let contract = TestContract.text(#""a": {"type": "number", "x-trucd": {"type": "\#(name)"}}"#)
    for number in Self.numbers {
      #expect(
        try codes(#"{"a": \#(number)}"#, contract) == ["normalise numberTooLong"], "\(number)")
    }
    #expect(try codes(#"{"a": 0e5}"#, contract) == nil)
  }

  @Test func insideOfJSON() throws {
    let contract = TestContract.text(#""a": {"type": ["object", "array"]}"#)
    for number in Self.numbers {
      for value in ["[\(number)]", #"{"x":{"y":\#(number)}}"#, "[1, \(number) ]"] {
        #expect(try codes(#"{"a": \#(value)}"#, contract) == ["normalise numberTooLong"])
      }
      #expect(try codes(#"{"left": \#(number)}"#, contract) == ["normalise numberTooLong"])
      #expect(try codes(#"{"left": [{"x": \#(number)}]}"#, contract) == ["normalise numberTooLong"])
    }
  }

  @Test(arguments: ["numeric", "numeric(9,2)", "bigint", "text", "jsonb"])
  func inTextOfASteppedColumn(_ type: String) throws {
    let isRounded = type != "numeric" && type.hasPrefix("numeric")
    let contract = TestContract.text(
      """
      "a": {"type": "string", "x-trucd": {"type": "\(type)",
            "steps": ["trim", "number"\(isRounded ? ", \"round\"" : "")]}}
      """)
    for number in Self.numbers {
      #expect(try codes(#"{"a": " \#(number) "}"#, contract) == ["normalise numberTooLong"])
    }
  }

  @Test(arguments: [
    #""minimum": 0"#, #""maximum": 10"#, #""exclusiveMinimum": 0.5"#, #""multipleOf": 0.01"#,
    #""multipleOf": 12345678901234567890123"#, #""const": 0"#, #""enum": [0, 1, 1e999]"#,
    #""minimum": -1e999, "maximum": 1e999"#, #""multipleOf": 1e-900"#,
  ])
  func againstKeywords(_ keyword: String) throws {
    let contract = TestContract.text(#""a": {"type": "number", \#(keyword)}"#)
    for number in Self.numbers {
      let found = try codes(#"{"a": \#(number)}"#, contract)
      #expect(found?.isEmpty == false, "\(number)")
    }
  }

  /// What is beyond all exponents that are held is not taken for zero.
  @Test func beyondAllExponentsIsLarge() throws {
    let contract = TestContract.text(#""a": {"type": "number", "maximum": 10}"#)
    let number = "1e" + String(repeating: "9", count: 40)
    #expect(try codes(#"{"a": \#(number)}"#, contract) == ["validate maximum"])
  }

  @Test func uniqueItems() throws {
    let contract = TestContract.text(#""a": {"type": "array", "uniqueItems": true}"#)
    let twice = try codes(
      "{\"a\": [\((Self.numbers + Self.numbers).joined(separator: ","))]}", contract)
    #expect(twice == ["validate uniqueItems"])
    let distinct =
      #"{"a": [0e-9223372036854775808, 1e9223372036854775807, 1e-9223372036854775807]}"#
    #expect(try codes(distinct, contract) == ["normalise numberTooLong"])
  }

  /// Limits that a contract may set, though nothing ever reaches them.
  @Test(arguments: [
    #""type": "string", "maxLength": 1e900"#, #""type": "array", "maxItems": 1e900"#,
    #""type": "string", "minLength": 0e900"#, #""type": "number", "minimum": -1e999"#,
    #""type": "number", "multipleOf": 1e-900"#, #""type": "number", "maximum": 1e-900"#,
    #""type": "number", "exclusiveMaximum": 1e999"#,
  ])
  func largestLimits(_ schema: String) throws {
    let value = schema.contains("string") ? #""x""# : schema.contains("array") ? "[1]" : "-0.5"
    let contract = TestContract.text("\"a\": {\(schema)}")
    #expect(try codes("{\"a\": \(value)}", contract) == nil)
  }

  @Test func inAContract() {
    for number in Self.numbers {
      for keyword in ["minimum", "exclusiveMaximum", "multipleOf", "const", "default"] {
        let text = TestContract.text(#""a": {"type": "number", "\#(keyword)": \#(number)}"#)
        #expect(!TestContract.problems(text).isEmpty, "\(keyword) \(number)")
      }
      for keyword in ["maxLength", "minItems", "maxProperties"] {
        let text = TestContract.text(#""a": {"\#(keyword)": \#(number)}"#)
        #expect(!TestContract.problems(text).isEmpty, "\(keyword) \(number)")
      }
    }
  }
}
