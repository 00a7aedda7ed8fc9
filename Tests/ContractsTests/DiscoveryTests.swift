import Testing

@testable import Contracts

@Suite struct DiscoveryTests {
  @Test func plainPropertiesInTheirOrder() throws {
    let text = TestContract.text(
      """
      "stationId": {"type": "string"}, "pm25": {"type": "number", "x-trucd": {"type": "numeric(7,2)"}},
      "wind": {"type": "object", "properties": {"speed": {"type": "number"}}},
      "tags": {"type": "array"}, "secret": {"x-trucd": false}
      """)
    #expect(
      try TestContract.columns(text) == [
        "station_id text", "pm25 numeric(7,2)", "wind jsonb", "tags jsonb", "_extra jsonb",
      ])
  }

  @Test(arguments: [
    (#""additionalProperties": false"#, true),
    (#""additionalProperties": {"type": "string"}"#, false),
    (#""additionalProperties": false, "patternProperties": {"^x": {}}"#, false),
    (#""allOf": [{"additionalProperties": false, "properties": {"a": {}}}]"#, true),
    (#""unevaluatedProperties": false"#, true),
    (#""unevaluatedProperties": false, "anyOf": [{"properties": {"b": {}}}]"#, false),
    (#""unevaluatedProperties": false, "additionalProperties": true"#, false),
    (#""minProperties": 1"#, false),
  ])
  func closedObjectsHaveNothingExtra(schema: String, isClosed: Bool) throws {
    let text = TestContract.text(#""a": {"type": "string"}"#, schema: schema)
    let map = ReferenceMap(
      of: TestContract.path, in: ContractFolder.read([TestContract.file(text)]))
    #expect(ColumnDiscovery(of: try #require(map.root), in: map).isRootClosed == isClosed)
  }

  @Test func extraAndRawAsTheContractSays() throws {
    let text = TestContract.text(#""a": {}"#, settings: #""extra": false, "raw": true"#)
    #expect(try TestContract.columns(text) == ["a jsonb", "_raw text"])
  }

  @Test func nestedPropertiesWithAColumnLeaveTheirObject() throws {
    let text = TestContract.text(
      """
      "loc": {"type": "object", "properties": {
        "lat": {"type": "number", "x-trucd": {"column": "lat"}}, "note": {"type": "string"},
        "point": {"type": "object", "properties": {"x": {"type": "integer", "x-trucd": {"column": "x"}}, "y": {}}},
        "owner": {"x-trucd": false}}},
      "shut": {"type": "object", "additionalProperties": false,
        "properties": {"z": {"type": "integer", "x-trucd": {"column": "z"}}}}
      """, schema: #""additionalProperties": false"#)
    #expect(
      try TestContract.columns(text) == [
        "loc jsonb", "lat numeric", "point jsonb", "x bigint", "z bigint",
      ])
    let row = try TestContract.row(
      of:
        #"{"loc": {"lat": 1.5, "note": "n", "point": {"y": [1], "x": 3}, "owner": "o"}, "shut": {"z": 7}}"#,
      text)
    #expect(
      row == [
        "loc": ["note": "n"], "lat": "1.5", "point": ["y": [1]], "x": 3, "z": 7,
      ])
    let absent = try TestContract.row(of: #"{"loc": {}}"#, text)
    #expect(absent == ["loc": [:], "lat": .null, "point": .null, "x": .null, "z": .null])
  }

  @Test func referencesAndAllOfAreFollowed() throws {
    let common = TestContract.file(
      """
      {"$defs": {
        "code": {"type": "string", "x-trucd": {"type": "text", "steps": ["trim"], "unit": "u"}},
        "base": {"properties": {"b": {"type": "integer"}, "c": {"$ref": "#/$defs/code"}}}}}
      """, at: "common/x.schema.json")
    let text = TestContract.text(
      """
      "a": {"$ref": "../common/x.schema.json#/$defs/code", "x-trucd": {"steps": ["trim", "upper"]}}
      """,
      schema: #""allOf": [{"$ref": "/common/x.schema.json#/$defs/base"}]"#)
    let contract = try TestContract.read(text, with: [common])
    #expect(contract.columns.map(\.name) == ["a", "b", "c", "_extra"])
    #expect(contract.columns[0].steps == [.trim, .upper])
    #expect(contract.columns[0].unit == "u")
    #expect(contract.columns[2].steps == [.trim])
  }

  @Test func equalsThatDisagreeAreAnError() throws {
    let text = TestContract.text(
      #""a": {"type": "string", "x-trucd": {"type": "text"}}"#,
      schema: #""allOf": [{"properties": {"a": {"x-trucd": {"type": "jsonb"}}}}]"#)
    let problem = try #require(TestContract.problems(text).first)
    #expect(problem.code == .conflict)
    #expect(problem.pointer == "/allOf/0/properties/a/x-trucd/type")
    #expect(problem.message.en.contains("/properties/a/x-trucd/type"))
  }

  @Test func draft7SilencesWhatStandsBesideAReference() throws {
    let text = TestContract.text(
      ##""a": {"$ref": "#/definitions/t", "type": "number", "x-trucd": {"column": "other"}}"##,
      schema: """
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"t": {"type": "string"}}
        """)
    #expect(try TestContract.columns(text).first == "other text")
  }

  @Test(arguments: [
    (
      #""anyOf": [{"properties": {"b": {"x-trucd": {"column": "b"}}}}]"#,
      "/anyOf/0/properties/b/x-trucd/column"
    ),
    (
      #""if": {"properties": {"b": {"x-trucd": {"type": "text"}}}}"#,
      "/if/properties/b/x-trucd/type"
    ),
    (
      #""patternProperties": {"^b": {"x-trucd": {"steps": ["trim"]}}}"#,
      "/patternProperties/^b/x-trucd/steps"
    ),
    (#""not": {"properties": {"b": {"x-trucd": false}}}"#, "/not/properties/b/x-trucd"),
    (
      #""dependentSchemas": {"a": {"properties": {"b": {"x-trucd": {"column": "c"}}}}}"#,
      "/dependentSchemas/a/properties/b/x-trucd/column"
    ),
  ])
  func settingsUnderConditionsAreAnError(schema: String, pointer: String) throws {
    let problems = TestContract.problems(TestContract.text(#""a": {}"#, schema: schema))
    #expect(problems.map(\.pointer) == [pointer])
    #expect(problems.map(\.code) == [.misplaced])
  }

  @Test func settingsInArraysAndNestedObjectsAreAnError() {
    let items = TestContract.text(
      ##""a": {"type": "array", "items": {"x-trucd": {"type": "text"}}}"##)
    #expect(TestContract.problems(items).map(\.pointer) == ["/properties/a/items/x-trucd/type"])
    let nested = TestContract.text(
      ##""a": {"type": "object", "properties": {"b": {"type": "string", "x-trucd": {"steps": ["trim"]}}}}"##
    )
    #expect(
      TestContract.problems(nested).map(\.pointer) == ["/properties/a/properties/b/x-trucd/steps"])
  }

  @Test func settingsOfANullableBranchMustBeRepeated() {
    let shared = #""$defs": {"c": {"type": "string", "x-trucd": {"steps": ["trim"]}}}"#
    let branch = ##""a": {"anyOf": [{"$ref": "#/$defs/c"}, {"type": "null"}]"##
    let silent = TestContract.text(branch + "}", schema: shared)
    #expect(TestContract.problems(silent).map(\.code) == [.misplaced])
    let repeated = TestContract.text(branch + #", "x-trucd": {"steps": ["trim"]}}"#, schema: shared)
    #expect(TestContract.problems(repeated).isEmpty)
  }

  @Test func equalNamesAreRefusedWithBothPointers() throws {
    let text = TestContract.text(#""aB": {"type": "string"}, "x": {"x-trucd": {"column": "A_B"}}"#)
    let problem = try #require(TestContract.problems(text).first)
    #expect(problem.code == .conflict && problem.pointer == "/properties/x")
    #expect(problem.message.en.contains("/properties/aB"))
  }

  @Test func badNamesAreRefusedWithTheWayOut() throws {
    let text = TestContract.text(#""$": {"type": "string"}, "1x": {}, "ctid": {}"#)
    let problems = TestContract.problems(text)
    #expect(problems.map(\.pointer) == ["/properties/$", "/properties/1x", "/properties/ctid"])
    #expect(problems.allSatisfy { $0.message.en.contains("`column`") })
  }

  @Test func recursiveSchemasEnd() throws {
    let text = TestContract.text(
      ##""a": {"$ref": "#/$defs/n"}"##,
      schema:
        ##""$defs": {"n": {"type": "object", "properties": {"v": {"type": "integer", "x-trucd": {"column": "v"}}, "n": {"$ref": "#/$defs/n"}}}}"##
    )
    #expect(try TestContract.columns(text) == ["a jsonb", "v bigint", "_extra jsonb"])
  }

  @Test func unfoldingReferencesAreBounded() {
    let levels = (0..<20).map { level in
      let members = (0..<10).map { "\"p\($0)\": {\"$ref\": \"#/$defs/l\(level + 1)\"}" }
      return "\"l\(level)\": {\"properties\": {\(members.joined(separator: ","))}}"
    }
    let text = TestContract.text(
      ##""a": {"$ref": "#/$defs/l0"}"##,
      schema: "\"$defs\": {\(levels.joined(separator: ",")), \"l20\": {}}")
    let problems = TestContract.problems(text)
    #expect(problems.contains { $0.code == .column && $0.message.en.contains("unfold") })
  }
}
