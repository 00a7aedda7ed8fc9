import JSON

/// What a keyword asks of a value, as the predicate of a sentence.
enum Requirements {
  static func text(_ check: Check, _ site: Plan.Site, _ plan: Plan) -> LocalisedText {
    let limit = plan.value(of: site)
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
    case .format(let format): return format.requirement
    case .content(let content): return content.requirement
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
}
