import Contracts
import JSON
import Testing

@Suite struct RowTests {
  /// The cell of the only property, as JSON text; or the fault's code and location.
  private func cell(_ value: String, _ schema: String) throws -> String {
    let text = TestContract.text("\"a\": \(schema)", schema: #""additionalProperties": false"#)
    let record = "{\"a\": \(value)}"
    if let rejection = try TestContract.rejection(of: record, text) {
      let errors = rejection.errors.map { "\($0.instanceLocation) \($0.keyword ?? "-") \($0.code)" }
      return "\(rejection.stage.rawValue): \(errors.joined(separator: "; "))"
    }
    return JSONWriter.text(of: try TestContract.row(of: record, text)["a"] ?? "missing")
  }

  private func typed(_ type: String) -> String { "{\"x-trucd\": {\"type\": \"\(type)\"}}" }

  @Test(arguments: [
    ("1.50", "numeric", #""1.50""#), ("-0.0", "numeric", #""0.0""#), ("1E+2", "numeric", #""100""#),
    ("123456789012345678901234567890.5", "numeric", #""123456789012345678901234567890.5""#),
    ("1e-25", "numeric", #""0.0000000000000000000000001""#),
    ("1.5", "numeric(7,2)", #""1.50""#), ("1.500", "numeric(7,2)", #""1.50""#),
    ("12345.67", "numeric(7,2)", #""12345.67""#), ("99999.99", "numeric(7,2)", #""99999.99""#),
    ("1e4", "numeric(7,2)", #""10000.00""#), ("0", "numeric(2,2)", #""0.00""#),
    ("0.99", "numeric(2,2)", #""0.99""#), ("-1.5", "numeric(30,20)", #""-1.50000000000000000000""#),
    ("1.555", "numeric(7,2)", "normalise: /a type tooManyDecimals"),
    ("100000", "numeric(7,2)", "normalise: /a type outOfRange"),
    ("1", "numeric(2,2)", "normalise: /a type outOfRange"),
    ("1e20", "numeric(7,2)", "normalise: /a type outOfRange"),
    ("1e30", "numeric(25,2)", "normalise: /a type outOfRange"),
    ("9223372036854775807", "bigint", "9223372036854775807"),
    ("-9223372036854775808", "bigint", "-9223372036854775808"),
    ("9223372036854775808", "bigint", "normalise: /a type outOfRange"),
    ("3.0", "bigint", "3"), ("3e2", "bigint", "300"),
    ("3.5", "bigint", "normalise: /a type notAnInteger"),
    ("\"3\"", "bigint", "normalise: /a type wrongKind"),
    ("1.25", "double precision", "1.25"),
    ("1e309", "double precision", "normalise: /a type outOfRange"),
    ("1e-400", "double precision", "0.0"),
    ("10", "text", #""10""#), ("true", "text", #""true""#), ("\"a\\u0041\\n\"", "text", #""aA\n""#),
    ("{}", "text", "normalise: /a type wrongKind"),
    ("\"\\u0000\"", "text", "normalise: /a type zeroCharacter"),
    ("true", "boolean", "true"), ("\"true\"", "boolean", "normalise: /a type wrongKind"),
    ("\"2026-06-09\"", "date", #""2026-06-09""#),
    ("\"2026-02-30\"", "date", "normalise: /a type notADate"),
    ("\"2026-06-09T07:00:00.1234569+07:00\"", "timestamptz", #""2026-06-09T00:00:00.123456Z""#),
    ("\"2026-06-09 07:00:00\"", "timestamptz", "normalise: /a type notADateTime"),
    ("\"0001-01-01T00:00:00+07:00\"", "timestamptz", "normalise: /a type outOfRange"),
    ("\"9999-12-31T23:59:59.9999999Z\"", "timestamptz", #""9999-12-31T23:59:59.999999Z""#),
    ("\"9999-12-31T23:59:60Z\"", "timestamptz", "normalise: /a type outOfRange"),
    ("\"2016-12-31T23:59:60Z\"", "timestamptz", #""2017-01-01T00:00:00Z""#),
    (
      "\"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11\"", "uuid", #""a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11""#
    ),
    ("\"a0eebc99\"", "uuid", "normalise: /a type notAUUID"),
    ("null", "jsonb", "null"), ("null", "text", "null"), ("\"x\"", "jsonb", #""x""#),
    ("{\"b\":[1,\"\\u00e9\"]}", "jsonb", #"{"b":[1,"é"]}"#), ("1.50", "jsonb", "1.50"),
    ("false", "jsonb", "false"), ("\"\\u0000\"", "jsonb", "normalise: /a type zeroCharacter"),
    ("{\"a\\u0000\": 1}", "jsonb", "normalise: /a type zeroCharacter"),
    ("[\"\\\\u0000\"]", "jsonb", #"["\\u0000"]"#),
  ])
  func cellsOfEveryType(value: String, type: String, expected: String) throws {
    #expect(try cell(value, typed(type)) == expected)
  }

  @Test func numbersBeyondAThousandDigitsAreRefused() throws {
    for type in ["numeric", "jsonb", "text"] {
      let nines = String(repeating: "9", count: 1000)
      #expect(try !cell(nines, typed(type)).hasPrefix("normalise"), "\(type)")
      #expect(try cell("1e1000", typed(type)).contains("umberTooLong"), "\(type)")
      #expect(try cell("[1e-1000]", typed("jsonb")).contains("umberTooLong"))
    }
  }

  @Test(arguments: [
    (#""2026-06-09T07:00:00+07:00""#, #""2026-06-09T00:00:00Z""#),
    (#""1969-12-31T23:59:59.9999999Z""#, #""1969-12-31T23:59:59.999999Z""#),
    (#""2016-12-31T23:59:60Z""#, #""2017-01-01T00:00:00Z""#),
    (#""0000-06-09T07:00:00Z""#, "normalise: /a type outOfRange"),
    (#""0001-01-01T00:00:00+07:00""#, "normalise: /a type outOfRange"),
    (#""9999-12-31T23:59:59-01:00""#, "normalise: /a type outOfRange"),
  ])
  func assertedInstants(value: String, expected: String) throws {
    #expect(try cell(value, #"{"type": "string", "format": "date-time"}"#) == expected)
  }

  @Test(arguments: [
    ("text", #""2026-06-09T07:00:00\u002b07:00""#), ("text", #""2026-06-09T07:00:00+07:00""#),
  ])
  func instantsAsTextStayAsSent(type: String, value: String) throws {
    for steps in ["[]", #"["trim"]"#] {
      let schema =
        #"{"type": "string", "format": "date-time", "x-trucd": {"type": "\#(type)", "steps": \#(steps)}}"#
      #expect(try cell(value, schema) == #""2026-06-09T07:00:00+07:00""#)
    }
    let trimmed = #"{"type": "string", "format": "date-time", "x-trucd": {"steps": ["trim"]}}"#
    #expect(try cell(value, trimmed) == #""2026-06-09T00:00:00Z""#)
  }

  @Test func stepsRunInOrder() throws {
    let line =
      #"{"type": ["string", "null"], "x-trucd": {"steps": ["nfc", "collapse-spaces", "trim", "empty-to-null"]}}"#
    #expect(try cell(#""  Na\u0306\u0303ng \t 1 ""#, line) == #""Nẵng 1""#)
    #expect(try cell(#""  ""#, line) == "null")
    #expect(try cell("null", line) == "null")
    let status =
      #"{"type": ["string", "integer"], "x-trucd": {"type": "bigint", "steps": ["number"]}}"#
    #expect(try cell(#""10""#, status) == "10")
    #expect(try cell("10", status) == "10")
    #expect(try cell(#""x""#, status) == "normalise: /a number notANumber")
    let rounded = #"{"type": "number", "x-trucd": {"type": "numeric(4,1)", "steps": ["round"]}}"#
    #expect(try cell("31.25", rounded) == #""31.3""#)
    #expect(try cell("999.95", rounded) == "normalise: /a type outOfRange")
  }

  @Test func checkJudgesTheValueAfterItsSteps() throws {
    let status =
      #"{"type": ["string", "integer"], "x-trucd": {"type": "bigint", "steps": ["number"], "check": {"minimum": 1, "maximum": 10}}}"#
    #expect(try cell(#""10""#, status) == "10")
    #expect(try cell(#""11""#, status) == "normalise: /a maximum check")
    let time =
      #"{"type": "string", "x-trucd": {"steps": ["local-datetime"], "check": {"format": "date-time", "pattern": "Z$"}}}"#
    #expect(try cell(#""20260609143000""#, time) == #""2026-06-09T07:30:00Z""#)
    let none =
      #"{"type": ["string", "null"], "x-trucd": {"steps": ["empty-to-null"], "check": false}}"#
    #expect(try cell(#""""#, none) == "null")
    #expect(try cell(#""x""#, none).hasPrefix("normalise: /a"))
  }

  @Test func checkUsesTheDefinitionsOfItsFile() throws {
    let text = TestContract.text(
      ##""a": {"type": "string", "x-trucd": {"steps": ["trim"], "check": {"$ref": "#/$defs/code"}}}"##,
      schema: #""$defs": {"code": {"pattern": "^[A-Z]+$"}}"#)
    #expect(try TestContract.row(of: #"{"a": " AB "}"#, text)["a"] == "AB")
    let rejection = try #require(try TestContract.rejection(of: #"{"a": " ab "}"#, text))
    let error = try #require(rejection.errors.first)
    #expect(error.keyword == "pattern" && error.instanceLocation == "/a")
    #expect(error.keywordLocation?.hasPrefix("/properties/a/x-trucd/check") == true)
    let broken = TestContract.text(
      ##""a": {"type": "string", "x-trucd": {"check": {"$ref": "#/$defs/none"}}}"##)
    #expect(!TestContract.problems(broken).isEmpty)
  }

  @Test func allFaultsOfARecordAreCollected() throws {
    let text = TestContract.text(
      #""a": {"type": "number", "x-trucd": {"type": "numeric(3,1)"}}, "b": {"type": "string"}, "c": {"type": "string", "x-trucd": {"steps": ["vi-date"]}}"#
    )
    let rejection = try #require(
      try TestContract.rejection(of: #"{"a": 1.55, "b": "\u0000", "c": "x", "d": "\u0000"}"#, text))
    #expect(rejection.stage == .normalise)
    #expect(rejection.errors.map(\.instanceLocation) == ["/a", "/b", "/c", ""])
    #expect(rejection.errors.allSatisfy { !$0.message.vi.isEmpty && !$0.message.en.isEmpty })
  }

  @Test func extraAndRawKeepWhatWasSent() throws {
    let text = TestContract.text(#""a": {"type": "integer"}"#, settings: #""raw": true"#)
    let row = try TestContract.row(of: #"{"b": 1.50, "a": 1, "c d": {"x": [ ]}}"#, text)
    #expect(row["_extra"] == ["b": .number(try #require(JSONNumber("1.50"))), "c d": ["x": []]])
    #expect(row["_raw"] == #"{"b": 1.50, "a": 1, "c d": {"x": [ ]}}"#)
    #expect(try TestContract.row(of: #"{"a": 1}"#, text)["_extra"] == .null)
  }

  @Test func messageOfTheContractReplacesTheGeneratedOne() throws {
    let text = TestContract.text(
      #""a": {"type": "string", "x-trucd": {"steps": ["vi-date"], "message": {"vi": "Sai ngày", "en": "Bad day"}}}"#,
      schema: #""required": ["a"]"#)
    for record in [#"{"a": 1}"#, #"{"a": "x"}"#] {
      let rejection = try #require(try TestContract.rejection(of: record, text))
      #expect(rejection.errors.map(\.message.en) == ["Bad day"], "\(record)")
      #expect(rejection.errors.map(\.message.vi) == ["Sai ngày"], "\(record)")
    }
    // Of a property that is missing it is the hint: how a value would look.
    let missing = try #require(try TestContract.rejection(of: "{}", text))
    #expect(missing.errors.map(\.message.en) == ["the required property “a” is missing"])
    #expect(missing.errors.map(\.hint?.en) == ["Bad day"])
  }

  @Test func onlyNamedScalarsMayBeShown() throws {
    let text = TestContract.text(
      #""a": {"type": "integer"}, "b": {"type": "integer", "x-trucd": false}, "o": {"type": "object", "properties": {"p": {"type": "integer"}}}"#,
      schema: #""additionalProperties": {"type": "integer"}"#)
    let record = #"{"a": "secret-a", "b": "secret-b", "z": "secret-z", "o": {"p": "secret-p"}}"#
    let rejection = try #require(try TestContract.rejection(of: record, text))
    let json = String(decoding: rejection.json, as: UTF8.self)
    #expect(json.contains("secret-a") && json.contains("secret-p"))
    #expect(!json.contains("secret-b") && !json.contains("secret-z"))
  }
}
