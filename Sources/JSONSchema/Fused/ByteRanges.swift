import JSON

/// Ranges for the bytes of a string with its quotes: the least value of each, then how far it may lie
/// above, 32 bytes each.
enum ByteRanges {
  private static let lengthMax = 30

  /// nil where the string is longer than 30 bytes.
  static func table(_ low: BytePointer, _ span: BytePointer, _ length: Int) -> [UInt8]? {
    guard length <= lengthMax else { return nil }
    let quote = UInt8(ascii: "\"")
    let bytes = 0..<length
    let unused = lengthMax - length
    return [quote] + bytes.map { low[$0] } + [quote] + [UInt8](repeating: 0, count: unused)
      + [0] + bytes.map { span[$0] } + [0] + [UInt8](repeating: 255, count: unused)
  }
}
