import Glibc
import JSON
import Testing

@testable import JSONSchema

/// Members in any order and with any white space: the fused pass guesses which member follows, and no
/// guess may change a verdict or a cell.
@Suite struct FusedMemberTests {
  static let names = [
    ["a"], ["", "a", "ab"], ["same-first-", "same-first-1", "same-first-2", "same-first-22"],
    ["the-first-fifteen-1", "the-first-fifteen-2", "the-first-fifte", "the-first-fift"],
    ["é", "éé", "tên", "tên-trạm-quan-trắc", "q\"", "b\\"],
    (0..<64).map { "m\($0)" }, (0..<70).map { "n\($0)" }, (0..<300).map { "name-\($0)" },
  ]

  @Test(arguments: names)
  func anyOrderAndWhiteSpace(names: [String]) throws {
    var random = Seeded(UInt64(names.count))
    let members = names.map { ($0, JSONValue.object(JSONObject([("type", "integer")]))) }
    let document: JSONValue = [
      "properties": .object(JSONObject(members)), "required": .array(names.map { .string($0) }),
      "additionalProperties": false,
    ]
    let schema = try Schema(
      compiling: document, at: "", captures: names.map { Capture(path: [$0]) })
    for (comma, colon) in [(",", ":"), (", ", ": "), (",\n    ", ": "), (" ,  ", " :\t")] {
      for _ in 0..<6 {
        let order = random.chance(50) ? names : names.shuffled(using: &random)
        let whole = order.map { ($0, "1") }
        expectAgreement(schema, record(whole, comma, colon), isValid: true)
        expectAgreement(schema, record(whole.dropLast(), comma, colon), isValid: false)
        expectAgreement(schema, record(whole + [("other", "1")], comma, colon), isValid: false)
        expectAgreement(schema, record(whole + [(order[0], "1")], comma, colon), isValid: false)
        let wrong = whole.dropFirst() + [(order[0], "1.5")]
        expectAgreement(schema, record(wrong, comma, colon), isValid: false)
      }
    }
  }

