import JSON

/// A text as a key that is equal to another only where the UTF-8 bytes are the same; Swift's own
/// equality would take a composed and a decomposed letter for the same.
struct ExactString: Hashable, Sendable, Comparable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }
  static func < (left: Self, right: Self) -> Bool { left.text.bytesPrecede(right.text) }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}

extension String {
  /// Lower case for the letters A to Z alone, as SQLite compares identifiers.
  var asciiLowercased: String {
    String(decoding: utf8.map { (65...90).contains($0) ? $0 | 32 : $0 }, as: UTF8.self)
  }

  /// The JSON Pointer (RFC 6901) to a member of the value that this pointer names.
  func pointer(to name: String) -> String { self + "/" + JSONPointer.escape(name) }
}
