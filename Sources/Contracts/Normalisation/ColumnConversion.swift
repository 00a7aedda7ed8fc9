import JSON
import JSONSchema

/// Makes a cell of a column's type from a value after its steps (contracts.md, section 5).
enum ColumnConversion {
  static func convert(
    _ value: Value, to type: ColumnType, in arena: Arena
  ) throws(StepFault) -> Value {
    if case .null = value { return .null }
    switch type {
    case .text: return try text(value, in: arena)
    case .boolean: if case .boolean = value { return value }
    case .bigint: return .bigint(try bigint(value))
    case .numeric(let precision?, let scale):
      return try numeric(value, precision: precision, scale: scale ?? 0, in: arena)
    case .numeric(nil, _): if PlainDecimal.isNumber(value) { return value }
    case .double: return .double(try double(value))
    case .timestamptz: return try timestamptz(value)
    case .date: return try date(value)
    case .uuid: return try uuid(value)
    case .jsonb: return try JSONCell.convert(value, in: arena)
    }
    throw wrongKind(type)
  }

  static func wrongKind(_ type: ColumnType) -> StepFault {
    StepFault(
      .wrongKind, limit: .string(type.description),
      en: "a value of this kind does not fit a column of type \(type)",
      vi: "giá trị loại này không vừa cột kiểu \(type)")
  }

  private static func text(_ value: Value, in arena: Arena) throws(StepFault) -> Value {
    switch value {
    case .text(let text):
      if text.contains(0) { throw .zeroCharacter }
      return value
    case .boolean(let flag):
      return .text(arena.copy((flag ? "true" : "false").utf8))
    case .numeric, .bigNumeric, .bigint:
      return .text(arena.copy(ValueText.of(value).utf8))
    default: throw wrongKind(.text)
    }
  }

  static func bigint(_ value: Value) throws(StepFault) -> Int64 {
    if case .numeric(let coefficient, 0) = value { return coefficient }
    guard let decimal = PlainDecimal(value) else { throw wrongKind(.bigint) }
    guard let whole = decimal.rescaled(to: 0) else {
      throw StepFault(
        .notAnInteger, en: "the column holds whole numbers, and this one has decimals",
        vi: "cột chỉ nhận số nguyên, giá trị này có phần thập phân")
    }
    guard let integer = whole.coefficient else {
      throw StepFault(
        .outOfRange, en: "the number does not fit 64 bits; a column of type numeric would hold it",
        vi: "số vượt phạm vi 64 bit; cột kiểu numeric mới chứa được")
    }
    return integer
  }

  static func numeric(
    _ value: Value, precision: Int, scale: Int, in arena: Arena
  ) throws(StepFault) -> Value {
    if case .numeric(let coefficient, let present) = value,
      let fitted = rescaled(coefficient, by: scale - present), precision <= 18
    {
      guard fitted.magnitude < powersOfTen[precision] else { throw overflow(precision, scale) }
      return .numeric(coefficient: fitted, scale: scale)
    }
    guard let decimal = PlainDecimal(value) else {
      throw wrongKind(.numeric(precision: precision, scale: scale))
    }
    guard let fitted = decimal.rescaled(to: scale) else {
      throw tooManyDecimals(scale)
    }
    guard fitted.integerDigits <= precision - scale else { throw overflow(precision, scale) }
    return fitted.value(in: arena)
  }

  /// `coefficient` × 10^`digits`; nil where that is no integer of 64 bits.
  static func rescaled(_ coefficient: Int64, by digits: Int) -> Int64? {
    guard (-18...18).contains(digits) else { return nil }
    let power = Int64(powersOfTen[abs(digits)])
    if digits < 0 {
      let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: power)
      return remainder == 0 ? quotient : nil
    }
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: power)
    return overflow ? nil : product
  }

  static let powersOfTen: [UInt64] = (0...18).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  private static func tooManyDecimals(_ scale: Int) -> StepFault {
    let en =
      scale == 0
      ? "the column takes whole numbers only" : "more than \(counted(scale, "decimal"))"
    let vi = scale == 0 ? "cột không nhận phần thập phân" : "có quá \(scale) chữ số thập phân"
    return StepFault(
      .tooManyDecimals, limit: .number(JSONNumber(scale)),
      en: en + "; round it, or the contract may say the step `round`",
      vi: vi + "; hãy làm tròn, hoặc hợp đồng thêm bước `round`")
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  private static func overflow(_ precision: Int, _ scale: Int) -> StepFault {
    StepFault(
      .outOfRange, limit: .string("numeric(\(precision),\(scale))"),
      en: "the number has more than \(counted(precision - scale, "digit")) before the point",
      vi: "số có quá \(precision - scale) chữ số trước dấu thập phân")
  }

  private static func double(_ value: Value) throws(StepFault) -> Double {
    guard PlainDecimal.isNumber(value) else { throw wrongKind(.double) }
    guard let double = Double(ValueText.of(value)), double.isFinite else {
      throw StepFault(
        .outOfRange, en: "the number is larger than a double can be",
        vi: "số lớn hơn mức kiểu double chứa được")
    }
    return double
  }

  private static func timestamptz(_ value: Value) throws(StepFault) -> Value {
    switch value {
    case .timestamptz(let microseconds):
      return .timestamptz(microseconds: try Instant.checked(microseconds))
    case .text(let text): return .timestamptz(microseconds: try Instant.parse(text))
    default: throw wrongKind(.timestamptz)
    }
  }

  private static func date(_ value: Value) throws(StepFault) -> Value {
    switch value {
    case .date: return value
    case .text(let text):
      var reader = DateTimeReader(text)
      guard let day = reader.isoDay(), reader.isAtEnd else {
        throw StepFault(
          .notADate, en: "the text is not an existing day written like 2026-06-09",
          vi: "chuỗi không phải ngày có thật viết dạng 2026-06-09")
      }
      return .date(days: Int32(day))
    default: throw wrongKind(.date)
    }
  }

  private static func uuid(_ value: Value) throws(StepFault) -> Value {
    guard case .text(let text) = value else { throw wrongKind(.uuid) }
    guard let uuid = UUIDText.parse(text) else {
      throw StepFault(
        .notAUUID, en: "the text is not a UUID of 8-4-4-4-12 hexadecimal digits",
        vi: "chuỗi không phải UUID gồm 8-4-4-4-12 chữ số thập lục phân")
    }
    return .uuid(high: uuid.high, low: uuid.low)
  }
}

extension PlainDecimal {
  static func isNumber(_ value: Value) -> Bool {
    switch value {
    case .numeric, .bigNumeric, .bigint: true
    default: false
    }
  }
}
