import JSON
import Testing

@testable import JSONSchema

/// Cells of valid records, the same from both tiers.
@Suite struct CaptureTests {
  /// What a test compares: all that a cell says.
  private func describe(_ workspace: Workspace, _ bytes: [UInt8]) -> [String] {
    func text(_ offset: UInt32, _ length: UInt32) -> String {
      String(decoding: bytes[Int(offset)..<Int(offset + length)], as: UTF8.self)
    }
    return workspace.cells.map { cell in
      switch cell.kind {
      case .absent, .null, .false, .true: return "\(cell.kind)"
      case .number:
        let span = text(cell.offset, cell.length)
        return cell.isExact64 ? "\(span) = \(cell.bits)e-\(cell.scale)" : "\(span) inexact"
      case .string:
        return text(cell.offset, cell.length) + (cell.hasEscapes ? " escaped" : "")
          + (cell.hasNonASCII ? " non-ASCII" : "") + (cell.hasInstant ? " @\(cell.bits)" : "")
      case .array, .object: return "\(cell.kind) " + text(cell.offset, cell.length)
      case .members:
        let range = Int(cell.offset)..<Int(cell.offset + cell.length)
        return range.map { text(workspace.members[$0].offset, workspace.members[$0].length) }
          .joined(separator: " | ")
      }
    }
  }

  private func cells(
    _ schema: Schema, _ record: String, sourceLocation: SourceLocation = #_sourceLocation
  ) -> [String] {
    let bytes = Array(record.utf8)
    let copy = PaddedBytes(bytes)
    let workspace = Workspace()
    let limits = ReaderLimits()
    let byTape = schema.validateByTape(copy.bytes, limits: limits, in: workspace)
    #expect(Tiers.isValid(byTape), sourceLocation: sourceLocation)
    let expected = describe(workspace, bytes)
    for _ in 0..<3 {
      guard let fused = schema.validateFused(copy.bytes, limits: limits, in: workspace) else {
        Issue.record("the fused pass gave up", sourceLocation: sourceLocation)
        return []
      }
      #expect(Tiers.isValid(fused), sourceLocation: sourceLocation)
      #expect(describe(workspace, bytes) == expected, sourceLocation: sourceLocation)
    }
    return expected
  }

