import JSON
import Testing

@testable import JSONSchema

/// What a rejected record is told.
@Suite struct ExplanationTests {
  private func errors(
    _ schema: Schema, _ record: String, showValue: @escaping (String) -> Bool = { _ in true }
  ) -> [ValidationError] {
    schema.explain(copying: Array(record.utf8), showValue: showValue).errors
  }

  @Test func locations() throws {
    let compiled = try schema(
      """
      {"$id": "https://example.vn/s", "properties": {"a/b": {"$ref": "#/$defs/t~1~0"}},
       "allOf": [true, {"properties": {"l": {"items": {"minimum": 1}}}}],
       "$defs": {"t/~": {"type": "string"}}}
      """)
    let found = errors(compiled, #"{"a/b": 1, "l": [1, 0]}"#)
    #expect(found.map(\.instanceLocation) == ["/a~1b", "/l/1"])
    #expect(
      found.map(\.keywordLocation) == [
        "/properties/a~1b/$ref/type", "/allOf/1/properties/l/items/minimum",
      ])
    #expect(
      found.map(\.absoluteKeywordLocation) == [
        "https://example.vn/s#/$defs/t~1~0/type",
        "https://example.vn/s#/allOf/1/properties/l/items/minimum",
      ])
  }

  @Test func onePropertyOneError() throws {
    let compiled = try schema(
      """
      {"required": ["a", "b"], "properties": {"a": true, "b": true, "c": true},
       "additionalProperties": false, "dependentRequired": {"c": ["d", "e"]}}
      """)
    #expect(
      keys(compiled, #"{"c": 1, "x": 1, "y": 1}"#) == [
        " additionalProperties x", " additionalProperties y", " dependentRequired d",
        " dependentRequired e", " required a", " required b",
      ])
  }

  @Test func aFalseSchemaIsReportedAsItsKeyword() throws {
    #expect(keys(try schema(#"{"properties": {"a": false}}"#), #"{"a": 1}"#) == [" properties a"])
    #expect(keys(try schema(#"{"items": false}"#), "[1]") == ["/0 items -"])
    #expect(keys(try schema("false"), "1") == ["  -"])
    #expect(
      keys(try schema(#"{"patternProperties": {"^x": false}}"#), #"{"xy": 1}"#)
        == [" patternProperties xy"])
  }

  @Test func branches() throws {
    let compiled = try schema(
      """
      {"anyOf": [{"type": "string"},
        {"type": "object", "properties": {"k": {"const": "a"}, "n": {"type": "integer"}}, "required": ["k"]},
        {"type": "object", "properties": {"k": {"const": "b"}, "m": {"minimum": 3}}, "required": ["k"]}]}
      """)
    let found = errors(compiled, #"{"k": "b", "m": 1}"#)
    #expect(found.map(\.key) == [" anyOf -"])
    #expect(found[0].causes.map(\.key) == ["/m minimum -"])
    #expect(found[0].causes[0].keywordLocation == "/anyOf/2/properties/m/minimum")
    let both = errors(try schema(#"{"oneOf": [{"type": "integer"}, {"minimum": 2}]}"#), "3")
    #expect(both.map(\.key) == [" oneOf -"])
    #expect(both[0].message.vi.contains("2 dạng"))
  }

  @Test func containsNamesTheCountThatFailed() throws {
    let compiled = try schema(
      #"{"contains": {"type": "integer"}, "minContains": 2, "maxContains": 2}"#)
    #expect(keys(compiled, "[1]") == [" minContains -"])
    #expect(keys(compiled, "[1, 2, 3]") == [" maxContains -"])
    #expect(keys(try schema(#"{"contains": {"type": "integer"}}"#), "[]") == [" contains -"])
  }

  @Test func messagesInBothLanguages() throws {
    let compiled = try schema(
      """
      {"properties": {"pm25": {"type": "number", "maximum": 1000}, "name": {"maxLength": 3},
        "kind": {"enum": ["a", "b"]}, "wind": {"type": "object", "required": ["speed"]}}}
      """)
    let found = errors(
      compiled, #"{"pm25": 1000.5, "name": "Thành phố", "kind": "c", "wind": {}}"#)
    #expect(
      found.map(\.message.en) == [
        "“pm25” must be at most 1000; found 1000.5",
        "“name” must have at most 3 characters; found 9 characters: “Thành phố”",
        "“kind” must be one of: “a”, “b”; found “c”",
        "“wind” lacks the required property “speed”",
      ])
    #expect(
      found.map(\.message.vi) == [
        "thuộc tính “pm25” không được lớn hơn 1000; nhận được 1000.5",
        "thuộc tính “name” không được dài quá 3 ký tự; nhận được 9 ký tự: “Thành phố”",
        "thuộc tính “kind” phải là một trong các giá trị: “a”, “b”; nhận được “c”",
        "thuộc tính “wind” thiếu thuộc tính bắt buộc “speed”",
      ])
    #expect(found[0].limit == .number(JSONNumber(1000)))
    #expect(found[0].value == .number(JSONNumber("1000.5") ?? 0))
  }

  @Test func hiddenValuesAreToldByTypeAndLength() throws {
    let compiled = try schema(
      """
      {"properties": {"id": {"type": "string", "pattern": "^[0-9]{12}$"}, "phone": {"type": "integer"},
        "kind": {"const": 5}, "born": {"format": "date"}}}
      """)
    let record = #"{"id": "04800112233", "phone": "0905111222", "kind": 771, "born": "bí mật"}"#
    for error in errors(compiled, record, showValue: { _ in false }) {
      #expect(error.value == nil)
      let text = "\(error)"
      for secret in ["04800112233", "0905111222", "771", "bí mật"] {
        #expect(!text.contains(secret))
      }
    }
    let onlyKind = errors(compiled, record, showValue: { $0 == "/kind" })
    #expect(onlyKind.map { $0.value == nil } == [true, true, false, true])
    #expect(onlyKind[0].message.en.hasSuffix("found a string of 11 characters"))
  }

  @Test func hints() throws {
    let compiled = try schema(
      """
      {"required": ["stationId"], "additionalProperties": false,
       "properties": {"stationId": true, "id": {"pattern": "^[0-9]{12}$"}, "n": {"type": "number"},
         "t": {"format": "date-time"}, "ward": {"enum": ["Hải Châu"]}, "s": {"type": "string"}}}
      """)
    func hint(_ record: String) -> [String] {
      errors(compiled, record).compactMap { $0.hint?.en }
    }
    #expect(
      hint(#"{"station_id": 1}"#) == ["did you mean “station_id”?", "did you mean “stationId”?"])
    #expect(hint(#"{"stationId": 1, "id": "04800000000"}"#) == ["12 digits expected, 11 found"])
    #expect(
      hint(#"{"stationId": 1, "n": "12.5"}"#)
        == ["the number stands between quotation marks; send it without them"])
    #expect(
      hint(#"{"stationId": 1, "t": "2026-11-23T08:30:00"}"#)
        == ["the offset is missing; for Vietnamese time append +07:00"])
    #expect(
      hint(#"{"stationId": 1, "t": "2026-11-23 08:30:00"}"#).first?.hasPrefix("write T") == true)
    #expect(
      hint("{\"stationId\": 1, \"ward\": \"Ha\u{309}i Cha\u{302}u\"}")
        == ["the text is in the decomposed form NFD; send it in NFC"])
    #expect(hint(#"{"stationId": 1, "s": 5}"#) == ["write the number between quotation marks"])
    #expect(hint(#"{"stationId": 1, "completelyDifferent": 5}"#) == [])
  }

  /// To the eye the name that is missing and the one that is not allowed are one and the same.
  @Test func namesInAnotherUnicodeFormAreToldFromEachOther() throws {
    let compiled = try schema(
      """
      {"required": ["t\u{ea}n"], "additionalProperties": false, "properties": {"t\u{ea}n": true}}
      """)
    let found = errors(compiled, "{\"te\u{302}n\": 1}")
    #expect(found.map(\.keyword) == ["required", "additionalProperties"])
    for error in found {
      #expect(error.hint?.en.contains("different Unicode forms") == true)
      #expect(error.hint?.vi.contains("hai dạng Unicode khác nhau") == true)
    }
  }

  @Test func aContractsOwnTextReplacesTheGeneratedOne() throws {
    let compiled = try schema(
      """
      {"properties": {"ward": {"$ref": "#/$defs/code", "x-trucd": {"message": {"vi": "Mã phường sai", "en": "Bad ward"}}},
        "other": {"$ref": "#/$defs/code"}, "list": {"items": {"type": "null"},
          "x-trucd": {"message": {"vi": "Danh sách", "en": "List"}}}},
       "$defs": {"code": {"type": "string", "pattern": "^[0-9]{5}$",
         "x-trucd": {"message": {"vi": "Mã sai", "en": "Bad code"}}}}}
      """, messageKeyword: "x-trucd")
    let found = errors(compiled, #"{"ward": "x", "other": "y", "list": [1]}"#)
    #expect(found.map(\.message.en).prefix(2) == ["Bad ward", "Bad code"])
    #expect(found[2].message.en == "item 1 of “list” must be null; found the number 1")
  }

  @Test func errorsAreBoundedAndCounted() throws {
    let compiled = try schema(#"{"items": {"type": "null"}}"#)
    let record = "[" + (0..<500).map(String.init).joined(separator: ",") + "]"
    let explanation = compiled.explain(copying: Array(record.utf8), errorsMax: 100)
    #expect(explanation.errors.count == 100)
    #expect(explanation.total == 500)
  }

  @Test func basicOutput() throws {
    let compiled = try schema(
      """
      {"$id": "https://example.vn/s", "properties": {"a b": {"$ref": "#/$defs/x"}},
       "$defs": {"x": {"anyOf": [{"minimum": 5}]}}}
      """)
    #expect(
      JSONWriter.text(of: compiled.explain(copying: Array(#"{"a b": 1}"#.utf8)).basicOutput)
        == #"{"valid":false,"errors":[{"keywordLocation":"/properties/a b/$ref/anyOf","#
        + #""absoluteKeywordLocation":"https://example.vn/s#/$defs/x/anyOf","#
        + #""instanceLocation":"/a b","error":"“a b” fits none of the 1 permitted forms"},"#
        + #"{"keywordLocation":"/properties/a b/$ref/anyOf/0/minimum","#
        + #""absoluteKeywordLocation":"https://example.vn/s#/$defs/x/anyOf/0/minimum","#
        + #""instanceLocation":"/a b","error":"“a b” must be at least 5; found 1"}]}"#)
    #expect(compiled.explain(copying: Array("{}".utf8)).basicOutput == ["valid": true])
    let local = try schema(#"{"minimum": 5}"#).explain(copying: Array("1".utf8)).basicOutput
    #expect(local["errors"]?.array?.first?["absoluteKeywordLocation"] == nil)
  }

  @Test func whatIsNoJSONIsNotValid() throws {
    let compiled = try schema("{}")
    for record in [#"{"a": "#, #"{"a": 1, "a": 2}"#, ""] {
      let explanation = compiled.explain(copying: Array(record.utf8))
      #expect(explanation.total == 1)
      #expect(explanation.basicOutput["valid"] == false, "\(record)")
    }
    let cut = try #require(compiled.explain(copying: Array(#"{"a": "#.utf8)).errors.first)
    #expect(cut.instanceLocation == "/a" && cut.message.en.contains("ends too early"))
    #expect(cut.message.vi.contains("không phải JSON"))
    let lenient = ReaderLimits(leniency: .duplicateKeys)
    #expect(
      compiled.explain(copying: Array(#"{"a": 1, "a": 2}"#.utf8), limits: lenient).isEmpty)
  }

  @Test("A limit of a pattern is an error of its own, at its place; what else is wrong is not told")
  func patternsLimit() throws {
    let compiled = try schema(
      #"""
      {"properties": {"a": {"pattern": "^(a+)+\\1$"}, "b": {"type": "integer"}}}
      """#)
    let hard = String(repeating: "a", count: 40) + "b"
    for record in [#"{"a": "\#(hard)"}"#, #"{"a": "\#(hard)", "b": "x"}"#] {
      let explanation = compiled.explain(copying: Array(record.utf8))
      #expect(explanation.isUndecided && explanation.total == 1)
      let error = try #require(explanation.errors.first)
      #expect(error.instanceLocation == "/a" && error.keyword == "pattern")
      #expect(error.keywordLocation == "/properties/a/pattern")
      #expect(error.limit == #"^(a+)+\1$"#)
      #expect(error.message.en.contains("no verdict") && error.message.vi.contains("mẫu"))
      let output = explanation.basicOutput
      #expect(output["valid"] == .some(.null))
      #expect(output["errors"]?.array?.first?["instanceLocation"] == "/a")
    }
    let decided = compiled.explain(copying: Array(#"{"a": "aa", "b": "x"}"#.utf8))
    #expect(decided.errors.map(\.instanceLocation) == ["/b"] && !decided.isUndecided)
  }

  @Test(
    "Wherever a pattern is asked, its limit is told and no error is made of it",
    arguments: [
      #"{"anyOf": [{"properties": {"a": {"pattern": "P"}}, "required": ["x"]}, {"properties": {"a": {"pattern": "P"}}}]}"#,
      #"{"oneOf": [{"properties": {"a": {"pattern": "P"}}}]}"#,
      #"{"not": {"properties": {"a": {"pattern": "P"}}}}"#,
      #"{"if": {"properties": {"a": {"pattern": "P"}}}, "then": false, "else": false}"#,
      #"{"properties": {"a": {"allOf": [{"pattern": "P"}]}}, "unevaluatedProperties": false}"#,
    ])
  func patternsLimitWithin(_ text: String) throws {
    let compiled = try schema(text.replacing("P", with: #"^(a+)+\\1$"#))
    let record = Array((#"{"a": ""# + String(repeating: "a", count: 40) + #"b"}"#).utf8)
    guard case .undecided = compiled.validate(copying: record, in: Workspace()) else {
      Issue.record("there is a verdict")
      return
    }
    let explanation = compiled.explain(copying: record)
    #expect(explanation.isUndecided && explanation.errors.count == 1)
    #expect(explanation.basicOutput["valid"] == .some(.null))
  }

  @Test func veryLongNamesAndTextsAreShortenedInMessages() throws {
    let compiled = try schema(#"{"additionalProperties": {"type": "null"}}"#)
    let long = String(repeating: "ă", count: 10_000)
    let error = errors(compiled, #"{"\#(long)": "\#(long)"}"#)[0]
    #expect(error.message.en.utf8.count < 400)
    #expect(error.message.vi.utf8.count < 400)
  }
}
