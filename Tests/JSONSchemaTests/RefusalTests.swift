import JSON
import Testing

@testable import JSONSchema

/// What a record breaks is told only once its end has been seen: bytes that are no JSON are malformed,
/// wherever they stand and whatever the schema says about what stands before them.
@Suite struct RefusalTests {
  /// The fused pass reads on from a value that the schema forbids. It says of every document what the
  /// tape pass says, which reads it whole before it judges, the fault and its place included.
  @Test(arguments: 0..<8)
  func documentsAreJudgedAsIfReadFirst(part: Int) throws {
    var seen = (malformed: 0, invalid: 0, gaveUp: 0)
    let (tapeSpace, fusedSpace) = (Workspace(), Workspace())
    for seed in 0..<60 {
      var maker = SchemaMaker(random: Seeded(UInt64(7_000_000 + part * 1000 + seed)))
      let document = maker.document()
      guard let compiled = try? Schema(compiling: document, formats: .asserted) else { continue }
      for _ in 0..<60 {
        let record = maker.spoilt(maker.text(maker.value(depth: 3)))
        let copy = PaddedBytes(record)
        let limits = ReaderLimits(nestingDepthMax: 2 + seed % 3)
        let tape = compiled.validateByTape(copy.bytes, limits: limits, in: tapeSpace)
        let fused = compiled.validateFused(copy.bytes, limits: limits, in: fusedSpace)
        if case .malformed = tape { seen.malformed += 1 }
        if case .invalid = tape { seen.invalid += 1 }
        guard let fused else {
          seen.gaveUp += 1
          continue
        }
        #expect(
          "\(fused)" == "\(tape)",
          "\(String(decoding: record, as: UTF8.self)) by \(JSONWriter.text(of: document))")
      }
    }
    #expect(seen.malformed > 800 && seen.invalid > 300 && seen.gaveUp < 1500, "\(seen)")
  }

  /// `,` and then no name where the order of members would have them end.
  @Test(arguments: [1, 63, 64, 65, 128])
  func zeroBytesAreNoMember(count: Int) throws {
    let names = (0..<count).map { "n\($0)" }
    let compiled = try schema(
      #"{"properties":{\#(names.map { #""\#($0)":{"type":"null"}"# }.joined(separator: ","))}}"#)
    let members = names.map { #""\#($0)":null"# }.joined(separator: ",")
    for (end, expected) in [("}", "valid"), (",", "malformed"), ("{", "malformed")] {
      let zeros = [UInt8](repeating: 0, count: end == "}" ? 0 : 40)
      let verdict = compiled.validate(
        copying: Array("{\(members)\(end)".utf8) + zeros, in: Workspace())
      #expect("\(verdict)".hasPrefix(expected))
    }
  }

  private static let text = """
    {"properties": {"a": {"type": "integer"}, "o": {"required": ["x"], "maxProperties": 2},
      "l": {"items": {"type": "string"}, "maxItems": 2}, "u": {"uniqueItems": true},
      "k": {"oneOf": [{"type": "string"}, {"type": "boolean"}]}, "m": {"type": "array"},
      "n": {"propertyNames": {"maxLength": 1}}, "c": {"enum": ["p", "q"]}},
      "patternProperties": {"^p": {"type": "string"}}, "additionalProperties": false}
    """

  /// One of each of the ways to be invalid, and what may come after it.
  @Test(arguments: [
    #"{"a":"x""#, #"{"a":1.5"#, #"{"a":true"#, #"{"a":{"b":1}"#, #"{"o":{}"#,
    #"{"o":{"x":1,"y":1,"z":1}"#, #"{"o":{"y":[1,{"z":2}]}"#, #"{"l":[1]"#, #"{"l":["1","2","3"]"#,
    #"{"u":[1,1]"#, #"{"k":[1]"#, #"{"k":5"#, #"{"m":"x""#, #"{"m":{"x":[{}]}"#,
    #"{"n":{"long":1}"#, #"{"c":"r""#, #"{"c":"r\u0072""#, #"{"p":1"#, #"{"other":{"x":1}"#,
    #"{"l":[[[1]],{"a":1}]"#,
  ])
  func afterWhatIsForbidden(beginning: String) throws {
    let compiled = try schema(Self.text)
    let workspace = Workspace()
    func verdict(_ end: String) -> String {
      workspace.copy.assign(Array((beginning + end).utf8))
      let verdict = compiled.validateFused(
        workspace.copy.bytes, limits: ReaderLimits(), in: workspace)
      if case .malformed(let error) = verdict { return error.code.rawValue }
      return verdict.map { "\($0)" } ?? "left to the tape"
    }
    #expect(verdict("}") == "invalid")
    #expect(verdict(#", "p2" : "x" } "#) == "invalid")
    #expect(verdict(#","q":[1,{"r":null}]}"#) == "invalid")
    #expect(verdict("") == "unexpectedEnd")
    #expect(verdict("} x") == "trailingBytes")
    #expect(verdict(#","p2":"x","p2":"x"}"#) == "duplicateKey")
    #expect(verdict(#","q":{"s":1,"\u0073":1}}"#) == "duplicateKey")
    #expect(verdict(#","\u0061b":1,"ab":1}"#) == "duplicateKey")
    #expect(verdict(#","q":"\ud800"}"#) == "loneSurrogate")
    #expect(verdict(#","q":01}"#) == "invalidNumber")
    #expect(verdict(#","q":1]"#) == "unexpectedByte")
    #expect(verdict(#","q":\#(String(repeating: "[", count: 200))}"#) == "tooDeep")
  }
}

extension SchemaMaker {
  private static let marks = Array("{},:[]\"".utf8)

  /// A text with up to two faults, or none.
  fileprivate mutating func spoilt(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0..<random.pick([0, 1, 1, 2]) where !text.isEmpty {
      let marks = text.indices.filter { Self.marks.contains(text[$0]) }
      let place = Int.random(in: 0..<text.count, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: text.removeLast(text.count - place)
      case 1: text[place] = random.pick([0, 0x22, 0x2c, 0x30, 0x5c, 0x5d, 0x7b, 0x7d, 0xc3, 0xff])
      case 4, 5: text[marks.isEmpty ? place : random.pick(marks)] = random.pick(Self.marks)
      case 2: text.remove(at: place)
      case 3: text += Array(random.pick([" ", "}", ",", "{}", "\u{1}"]).utf8)
      default: repeatMember(&text)
      }
    }
    return text
  }

  /// A second member of a name before an object's end, or what comes near to one.
  private mutating func repeatMember(_ text: inout [UInt8]) {
    let ends = text.indices.filter { text[$0] == UInt8(ascii: "}") }
    guard !ends.isEmpty else { return }
    let name = random.pick(Self.names.dropLast(2) + ["other"])
    let member = random.pick([
      #","\#(name)":1"#, #","\#(name)":1,"\#(name)":1"#, #","z":{"\#(name)":[],"\#(name)":2}"#,
    ])
    text.insert(contentsOf: Array(member.utf8), at: random.pick(ends))
  }
}
