/// `trim`: no white space at either end.
enum TrimStep {
  static func apply(to text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = text.count
    while start < end, case let length = WhiteSpace.length(in: text, at: start), length > 0 {
      start += length
    }
    while end > start, case let length = WhiteSpace.length(in: text, before: end), length > 0 {
      end -= length
    }
    return UnsafeBufferPointer(rebasing: text[start..<end])
  }
}
