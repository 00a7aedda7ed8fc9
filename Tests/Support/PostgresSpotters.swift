/// COMMIT of a transaction in which a COPY was sent, prepared or plain.
public struct LoadCommitSpotter: ByteSpotter {
  private var messages = FrontendMessages()
  /// Names of prepared statements that commit.
  private var names: Set<[UInt8]> = []
  private var hasCopied = false

  public init() {}

  public mutating func spot(in piece: ArraySlice<UInt8>) -> Int? {
    var found: Int?
    for message in messages.take(piece) {
      switch message.type {
      case UInt8(ascii: "d"): hasCopied = true
      case UInt8(ascii: "P"): learn(message.body)
      case UInt8(ascii: "B") where hasCopied && names.contains(Self.statement(of: message.body)),
        UInt8(ascii: "Q") where hasCopied && message.body.starts(with: Array("COMMIT".utf8)):
        hasCopied = false
        found = found ?? message.start
      default: break
      }
    }
    return found
  }

  /// Parse: the statement's name and its text, each ended by 0.
  private mutating func learn(_ body: [UInt8]) {
    let parts = body.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    if parts.count > 1, parts[1].elementsEqual("COMMIT".utf8) { names.insert(Array(parts[0])) }
  }

  /// Bind: the portal's name and the statement's, each ended by 0.
  private static func statement(of body: [UInt8]) -> [UInt8] {
    let parts = body.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count > 1 ? Array(parts[1]) : []
  }
}

/// The middle of a COPY: the piece in which so many of its messages with data have been seen on the
/// connection.
public struct CopySpotter: ByteSpotter {
  private var messages = FrontendMessages()
  private var left: Int

  public init(afterMessages count: Int) { left = count }

  public mutating func spot(in piece: ArraySlice<UInt8>) -> Int? {
    let count = messages.take(piece).filter { $0.type == UInt8(ascii: "d") }.count
    guard left > 0, count > 0 else { return nil }
    left -= count
    // In the midst of what was sent, so that the server holds half a message.
    return left <= 0 ? piece.startIndex + piece.count / 2 : nil
  }
}
