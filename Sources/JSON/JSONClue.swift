/// What bytes that are no JSON most likely are instead, told by their first bytes or by those at the
/// fault.
public enum JSONClue: Sendable, Hashable {
  case utf16, gzip, avro, binary, xml
  /// `NaN` or an infinity, which JSON has no number for (RFC 8259, section 6).
  case notFinite
  case singleQuote

  private static let binaryBelow: UInt8 = 0x20
  private static let binaryFrom: UInt8 = 0x80
  private static let notFiniteWords = [
    "NaN", "-NaN", "nan", "Infinity", "-Infinity", "inf", "-inf",
  ]

  init?(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
    guard let clue = Self.ofStart(bytes) ?? Self.ofFault(bytes, at: offset) else { return nil }
    self = clue
  }

  private static func ofStart(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONClue? {
    guard let first = bytes.first else { return nil }
    let starts = { (magic: [UInt8]) in bytes.starts(with: magic) }
    let hasMark = starts([0xff, 0xfe]) || starts([0xfe, 0xff])
    if hasMark || hasZeroInEverySecond(bytes) { return .utf16 }
    if starts([0x1f, 0x8b]) { return .gzip }
    if starts([0x4f, 0x62, 0x6a, 0x01]) { return .avro }
    if first == UInt8(ascii: "<") { return .xml }
    let isSpace = first == 0x09 || first == 0x0a || first == 0x0d
    return (first < binaryBelow && !isSpace) || first >= binaryFrom ? .binary : nil
  }

  /// Latin letters in UTF-16 without a mark, in either order of bytes.
  private static func hasZeroInEverySecond(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = bytes.prefix(8)
    guard start.count >= 4 else { return false }
    return [0, 1].contains { parity in
      start.indices.allSatisfy { (start[$0] == 0) == ($0 % 2 == parity) }
    }
  }

  private static func ofFault(
    _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int
  ) -> JSONClue? {
    guard bytes.indices.contains(offset) else { return nil }
    if bytes[offset] == UInt8(ascii: "'") { return .singleQuote }
    let isSigned = offset > 0 && bytes[offset - 1] == UInt8(ascii: "-")
    let word = bytes[(isSigned ? offset - 1 : offset)...]
    return notFiniteWords.contains { word.starts(with: $0.utf8) } ? .notFinite : nil
  }

  /// The way out, in English.
  public var message: String {
    switch self {
    case .utf16: "the bytes look like UTF-16; send UTF-8"
    case .gzip: "the bytes are compressed by gzip; leave compression to Kafka's producer"
    case .avro: "the bytes are an Avro file; send JSON"
    case .binary: "the bytes are no text (Avro, Protobuf or the like?); send JSON"
    case .xml: "the text looks like XML; send JSON"
    case .notFinite: "JSON has no NaN and no infinity; send null or leave the property out"
    case .singleQuote: "JSON takes double quotation marks only"
    }
  }

  /// The way out, in Vietnamese.
  public var messageVietnamese: String {
    switch self {
    case .utf16: "dữ liệu có vẻ ở dạng UTF-16; hãy gửi UTF-8"
    case .gzip: "dữ liệu đã nén gzip; hãy để Kafka producer tự nén"
    case .avro: "dữ liệu là tệp Avro; hãy gửi JSON"
    case .binary: "dữ liệu không phải văn bản (Avro, Protobuf…?); hãy gửi JSON"
    case .xml: "văn bản có vẻ là XML; hãy gửi JSON"
    case .notFinite: "JSON không có NaN và vô cực; hãy gửi null hoặc bỏ thuộc tính"
    case .singleQuote: "JSON chỉ dùng dấu ngoặc kép (\")"
    }
  }
}
