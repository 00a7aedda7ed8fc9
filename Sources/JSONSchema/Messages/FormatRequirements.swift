extension Format {
  /// What the format asks of a value, as the predicate of a sentence.
  var requirement: LocalisedText {
    switch self {
    case .dateTime, .date, .time, .duration: timeRequirement
    case .email, .idnEmail, .hostname, .idnHostname, .ipv4, .ipv6: addressRequirement
    case .uri, .uriReference, .iri, .iriReference, .uriTemplate, .uuid: identifierRequirement
    case .jsonPointer:
      LocalisedText(
        en: "must be a JSON Pointer such as /stations/0",
        vi: "phải là JSON Pointer, ví dụ /stations/0")
    case .relativeJSONPointer:
      LocalisedText(
        en: "must be a relative JSON Pointer such as 1/name",
        vi: "phải là JSON Pointer tương đối, ví dụ 1/name")
    case .regex:
      LocalisedText(
        en: "must be a regular expression of ECMA-262", vi: "phải là biểu thức chính quy ECMA-262")
    }
  }

  private var timeRequirement: LocalisedText {
    switch self {
    case .date:
      LocalisedText(
        en: "must be a date such as 2026-11-23",
        vi: "phải là ngày dạng năm-tháng-ngày, ví dụ 2026-11-23")
    case .time:
      LocalisedText(
        en: "must be a time with offset, such as 08:30:00+07:00",
        vi: "phải là giờ kèm múi giờ, ví dụ 08:30:00+07:00")
    case .duration:
      LocalisedText(
        en: "must be a duration such as P1DT12H", vi: "phải là khoảng thời gian, ví dụ P1DT12H")
    default:
      LocalisedText(
        en: "must be a date and time with offset, such as 2026-11-23T08:30:00+07:00",
        vi: "phải là ngày giờ kèm múi giờ, ví dụ 2026-11-23T08:30:00+07:00")
    }
  }

  private var addressRequirement: LocalisedText {
    switch self {
    case .email: LocalisedText(en: "must be an e-mail address", vi: "phải là địa chỉ thư điện tử")
    case .idnEmail:
      LocalisedText(
        en: "must be an e-mail address, which may hold letters beyond ASCII",
        vi: "phải là địa chỉ thư điện tử (được dùng chữ ngoài ASCII)")
    case .hostname: LocalisedText(en: "must be a host name", vi: "phải là tên miền máy chủ")
    case .idnHostname:
      LocalisedText(
        en: "must be a host name, which may hold letters beyond ASCII",
        vi: "phải là tên miền máy chủ (được dùng chữ ngoài ASCII)")
    case .ipv4: LocalisedText(en: "must be an IPv4 address", vi: "phải là địa chỉ IPv4")
    default: LocalisedText(en: "must be an IPv6 address", vi: "phải là địa chỉ IPv6")
    }
  }

  private var identifierRequirement: LocalisedText {
    switch self {
    case .uri:
      LocalisedText(
        en: "must be a URI with scheme, such as https://example.vn/a",
        vi: "phải là URI đầy đủ, ví dụ https://example.vn/a")
    case .uriReference: LocalisedText(en: "must be a URI reference", vi: "phải là tham chiếu URI")
    case .iri:
      LocalisedText(
        en: "must be an IRI with scheme, such as https://example.vn/trạm",
        vi: "phải là IRI đầy đủ, ví dụ https://example.vn/trạm")
    case .iriReference: LocalisedText(en: "must be an IRI reference", vi: "phải là tham chiếu IRI")
    case .uriTemplate:
      LocalisedText(
        en: "must be a URI template such as /stations/{id}",
        vi: "phải là mẫu URI, ví dụ /stations/{id}")
    default:
      LocalisedText(
        en: "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        vi: "phải là UUID, ví dụ 123e4567-e89b-12d3-a456-426614174000")
    }
  }
}