  @Test func scalars() throws {
    let compiled = try schema(
      """
      {"properties": {"id": {"type": "string", "minLength": 1}, "at": {"format": "date-time"},
        "n": {"type": ["number", "null"]}, "b": {"type": "boolean"}, "e": {"enum": ["x", "y"]}}}
      """,
      captures: ["id", "at", "n", "b", "e", "gone"].map { Capture(path: [$0]) })
    #expect(
      cells(
        compiled,
        #"{"id":"DN-1","at":"1970-01-02T00:00:00.5+07:00","n":-12.50,"b":true,"e":"x"}"#)
        == [
          "DN-1", "1970-01-02T00:00:00.5+07:00 @61200500000", "-12.50 = -1250e-2", "true", "x",
          "absent",
        ])
    #expect(
      cells(compiled, #" { "e" : "\u0079" , "n" : null , "id" : "Đà \"N\"" , "b" : false } "#)
        == [
          #"Đà \"N\" escaped non-ASCII"#, "absent", "null", "false", #"\u0079 escaped"#, "absent",
        ])
    #expect(
      cells(compiled, #"{"at":"2016-12-31T23:59:60Z","n":12345678901234567890.5}"#)
        == [
          "absent", "2016-12-31T23:59:60Z @1483228800000000", "12345678901234567890.5 inexact",
          "absent", "absent", "absent",
        ])
    #expect(
      cells(compiled, #"{"at":"1969\u002d12-31T23:59:59.999999Z","n":1e3}"#)[1].hasSuffix("@-1"))
  }

  @Test func anInstantNeedsAnAssertedFormat() throws {
    let captures = [Capture(path: ["at"])]
    let record = #"{"at":"2026-11-23T08:30:00Z"}"#
    let plain = try schema(
      #"{"properties": {"at": {"format": "date-time"}}}"#, captures: captures,
      formats: .specification)
    #expect(cells(plain, record) == ["2026-11-23T08:30:00Z"])
    let referred = try schema(
      ##"{"allOf": [{"properties": {"at": {"$ref": "#/$defs/t"}}}], "$defs": {"t": {"format": "date-time"}}}"##,
      captures: captures)
    #expect(cells(referred, record) == ["2026-11-23T08:30:00Z @1795422600000000"])
  }

  @Test func nestedValuesAndContainers() throws {
    let compiled = try schema(
      """
      {"properties": {"wind": {"type": ["object", "null"], "properties": {"speed": {"type": "number"}},
        "required": ["speed"]}, "tags": {"items": {"type": "string"}}}}
      """,
      captures: [
        Capture(path: ["wind", "speed"]), Capture(path: ["wind"]), Capture(path: ["tags"]),
        Capture(path: ["wind", "speed"]), Capture(path: ["free", "x"]), Capture(path: []),
      ])
    #expect(
      cells(compiled, #"{"tags":["a","b"],"wind":{"speed":3.5},"free":{"x":[1]}}"#)
        == [
          "3.5 = 35e-1", #"object {"speed":3.5}"#, #"array ["a","b"]"#, "3.5 = 35e-1",
          "array [1]", #"object {"tags":["a","b"],"wind":{"speed":3.5},"free":{"x":[1]}}"#,
        ])
    #expect(
      cells(compiled, #"{"wind":null,"free":1}"#)
        == ["absent", "null", "absent", "absent", "absent", #"object {"wind":null,"free":1}"#])
  }

  @Test func listsOfMembers() throws {
    let compiled = try schema(
      #"{"properties": {"a": {"type": "integer"}, "o": {"properties": {"p": true}}}}"#,
      captures: [
        Capture(path: [], kind: .members(excluding: ["a", "o"])),
        Capture(path: ["o"], kind: .members(excluding: ["p"])), Capture(path: ["a"]),
      ])
    #expect(
      cells(compiled, #"{"x":"1", "o": {"p":1,"q": [2] ,"r\n":null}, "a":1,"y" :{"z":3}}"#)
        == [#""x":"1" | "y" :{"z":3}"#, #""q": [2] | "r\n":null"#, "1 = 1e-0"])
    #expect(cells(compiled, #"{"a":2,"o":"text"}"#) == ["", "text", "2 = 2e-0"])
    #expect(cells(compiled, "{}") == ["", "absent", "absent"])
  }

  @Test func listsOfMembersWithEscapedNames() throws {
    let compiled = try schema(
      "{}", captures: [Capture(path: [], kind: .members(excluding: ["Đ"])), Capture(path: ["b"])])
    #expect(
      cells(compiled, #"{"\u0110":1,"\u0062":2,"c":3}"#) == [#""\u0062":2 | "c":3"#, "2 = 2e-0"])
  }

  @Test func manyMembersInTwoLists() throws {
    let compiled = try schema(
      "{}",
      captures: [
        Capture(path: [], kind: .members(excluding: ["o"])),
        Capture(path: ["o"], kind: .members(excluding: [])),
      ])
    let names = (0..<300).map { #""m\#($0)":\#($0)"# }
    let list = names.joined(separator: ",")
    let found = cells(compiled, "{\(list),\"o\":{\(list)},\"z\":0}")
    #expect(found[0] == (names + [#""z":0"#]).joined(separator: " | "))
    #expect(found[1] == names.joined(separator: " | "))
  }

  @Test func cellsOfResidualAndReorderedRecords() throws {
    let compiled = try schema(
      """
      {"properties": {"a": {"anyOf": [{"type": "integer"}, {"const": "n/a"}]}, "b": {"type": "string"}},
       "if": {"required": ["b"]}, "then": {"required": ["a"]}}
      """, captures: [Capture(path: ["a"]), Capture(path: ["b"])])
    #expect(cells(compiled, #"{"a":1,"b":"x"}"#) == ["1 = 1e-0", "x"])
    #expect(cells(compiled, #"{"b":"x","a":"n/a"}"#) == ["n/a", "x"])
  }
}
