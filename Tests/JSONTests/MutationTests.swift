import JSON
import Testing

/// Damaged texts: nothing crashes, nothing is read beyond the padding, whose content never matters,
/// and the scanner, the reader and a second implementation agree.
@Suite struct MutationTests {
  static let samples = [
    #"{"stationId":"HN-01","observedAt":"2026-11-10T08:30:00.5+07:00","pm25":-12.50e1,"n":null}"#,
    #" [ 0 , -1.5E+3 , 123456789012345678901 , true , false , { } , [ ] , {"a":{"a":[{"b":1}]}} ] "#,
    #"{"Tên đường":"Nguyễn Trãi 😀","\u00e9\ud83d\ude00\n":"\u0000\"\\\/\b\f\r\t","é😀":"x"}"#,
    #""một chuỗi dài hơn mười sáu byte, có dấu và không có thoát""#, "-0.25", "1234567890123456",
    #"["aaaaaaaaaaaaaaa","aaaaaaaaaaaaaaaa","aaaaaaaaaaaaaaaaa","aaaaaaaaaaaaaaé"]"#,
  ]
  static let paddings = [
    "\0", " ", "0", "9.e-", "\"", "\\u00", "}],:", "\u{e9}\u{1f600}", "ull,true",
  ]
  static let bytes: [UInt8] = [
    0x00, 0x09, 0x1f, 0x20, 0x22, 0x2b, 0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x3a, 0x41, 0x45, 0x5b, 0x5c,
    0x5d, 0x61, 0x64, 0x65, 0x75, 0x7b, 0x7d, 0x7f, 0x80, 0xa0, 0xbf, 0xc0, 0xc3, 0xe0, 0xed, 0xef,
    0xf0, 0xf4, 0xf5, 0xff,
  ]

  @Test(arguments: samples) func truncations(_ sample: String) throws {
    let whole = Array(sample.utf8)
    let check = try #require(Comparison(capacity: whole.count + 1))
    for count in 0...whole.count { check.run(Array(whole[..<count])) }
  }

  @Test(arguments: samples) func mutations(_ sample: String) throws {
    let whole = Array(sample.utf8)
    let check = try #require(Comparison(capacity: whole.count + 1))
    for place in whole.indices {
      for byte in Self.bytes {
        var mutated = whole
        mutated[place] = byte
        check.run(mutated)
        check.run(Array(mutated[...place]))
      }
      var removed = whole
      removed.remove(at: place)
      check.run(removed)
      var doubled = whole
      doubled.insert(whole[place], at: place)
      check.run(doubled)
    }
  }

  /// The answers of all readers for one text.
  private final class Comparison {
    private let memory: GuardedMemory
    private let workspace = ParseWorkspace()
    /// A digit that becomes an `e` makes a number of any length, which is no fault of grammar.
    private let limits = ReaderLimits(numberDigitsMax: .max)
    private var turn = 0

    init?(capacity: Int) {
      guard let memory = GuardedMemory(capacity: capacity) else { return nil }
      self.memory = memory
    }

    func run(_ bytes: [UInt8]) {
      let expected = ReferenceReader.accepts(bytes)
      turn += 1
      let padded = memory.place(bytes, padding: paddings[turn % paddings.count])
      #expect(scans(padded, records: false) == expected, "skipping \(bytes)")
      #expect(scans(padded, records: true) == expected, "recording \(bytes)")
      let fault = JSONReader.fault(in: padded, limits: limits)
      #expect((fault == nil) == expected, "\(bytes): \(String(describing: fault))")
      #expect((0...bytes.count).contains(fault?.offset ?? 0))
      let value = try? JSONReader.parse(bytes, limits: limits)
      #expect((value != nil) == expected, "parsing \(bytes)")
    }

    private func scans(_ bytes: UnsafeBufferPointer<UInt8>, records: Bool) -> Bool {
      guard let base = bytes.baseAddress else { return false }
      let document = DocumentBounds(base: base, count: bytes.count, limits)
      workspace.reset()
      let first = Scan.whitespace(base, document.end)
      let next =
        records
        ? workspace.record(first, document, depth: 0) : workspace.skip(first, document, depth: 0)
      return next.map { Scan.whitespace($0, document.end) } == document.end
    }
  }
}
