import JSON
import Testing

@testable import JSONSchema

/// Decoding wins over validation: what is no JSON is malformed, wherever the fault stands.
@Suite struct MalformedTests {
  private static let text = """
    {"properties": {"a": {"type": "integer"}, "s": {"type": "string", "pattern": "^[0-9]{3}$"},
      "t": {"format": "date-time"}, "o": {"properties": {"x": {"type": "integer"}}},
      "l": {"items": {"type": "string"}}}, "required": ["a"], "additionalProperties": {"type": "null"}}
    """

  private func code(_ bytes: [UInt8], _ limits: ReaderLimits = ReaderLimits()) throws -> String {
    let compiled = try schema(Self.text)
    let workspace = Workspace()
    let verdict = compiled.validate(copying: bytes, limits: limits, in: workspace)
    #expect(compiled.explain(copying: bytes, limits: limits).isEmpty == Tiers.isValid(verdict))
    switch verdict {
    case .malformed(let error): return error.code.rawValue
    case .valid: return "valid"
    case .invalid: return "invalid"
    case .undecided: return "undecided"
    }
  }

  @Test(arguments: [
    (#"{"a":1,"a":2}"#, "duplicateKey"), (#"{"a":1,"\u0061":2}"#, "duplicateKey"),
    (#"{"a":"wrong","z":null,"z":null}"#, "duplicateKey"),
    (#"{"a":1,"z":null,"z":null}"#, "duplicateKey"),
    (#"{"a":1,"z\u0061":null,"za":null}"#, "duplicateKey"),
    (#"{"z":5,"o":{"x":1,"x":2}}"#, "duplicateKey"), (#"{"q":{"k":1,"k":1}}"#, "duplicateKey"),
    (#"{"a":1,"o":{"y":[{"k":1,"k":1}]}}"#, "duplicateKey"),
    (#"{"a":1,"s":"\ud800"}"#, "loneSurrogate"), (#"{"a":[],"s":"\udc00x"}"#, "loneSurrogate"),
    (#"{"a":1"#, "unexpectedEnd"), (#"{"a":1,"#, "unexpectedEnd"),
    (#"{"a":1,"s":"123"#, "unexpectedEnd"),
    (#"{"a":1}x"#, "trailingBytes"), (#"{"a":"x"} {}"#, "trailingBytes"), ("", "unexpectedEnd"),
    (#"{"a":01}"#, "invalidNumber"), (#"{"a":1.}"#, "invalidNumber"),
    (#"{"a":-}"#, "invalidNumber"),
    (#"{"a":1e}"#, "invalidNumber"), (#"{"a":nul}"#, "unexpectedByte"),
    ("{\"s\":\"\n\"}", "controlCharacter"),
    (#"{"s":"\x"}"#, "invalidEscape"), (#"{"a":1,}"#, "unexpectedByte"),
    (#"{,"a":1}"#, "unexpectedByte"),
    (#"{"a" 1}"#, "unexpectedByte"), (#"{"a":1{"s":"123"}"#, "unexpectedByte"),
    (#"{{"a":1}"#, "unexpectedByte"), (#"{,{"a":1}"#, "unexpectedByte"),
    (#"{"l":["x",]}"#, "unexpectedByte"),
    ("\u{feff}{}", "byteOrderMark"),
    (#"{"a":1e2000}"#, "numberTooLong"), (#"{"t":"2026-11-23T08:30:00Z"#, "unexpectedEnd"),
  ])
  func faults(record: String, expected: String) throws {
    #expect(try code(Array(record.utf8)) == expected)
  }

  @Test(
    arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]]
      as [[UInt8]])
  func badUTF8(bytes: [UInt8]) throws {
    let before = Array(#"{"a":"wrong type","s":""#.utf8)
    #expect(try code(before + bytes + Array(#""}"#.utf8)) == "invalidUTF8")
    #expect(try code(Array(#"{"a":1,""#.utf8) + bytes + Array(#"":null}"#.utf8)) == "invalidUTF8")
  }

  @Test func limits() throws {
    let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    let record = Array(#"{"a":1,"l":\#(deep)}"#.utf8)
    #expect(try code(record, ReaderLimits(nestingDepthMax: 40)) == "tooDeep")
    #expect(try code(record, ReaderLimits(nestingDepthMax: 41)) == "invalid")
    #expect(try code(Array(#"{"a":1}"#.utf8), ReaderLimits(nestingDepthMax: 0)) == "tooDeep")
    #expect(try code(Array(#"{"a":1}"#.utf8), ReaderLimits(payloadBytesMax: 6)) == "tooLarge")
  }

  /// Nothing after the record's last byte may count, whatever it is.
  @Test func whatLiesBehindTheRecordDoesNotCount() throws {
    let compiled = try schema(Self.text)
    let workspace = Workspace()
    let record = Array(
      #"{"a":12,"s":"123","t":"2026-11-23T08:30:00.250+07:00","l":["x"],"z":null}"#.utf8)
    let tails = [Array(#"345","z":null}}]"#.utf8), Array(",\"b\":1}".utf8), [0x22], [0xff]]
    for cut in 0..<record.count {
      for tail in tails {
        let memory = record[..<cut] + record[cut...] + tail + [UInt8](repeating: 0x22, count: 80)
        memory.withContiguousStorageIfAvailable { all in
          let part = UnsafeBufferPointer(rebasing: all[..<cut])
          let verdict = compiled.validate(part, limits: ReaderLimits(), in: workspace)
          if case .malformed = verdict { return }
          Issue.record("cut at \(cut): \(verdict)")
        }
      }
    }
  }

  @Test func everyCutAndEveryFlippedByteIsJudgedAlike() throws {
    let compiled = try schema(Self.text)
    let workspace = Workspace()
    let record = Array(
      #"{"a":12,"s":"1\u00323","t":"2026-11-23T08:30:00Z","o":{"x":3},"l":["ă"],"z":null}"#.utf8)
    for place in record.indices {
      for byte: UInt8 in [0, 0x22, 0x2c, 0x30, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xc3, 0xff] {
        var changed = record
        changed[place] = byte
        let copy = PaddedBytes(changed)
        let whole = compiled.validate(copy.bytes, limits: ReaderLimits(), in: workspace)
        let tape = compiled.validateByTape(copy.bytes, limits: ReaderLimits(), in: workspace)
        #expect("\(whole)" == "\(tape)", "\(place) \(byte)")
      }
    }
  }
}
