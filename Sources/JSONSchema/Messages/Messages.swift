import JSON

/// The sentences of errors, in both languages.
enum Messages {
  /// Longest list of permitted values that a message prints.
  static let valuesMax = 20
  private static let textMax = 60

  static func violation(
    _ label: ExplanationPosition.Label, _ requirement: LocalisedText, found: LocalisedText
  ) -> LocalisedText {
    let subject = subject(label)
    return LocalisedText(
      en: "\(subject.en) \(requirement.en); found \(found.en)",
      vi: "\(subject.vi) \(requirement.vi); nhận được \(found.vi)")
  }

  static func missing(_ property: String, in label: ExplanationPosition.Label) -> LocalisedText {
    let name = quoted(property)
    if case .root = label {
      return LocalisedText(
        en: "the required property \(name) is missing", vi: "thiếu thuộc tính bắt buộc \(name)")
    }
    let subject = subject(label)
    return LocalisedText(
      en: "\(subject.en) lacks the required property \(name)",
      vi: "\(subject.vi) thiếu thuộc tính bắt buộc \(name)")
  }

  static func missing(_ property: String, requiredBy trigger: String) -> LocalisedText {
    let (name, trigger) = (quoted(property), quoted(trigger))
    return LocalisedText(
      en: "the property \(name) is missing; it must stand wherever \(trigger) stands",
      vi: "thiếu thuộc tính \(name); đã có \(trigger) thì phải có \(name)")
  }

  static func forbidden(_ label: ExplanationPosition.Label) -> LocalisedText {
    switch label {
    case .property(let name):
      return LocalisedText(
        en: "the property \(quoted(name)) is not allowed here",
        vi: "không được phép có thuộc tính \(quoted(name)) ở đây")
    default:
      let subject = subject(label)
      return LocalisedText(
        en: "\(subject.en) is not allowed here", vi: "không được phép có \(subject.vi) ở đây")
    }
  }

  static func badName(_ name: String) -> LocalisedText {
    LocalisedText(
      en: "the property name \(quoted(name)) does not follow the rule for names",
      vi: "tên thuộc tính \(quoted(name)) không đúng quy tắc đặt tên")
  }

  static func contains(
    _ label: ExplanationPosition.Label, count: Int, min: Int, max: Int
  ) -> LocalisedText {
    let subject = subject(label)
    if count > max {
      return LocalisedText(
        en: "\(subject.en) must hold at most \(items(max)) of the given form; found \(count)",
        vi: "\(subject.vi) chỉ được có nhiều nhất \(max) phần tử theo dạng quy định; có \(count)")
    }
    return LocalisedText(
      en: "\(subject.en) must hold at least \(items(min)) of the given form; found \(count)",
      vi: "\(subject.vi) phải có ít nhất \(min) phần tử theo dạng quy định; có \(count)")
  }

  static func noForm(_ label: ExplanationPosition.Label, forms: Int) -> LocalisedText {
    let subject = subject(label)
    return LocalisedText(
      en: "\(subject.en) fits none of the \(forms) permitted forms",
      vi: "\(subject.vi) không khớp với dạng nào trong \(forms) dạng được phép")
  }

  static func severalForms(_ label: ExplanationPosition.Label, holding: Int) -> LocalisedText {
    let subject = subject(label)
    return LocalisedText(
      en: "\(subject.en) fits \(holding) forms at once, but only one may fit",
      vi: "\(subject.vi) khớp cùng lúc với \(holding) dạng, trong khi chỉ được khớp một dạng")
  }

  static func excludedForm(_ label: ExplanationPosition.Label) -> LocalisedText {
    let subject = subject(label)
    return LocalisedText(
      en: "\(subject.en) has a form that is excluded",
      vi: "\(subject.vi) có dạng không được chấp nhận")
  }

  static func unexplained(_ label: ExplanationPosition.Label) -> LocalisedText {
    let subject = subject(label)
    return LocalisedText(
      en: "\(subject.en) does not fit its schema; its schemas are nested too deeply to say why",
      vi: "\(subject.vi) không đúng lược đồ; các lược đồ lồng nhau quá sâu nên không nêu được lý do"
    )
  }

  // MARK: - Limits

  static func tooManySteps(_ label: ExplanationPosition.Label, max: Int) -> LocalisedText {
    let subject = subject(label)
    return LocalisedText(
      en: "no verdict about \(subject.en): the schemas apply one another more often than the "
        + "\(max) steps that a record of this size may take; they should be simpler",
      vi: "không kết luận được về \(subject.vi): các lược đồ áp dụng lẫn nhau vượt quá \(max) bước "
        + "dành cho bản ghi cỡ này; cần viết lược đồ đơn giản hơn")
  }

  static func hardPattern(_ label: ExplanationPosition.Label) -> LocalisedText {
    let subject = subject(label)
    return LocalisedText(
      en: "no verdict about \(subject.en): to match the pattern takes more steps than are allowed; "
        + "it should be simpler",
      vi: "không kết luận được về \(subject.vi): so khớp mẫu (pattern) vượt quá số bước cho phép; "
        + "cần viết mẫu đơn giản hơn")
  }

  static func limitReached(
    _ label: ExplanationPosition.Label, depthMax: Int
  ) -> LocalisedText {
    let subject = subject(label)
    return LocalisedText(
      en: "no verdict about \(subject.en): a pattern takes more steps than are allowed, or more "
        + "than \(depthMax) schemas apply within one another",
      vi: "không kết luận được về \(subject.vi): một mẫu (pattern) vượt quá số bước cho phép, hoặc "
        + "hơn \(depthMax) lược đồ lồng nhau")
  }

  // MARK: - Parts of sentences

  static func subject(_ label: ExplanationPosition.Label) -> LocalisedText {
    switch label {
    case .root: return LocalisedText(en: "the record", vi: "bản ghi")
    case .property(let name):
      return LocalisedText(en: quoted(name), vi: "thuộc tính \(quoted(name))")
    case .item(let index, nil):
      return LocalisedText(en: "item \(index + 1)", vi: "phần tử thứ \(index + 1)")
    case .item(let index, let owner?):
      return LocalisedText(
        en: "item \(index + 1) of \(quoted(owner))",
        vi: "phần tử thứ \(index + 1) của \(quoted(owner))")
    case .name(let name):
      return LocalisedText(
        en: "the property name \(quoted(name))", vi: "tên thuộc tính \(quoted(name))")
    }
  }

  /// A text between quotation marks, shortened where it is long.
  static func quoted(_ text: String) -> String {
    var short = String(text.unicodeScalars.prefix(textMax))
    if short.utf8.count < text.utf8.count { short += "…" }
    return "“\(short)”"
  }

  static func items(_ count: Int) -> String { count == 1 ? "1 item" : "\(count) items" }

  static func characters(_ count: Int) -> String {
    count == 1 ? "1 character" : "\(count) characters"
  }
}
