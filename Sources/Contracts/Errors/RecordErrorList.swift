import JSON
import JSONSchema

/// The errors of one record as the quarantine stores them: a JSON array, bounded in number and in
/// bytes, valid UTF-8 and free of U+0000 whatever the record holds (design, section 1).
public enum RecordErrorList {
  public static let errorsMax = 100
  public static let bytesMax = 64 << 10

  /// Kept free for the entry that tells how many errors there are.
  private static let closingBytes = 512

  /// - Parameters:
  ///   - errors: In the order in which they shall stand.
  ///   - total: How many errors there are in all, where `errors` is already cut. Where some are left
  ///     out, the last entry has the code `more` and the total as its value.
  public static func json(of errors: [RecordError], total: Int? = nil) -> [UInt8] {
    let total = max(total ?? 0, errors.count)
    var output: [UInt8] = [UInt8(ascii: "[")]
    var count = 0
    for error in errors.prefix(errorsMax) {
      let entry = JSONWriter.bytes(of: RecordErrorWriter.json(of: error))
      guard output.count + entry.count + 1 <= bytesMax - closingBytes else { break }
      if count > 0 { output.append(UInt8(ascii: ",")) }
      output += entry
      count += 1
    }
    if count < total {
      if count > 0 { output.append(UInt8(ascii: ",")) }
      let stage = errors.first?.stage ?? .validate
      output += JSONWriter.bytes(of: RecordErrorWriter.json(of: more(stage, count, total)))
    }
    output.append(UInt8(ascii: "]"))
    return output
  }

  private static func more(_ stage: RecordError.Stage, _ shown: Int, _ total: Int) -> RecordError {
    var error = RecordError(
      stage, code: "more",
      message: LocalisedText(
        en: "\(total) errors in all, of which the first \(shown) are listed",
        vi: "có tất cả \(total) lỗi, ở đây ghi \(shown) lỗi đầu"))
    error.value = .number(JSONNumber(total))
    return error
  }
}
