import JSONSchema

/// `vi-date`: text that holds a day, `dd/MM/yyyy` as Vietnamese papers write it, or `yyyy-MM-dd`.
enum VietnameseDateStep {
  static func apply(to text: UnsafeBufferPointer<UInt8>) throws(StepFault) -> Value {
    var reader = DateTimeReader(text)
    let isISO = text.count == 10 && text[4] == UInt8(ascii: "-")
    guard let day = isISO ? reader.isoDay() : reader.vietnameseDay(), reader.isAtEnd else {
      throw StepFault(
        .notADate, en: "the text is not an existing day written like 09/06/2026 or 2026-06-09",
        vi: "chuỗi không phải ngày có thật viết dạng 09/06/2026 hoặc 2026-06-09")
    }
    return .date(days: Int32(day))
  }
}
