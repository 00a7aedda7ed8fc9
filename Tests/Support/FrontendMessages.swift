/// The messages that a PostgreSQL client sends, found in a stream of bytes ("Message Formats" of the
/// PostgreSQL documentation). Nothing of a COPY's data is kept.
struct FrontendMessages {
  struct Message {
    /// `P`, `B`, `Q`, `d`, …
    var type: UInt8
    /// Without type and length; empty for `d`.
    var body: [UInt8]
    /// Where it begins in the piece; the piece's first index where it began earlier.
    var start: Int
  }

  private static let copyData = UInt8(ascii: "d")

  /// Until the start-up message the messages have no type.
  private var hasStarted = false
  private var head: [UInt8] = []
  private var body: [UInt8] = []
  /// Bytes of the current message's body that are still to come; nil before its head is whole.
  private var left: Int?

  /// Takes the next piece, and gives the messages that end in it. A `d` is given at its head.
  mutating func take(_ piece: ArraySlice<UInt8>) -> [Message] {
    var found: [Message] = []
    var start = piece.startIndex
    var index = piece.startIndex
    while index < piece.endIndex {
      guard let missing = left else {
        if head.isEmpty { start = index }
        head.append(piece[index])
        index += 1
        if head.count == (hasStarted ? 5 : 4) {
          left = lengthOfBody()
          if isCopyData { found.append(Message(type: Self.copyData, body: [], start: start)) }
          if left == 0 { finish(start, &found) }
        }
        continue
      }
      let count = min(missing, piece.endIndex - index)
      if !isCopyData { body += piece[index..<index + count] }
      index += count
      left = missing - count
      if left == 0 { finish(start, &found) }
    }
    return found
  }

  private var isCopyData: Bool { hasStarted && head.first == Self.copyData }

  private func lengthOfBody() -> Int {
    let length = head.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    return max(length - 4, 0)
  }

  private mutating func finish(_ start: Int, _ found: inout [Message]) {
    if hasStarted {
      if !isCopyData { found.append(Message(type: head[0], body: body, start: start)) }
    } else {
      // Requests for encryption are 8 bytes long, with a code of their own: 1234 and 5678 … 5680.
      let isRequest = body.count == 4 && body.starts(with: [0x04, 0xD2])
      hasStarted = !isRequest
    }
    (head, body, left) = ([], [], nil)
  }
}