  /// One notation for a while, then another, and members that are null where some may be.
  @Test func notationsThatChange() throws {
    let schema = try schema(
      #"""
      {"properties": {
        "a": {"type": ["integer", "null"]}, "b": {"enum": [null, "x"]},
        "c": {"not": {"type": "null"}}, "d": {"type": ["string", "null"], "maxLength": 3},
        "e": {"anyOf": [{"type": "null"}, {"const": 1}]},
        "f": {"type": "string", "minLength": 2, "maxLength": 20}
      }, "required": ["b"]}
      """#, captures: ["a", "b", "c", "d", "e", "f"].map { Capture(path: [$0]) })
    let values = [
      "a": ["null", "1"], "b": ["null", #""x""#], "c": ["2", #""y""#], "d": ["null", #""xyz""#],
      "e": ["null", "1"], "f": [#""xy""#, #""tên""#, #""a text of twenty.""#],
    ]
    let wrong = [
      "a": #""x""#, "b": "1", "c": "null", "d": #""four""#, "e": "2", "f": "null",
    ]
    var random = Seeded(11)
    for _ in 0..<2_000 {
      let order = random.chance(60) ? values.keys.sorted() : values.keys.shuffled(using: &random)
      var members = order.filter { $0 == "b" || random.chance(85) }.map {
        ($0, random.pick(values[$0] ?? []))
      }
      let isValid = random.chance(70)
      if !isValid {
        let place = Int.random(in: members.indices, using: &random)
        members[place].1 = wrong[members[place].0] ?? ""
      }
      let usual = random.pick([(",", ":"), (", ", ": ")])
      var text = ""
      for (name, value) in members {
        let (comma, colon) =
          random.chance(80)
          ? usual : (random.pick([",", ", ", " ,"]), random.pick([":", ": ", " :", ":\n"]))
        text += (text.isEmpty ? "{" : comma) + #""\#(name)""# + colon + value
      }
      expectAgreement(schema, Array((text + "}").utf8), isValid: isValid)
    }
  }

  /// Commas and colons that are missing or twice there.
  @Test(arguments: [
    #"{"a": 1  "b": 2}"#, #"{"a": 1,"b" 2}"#, #"{"a": 1, "b":, "c": 3}"#, #"{"a": 1;  "b": 2}"#,
    #"{"a":1; "b":2}"#, #"{"a":1;"b":2}"#, #"{"a": 1x "b": 2}"#, #"{"a": 1,  "b": 2,}"#,
    #"{"a": nul, "b": 1}"#,
    #"{"a": 1, "b": nullx}"#, #"{"a": 1. "b": 2}"#, #"{"b": 1."a": 2}"#, #"{"b": 1:"a": 2}"#,
  ])
  func malformedBetweenMembers(text: String) throws {
    let schema = try schema(
      #"{"properties": {"a": {"type": ["integer", "null"]}, "b": {"type": ["integer", "null"]}}}"#)
    guard case .malformed = schema.validate(copying: Array(text.utf8), in: Workspace()) else {
      Issue.record("\(text)")
      return
    }
  }

  /// Every beginning of a record is malformed, with what follows in memory as with anything else.
  @Test func aRecordThatIsCutIsMalformed() throws {
    let schema = try schema(#"{"properties": {"aa": {"format": "uri"}, "bb": {"type": "string"}}}"#)
    let text = Array(
      #"{"bb": "0123456789abcdef0123456789abcdef", "aa": "x:0123456789abcdefg/h"}"#.utf8)
    let copy = PaddedBytes(text)
    for count in 0..<text.count {
      let cut = UnsafeBufferPointer(rebasing: copy.bytes.prefix(count))
      guard
        case .malformed = schema.validate(cut, limits: ReaderLimits(), in: Workspace())
      else {
        Issue.record("\(count) bytes")
        continue
      }
    }
    expect(schema, String(decoding: text, as: UTF8.self), isValid: true)
  }

  static let schemasWithoutAFirstName = [
    #"{"additionalProperties": {"type": "integer"}}"#, #"{"maxProperties": 3}"#,
    ##"{"properties": {"q\"": {"$ref": "#"}}}"##,
  ]

  /// An object that ends after its brace, in memory that begins with it and goes on with zeros.
  @Test(arguments: schemasWithoutAFirstName)
  func nothingBeforeTheRecordIsRead(text: String) throws {
    let schema = try schema(text)
    let page = sysconf(Int32(_SC_PAGESIZE))
    let memory = try #require(
      mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    try #require(memory != MAP_FAILED && mprotect(memory, page, PROT_NONE) == 0)
    defer { munmap(memory, 2 * page) }
    let start = (memory + page).assumingMemoryBound(to: UInt8.self)
    start[0] = UInt8(ascii: "{")
    let record = UnsafeBufferPointer(start: UnsafePointer(start), count: 1)
    guard case .malformed = schema.validate(record, limits: ReaderLimits(), in: Workspace()) else {
      Issue.record("an object without its end")
      return
    }
  }

  private func record(
    _ members: some Collection<(String, String)>, _ comma: String, _ colon: String
  ) -> [UInt8] {
    let parts = members.map { JSONWriter.text(of: .string($0.0)) + colon + $0.1 }
    return Array("{\(parts.joined(separator: comma))}".utf8)
  }

  private func expectAgreement(_ schema: Schema, _ record: [UInt8], isValid: Bool) {
    let copy = PaddedBytes(record)
    let (tape, fused) = (Workspace(), Workspace())
    let verdicts = [
      schema.validateByTape(copy.bytes, limits: ReaderLimits(), in: tape),
      schema.validate(copy.bytes, limits: ReaderLimits(), in: fused),
    ]
    let text = String(decoding: record, as: UTF8.self)
    for verdict in verdicts { #expect(Tiers.isValid(verdict) == isValid, "\(text)") }
    if isValid { #expect(Tiers.cells(tape) == Tiers.cells(fused), "\(text)") }
  }
}
