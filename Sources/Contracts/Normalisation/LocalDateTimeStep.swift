import JSONSchema

/// `local-datetime`: text that holds a point in time in Vietnam (+07:00, without summer time):
/// `yyyyMMddHHmmss`, `yyyy-MM-dd HH:mm:ss` or `yyyy-MM-ddTHH:mm:ss`, the latter two with decimals of
/// a second where wanted. An offset that stands there counts.
enum LocalDateTimeStep {
  private static let offsetSeconds = 7 * 3600

  static func apply(to text: UnsafeBufferPointer<UInt8>) throws(StepFault) -> Value {
    var reader = DateTimeReader(text)
    let moment = text.count == 14 ? reader.compactMoment() : reader.moment(separators: "Tt ")
    guard let moment, let offset = reader.offset(default: offsetSeconds), reader.isAtEnd else {
      throw StepFault(
        .notADateTime,
        en: "the text is not an existing point in time written like 20260609143000, "
          + "2026-06-09 14:30:00 or 2026-06-09T14:30:00",
        vi: "chuỗi không phải thời điểm có thật viết dạng 20260609143000, 2026-06-09 14:30:00 hoặc "
          + "2026-06-09T14:30:00")
    }
    return .timestamptz(microseconds: try Instant.microseconds(of: moment, offsetSeconds: offset))
  }
}
