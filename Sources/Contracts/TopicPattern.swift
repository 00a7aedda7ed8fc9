import ECMAPattern
import JSON
import JSONSchema

/// One entry of a contract's `topics`: an exact name, or a pattern that begins with `^`.
public struct TopicPattern: Sendable {
  /// Topics of the bus itself, which no pattern matches.
  public static let ownPrefix = "trucd."

  /// As the contract writes it.
  public let text: String
  private let pattern: Pattern?

  struct Fault: Error {
    var en: String
    var vi: String
  }

  init(_ text: String) throws(Fault) {
    self.text = text
    if text.utf8.first == UInt8(ascii: "^") {
      do {
        pattern = try Pattern(text)
      } catch {
        throw Fault(
          en: "`\(text)` is not an ECMA-262 pattern: \(error.message)",
          vi: "`\(text)` không phải mẫu ECMA-262: \(error.messageVietnamese)")
      }
      return
    }
    pattern = nil
    if text.hasPrefix("__") || text.hasPrefix(Self.ownPrefix) {
      throw Fault(
        en: "`\(text)` is a topic of Kafka's or of the bus's own",
        vi: "`\(text)` là topic riêng của Kafka hoặc của trục")
    }
    if !Self.isKafkaName(text) {
      throw Fault(
        en: "`\(text)` is no topic name: letters, digits, `.`, `_` and `-`, at most 249; a pattern "
          + "begins with `^`",
        vi: "`\(text)` không phải tên topic: chữ, số, `.`, `_` và `-`, nhiều nhất 249 ký tự; mẫu "
          + "bắt đầu bằng `^`")
    }
  }

  public var isExact: Bool { pattern == nil }

  /// Whether it names the topic. A pattern must match whole; a match that cannot be decided within
  /// the engine's limit is none.
  public func matches(_ topic: String) -> Bool {
    guard let pattern else { return text.hasSameBytes(as: topic) }
    if topic.hasPrefix("__") || topic.hasPrefix(Self.ownPrefix) { return false }
    var bytes = topic
    return bytes.withUTF8 { pattern.matchesWhole($0) == .match }
  }

  private static func isKafkaName(_ text: String) -> Bool {
    text != "." && text != ".." && (1...249).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (97...122).contains(byte | 32) || (48...57).contains(byte) || [45, 46, 95].contains(byte)
      }
  }
}
