/// What was most likely meant by a text that does not conform to a format.
enum FormatHints {
  static func hint(_ format: Format, _ text: Text) -> LocalisedText? {
    switch format {
    case .dateTime: dateTime(text)
    case .date: date(text)
    case .time: time(text)
    case .uuid: uuid(text)
    case .email, .hostname, .uri, .uriReference: ascii(format, text) ?? address(format, text)
    case .idnHostname, .iri: address(format, text)
    default: nil
    }
  }

  // MARK: - Times

  private static func dateTime(_ text: Text) -> LocalisedText? {
    let withOffset = Array(text) + Array("+07:00".utf8)
    if accepts(.dateTime, withOffset) { return missingOffset }
    var withT = withOffset
    if withT.count > 10, withT[10] == UInt8(ascii: " ") {
      withT[10] = UInt8(ascii: "T")
      if accepts(.dateTime, withT) || accepts(.dateTime, Array(withT.dropLast(6))) {
        return LocalisedText(
          en: "write T between date and time, and the offset, such as +07:00",
          vi: "giữa ngày và giờ phải là chữ T, và phải có múi giờ, ví dụ +07:00")
      }
    }
    if text.count == 14, text.allSatisfy(isDigit) {
      return LocalisedText(
        en: "fourteen digits are no date-time; write 2026-11-23T08:30:00+07:00",
        vi: "dãy 14 chữ số không phải ngày giờ hợp lệ; hãy viết 2026-11-23T08:30:00+07:00")
    }
    if DateFormat.accepts(text) {
      return LocalisedText(
        en: "this is a date alone; add the time and the offset",
        vi: "đây mới chỉ là ngày; hãy thêm giờ và múi giờ")
    }
    return calendar(text)
  }

  private static func date(_ text: Text) -> LocalisedText? {
    if DateTimeFormat.microseconds(text) != nil {
      return LocalisedText(
        en: "send the date alone, without the time", vi: "hãy chỉ gửi ngày, không kèm giờ")
    }
    return calendar(text)
  }

  private static func time(_ text: Text) -> LocalisedText? {
    accepts(.time, Array(text) + Array("+07:00".utf8)) ? missingOffset : nil
  }

  private static var missingOffset: LocalisedText {
    LocalisedText(
      en: "the offset is missing; for Vietnamese time append +07:00",
      vi: "thiếu múi giờ; với giờ Việt Nam hãy thêm +07:00")
  }

  /// About the date at the text's start.
  private static func calendar(_ text: Text) -> LocalisedText? {
    if hasShape(text, "dddd-dd-dd"), !DateFormat.accepts(Text(rebasing: text[..<10])) {
      return LocalisedText(
        en: "the calendar has no such day", vi: "ngày này không có trong lịch")
    }
    let isOtherOrder = hasShape(text, "dd/dd/dddd") || hasShape(text, "dd-dd-dddd")
    if isOtherOrder || hasShape(text, "dddd/dd/dd") || text.count == 8 && text.allSatisfy(isDigit) {
      return LocalisedText(
        en: "write the date as year-month-day, such as 2026-11-23",
        vi: "hãy viết ngày theo thứ tự năm-tháng-ngày, ví dụ 2026-11-23")
    }
    return nil
  }

  /// Whether the text begins as the shape says, in which `d` stands for a digit.
  private static func hasShape(_ text: Text, _ shape: StaticString) -> Bool {
    guard text.count >= shape.utf8CodeUnitCount else { return false }
    return (0..<shape.utf8CodeUnitCount).allSatisfy {
      let wanted = shape.utf8Start[$0]
      return wanted == UInt8(ascii: "d") ? isDigit(text[$0]) : text[$0] == wanted
    }
  }

  // MARK: - Names

  private static func uuid(_ text: Text) -> LocalisedText? {
    if text.count == 32, text.allSatisfy(isHexDigit) {
      return LocalisedText(
        en: "the hyphens are missing; write 8-4-4-4-12 digits",
        vi: "thiếu dấu gạch nối; hãy viết theo nhóm 8-4-4-4-12 chữ số")
    }
    if text.count == 38, text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") {
      return LocalisedText(en: "leave out the braces", vi: "hãy bỏ dấu ngoặc nhọn")
    }
    return nil
  }

  /// Letters beyond ASCII, where nothing else is wrong.
  private static func ascii(_ format: Format, _ text: Text) -> LocalisedText? {
    switch format {
    case .email where Format.idnEmail.accepts(text):
      LocalisedText(
        en: "the address may hold no letters beyond ASCII",
        vi: "địa chỉ không được có chữ có dấu hay ký tự ngoài ASCII")
    case .hostname where Format.idnHostname.accepts(text):
      LocalisedText(
        en: "write the name in its ASCII form, which begins with xn--",
        vi: "hãy viết tên miền ở dạng ASCII, bắt đầu bằng xn--")
    case .uri where Format.iri.accepts(text),
      .uriReference where Format.iriReference.accepts(text):
      LocalisedText(
        en: "percent-encode the letters beyond ASCII",
        vi: "hãy mã hoá phần trăm (%XX) các chữ có dấu và ký tự ngoài ASCII")
    default: nil
    }
  }

  private static func address(_ format: Format, _ text: Text) -> LocalisedText? {
    switch format {
    case .hostname, .idnHostname:
      guard text.contains(UInt8(ascii: "/")), IRIFormat.acceptsAbsolute(text) else { return nil }
      return LocalisedText(
        en: "send the host name alone, without scheme and path",
        vi: "hãy chỉ gửi tên máy chủ, không kèm giao thức và đường dẫn")
    case .uri, .iri:
      guard !text.isEmpty, IRIFormat.acceptsReference(text) else { return nil }
      return LocalisedText(
        en: "the scheme is missing, such as https://",
        vi: "thiếu phần giao thức ở đầu, ví dụ https://")
    default: return nil
    }
  }

  private static func accepts(_ format: Format, _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer(format.accepts)
  }
}
