/// The first 16 bytes of a text with what stands around it in a document.
struct FramedText {
  /// As they lie in memory; zeros behind the last.
  private(set) var words: (UInt64, UInt64) = (0, 0)
  /// Of the bytes that count.
  let mask: (UInt64, UInt64)

  init(_ text: [UInt8], between before: StaticString, and after: StaticString) {
    let start = before.utf8CodeUnitCount
    let end = start + text.count
    let count = end + after.utf8CodeUnitCount
    mask = (Self.lowBytes(count), Self.lowBytes(count - 8))
    withUnsafeMutableBytes(of: &words) { bytes in
      for place in 0..<start { bytes[place] = before.utf8Start[place] }
      for place in start..<min(end, bytes.count) { bytes[place] = text[place - start] }
      for place in min(end, bytes.count)..<min(count, bytes.count) {
        bytes[place] = after.utf8Start[place - end]
      }
    }
  }

  /// A mask of the first bytes of a word; of all where it has no more.
  private static func lowBytes(_ count: Int) -> UInt64 {
    count >= 8 ? .max : (1 << UInt64(8 * max(count, 0))) - 1
  }
}
