import Glibc
import Testing

@testable import JSONSchema

/// Formats read their text and nothing else, whatever the text holds.
@Suite struct FormatMemoryTests {
  @Test(arguments: Format.allCases)
  func damagedExamplesNeverReadPastTheText(_ format: Format) throws {
    let memory = try #require(PageEnd(capacity: 8192))
    var random = Seeded(UInt64(format.rawValue.utf8.count) &* 977)
    let examples = FormatTests.all.filter { $0.format == format.rawValue }
    for text in examples.flatMap({ $0.valid + $0.invalid }).map({ Array($0.utf8) }) {
      for length in 0...min(text.count, 300) {
        _ = format.accepts(memory.place(Array(text.prefix(length))))
      }
      for _ in 0..<40 {
        var damaged = text
        for _ in 0..<Int.random(in: 1...3, using: &random) where !damaged.isEmpty {
          damaged[Int.random(in: 0..<damaged.count, using: &random)] = .random(
            in: 0...255, using: &random)
        }
        _ = format.accepts(memory.place(damaged))
      }
    }
  }

  @Test(arguments: Format.allCases)
  func randomBytesNeverReadPastTheText(_ format: Format) throws {
    let memory = try #require(PageEnd(capacity: 8192))
    var random = Seeded(UInt64(format.rawValue.utf8.count) &* 31 + 5)
    let pieces = [
      "xn--", "-", ".", "%", "é", "ё", "א", "٠", "0", "{", "}", ":", "/", "@", "\"", "\\", "[", "]",
      "\u{200d}", "\u{3002}", "P", "T", "1", "~", "#", "a", "\u{10ffff}", "\u{0}",
    ].map { Array($0.utf8) }
    for _ in 0..<1500 {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        text += random.chance(15) ? [.random(in: 0...255, using: &random)] : random.pick(pieces)
      }
      _ = format.accepts(memory.place(text))
    }
  }

  /// Twice the text takes about twice the time, not four times.
  @Test(arguments: Format.allCases)
  func hugeTextsAreJudgedInLinearTime(_ format: Format) {
    for piece in ["a", "a.", "é", "é.", "%41", "{a}", "1", "/~0", "a@", "[", "(", "xn--a.", "P1"] {
      for head in ["", "a:", "a@", "P", "\"", "http://", "{", "/", "0"] {
        let text = Array((head + String(repeating: piece, count: 5_000)).utf8)
        let time = processorTime { _ = text.withUnsafeBufferPointer(format.accepts) }
        #expect(time < .seconds(1), "\(head) \(piece)")
      }
    }
  }
}

/// Memory that ends where a text ends: reading one byte more ends the process.
private final class PageEnd {
  private let pages: UnsafeMutableRawPointer
  private let readable: Int

  init?(capacity: Int) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    readable = (capacity + page - 1) / page * page
    guard
      let mapped = mmap(
        nil, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      mapped != MAP_FAILED, mprotect(mapped + readable, page, PROT_NONE) == 0
    else { return nil }
    pages = mapped
  }

  deinit { munmap(pages, readable + sysconf(Int32(_SC_PAGESIZE))) }

  func place(_ bytes: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let start = (pages + (readable - bytes.count)).assumingMemoryBound(to: UInt8.self)
    for (place, byte) in bytes.enumerated() { start[place] = byte }
    return UnsafeBufferPointer(start: start, count: bytes.count)
  }
}
