import JSON

/// What a keyword asks of a value, as the predicate of a sentence.
enum Requirements {
  static func text(_ check: Check, _ site: Plan.Site, _ plan: Plan) -> LocalisedText {
    let limit = site.value
    let number = limit.number?.text ?? ""
    switch check {
    case .type(let types): return type(types)
    case .integerNotation:
      return LocalisedText(
        en: "must be an integer, written without decimals and exponent",
        vi: "phải là số nguyên, viết không có phần thập phân và số mũ")
    case .constant:
      return LocalisedText(
        en: "must be exactly \(literal(limit))", vi: "phải đúng bằng \(literal(limit))")
    case .enumeration: return oneOf(limit.array ?? [])
    case .minimum:
      return LocalisedText(en: "must be at least \(number)", vi: "phải từ \(number) trở lên")
    case .maximum:
      return LocalisedText(en: "must be at most \(number)", vi: "không được lớn hơn \(number)")
    case .exclusiveMinimum:
      return LocalisedText(en: "must be greater than \(number)", vi: "phải lớn hơn \(number)")
    case .exclusiveMaximum:
      return LocalisedText(en: "must be less than \(number)", vi: "phải nhỏ hơn \(number)")
    case .multipleOf:
      return LocalisedText(
        en: "must be a multiple of \(number)", vi: "phải là bội số của \(number)")
    case .pattern(let pattern):
      let source = plan.patterns[Int(pattern)].source
      return LocalisedText(
        en: "must match the pattern \(source)", vi: "phải đúng theo mẫu \(source)")
    case .format(let format): return self.format(format)
    case .minLength, .maxLength, .minItems, .maxItems, .minProperties, .maxProperties,
      .uniqueItems:
      return size(check, limit.number?.int64 ?? 0)
    default: return LocalisedText(en: "must fit \(site.keyword)", vi: "phải thoả \(site.keyword)")
    }
  }

  private static func type(_ types: TypeSet) -> LocalisedText {
    let names: [(TypeSet, String, String)] = [
      (.string, "a string", "chuỗi ký tự"), (.number, "a number", "số"),
      (.integer, "an integer", "số nguyên"),
      (.boolean, "true or false", "giá trị đúng/sai (true hoặc false)"),
      (.object, "an object", "đối tượng"), (.array, "an array", "mảng"), (.null, "null", "null"),
    ]
    var rest = types
    var en: [String] = []
    var vi: [String] = []
    for (type, english, vietnamese) in names where rest.isSuperset(of: type) {
      rest.subtract(type)
      en.append(english)
      vi.append(vietnamese)
    }
    return LocalisedText(
      en: "must be " + en.joined(separator: " or "), vi: "phải là " + vi.joined(separator: " hoặc ")
    )
  }

  private static func oneOf(_ values: [JSONValue]) -> LocalisedText {
    guard values.count <= Messages.valuesMax else {
      return LocalisedText(
        en: "must be one of the \(values.count) permitted values",
        vi: "phải là một trong \(values.count) giá trị cho phép")
    }
    let list = values.map(literal).joined(separator: ", ")
    return LocalisedText(
      en: "must be one of: \(list)", vi: "phải là một trong các giá trị: \(list)")
  }

  private static func literal(_ value: JSONValue) -> String {
    if let text = value.string { return Messages.quoted(text) }
    return JSONWriter.text(of: value)
  }

  private static func size(_ check: Check, _ limit: Int64) -> LocalisedText {
    let count = Int(clamping: limit)
    switch check {
    case .minLength:
      return LocalisedText(
        en: "must have at least \(Messages.characters(count))", vi: "phải có ít nhất \(count) ký tự"
      )
    case .maxLength:
      return LocalisedText(
        en: "must have at most \(Messages.characters(count))",
        vi: "không được dài quá \(count) ký tự")
    case .minItems:
      return LocalisedText(
        en: "must hold at least \(Messages.items(count))", vi: "phải có ít nhất \(count) phần tử")
    case .maxItems:
      return LocalisedText(
        en: "must hold at most \(Messages.items(count))",
        vi: "không được có quá \(count) phần tử")
    case .minProperties:
      return LocalisedText(
        en: "must have at least \(count) properties", vi: "phải có ít nhất \(count) thuộc tính")
    case .maxProperties:
      return LocalisedText(
        en: "must have at most \(count) properties", vi: "không được có quá \(count) thuộc tính")
    default:
      return LocalisedText(
        en: "must not hold the same item twice", vi: "không được có hai phần tử trùng nhau")
    }
  }

  private static func format(_ format: Format) -> LocalisedText {
    switch format {
    case .dateTime:
      LocalisedText(
        en: "must be a date and time with offset, such as 2026-11-23T08:30:00+07:00",
        vi: "phải là ngày giờ kèm múi giờ, ví dụ 2026-11-23T08:30:00+07:00")
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
    case .email:
      LocalisedText(en: "must be an e-mail address", vi: "phải là địa chỉ thư điện tử")
    case .hostname: LocalisedText(en: "must be a host name", vi: "phải là tên miền máy chủ")
    case .ipv4: LocalisedText(en: "must be an IPv4 address", vi: "phải là địa chỉ IPv4")
    case .ipv6: LocalisedText(en: "must be an IPv6 address", vi: "phải là địa chỉ IPv6")
    case .uri:
      LocalisedText(
        en: "must be a URI with scheme, such as https://example.vn/a",
        vi: "phải là URI đầy đủ, ví dụ https://example.vn/a")
    case .uriReference: LocalisedText(en: "must be a URI reference", vi: "phải là tham chiếu URI")
    case .uuid:
      LocalisedText(
        en: "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        vi: "phải là UUID, ví dụ 123e4567-e89b-12d3-a456-426614174000")
    case .jsonPointer: LocalisedText(en: "must be a JSON Pointer", vi: "phải là JSON Pointer")
    case .regex:
      LocalisedText(
        en: "must be a regular expression of ECMA-262", vi: "phải là biểu thức chính quy ECMA-262")
    }
  }
}
