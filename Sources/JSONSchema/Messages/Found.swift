import JSON

/// What stands in the record instead of what the schema asks. A value that may not be shown is told
/// by its type and length.
enum Found {
  static func value(_ at: Int, in instance: Instance, shown: String?) -> LocalisedText {
    guard let shown else { return described(at, in: instance) }
    if instance.kind(at) == .string {
      let quoted = Messages.quoted(shown)
      return LocalisedText(en: quoted, vi: quoted)
    }
    return LocalisedText(en: shortened(shown), vi: shortened(shown))
  }

  /// The value with its type, for errors about the type.
  static func typed(_ at: Int, in instance: Instance, shown: String?) -> LocalisedText {
    guard let shown else { return described(at, in: instance) }
    switch instance.kind(at) {
    case .string:
      let quoted = Messages.quoted(shown)
      return LocalisedText(en: "the string \(quoted)", vi: "chuỗi \(quoted)")
    case .number:
      return LocalisedText(en: "the number \(shortened(shown))", vi: "số \(shortened(shown))")
    default: return LocalisedText(en: shown, vi: shown)
    }
  }

  static func length(of at: Int, in instance: Instance, shown: String?) -> LocalisedText {
    let count = scalarCount(at, instance)
    let plain = LocalisedText(en: Messages.characters(count), vi: "\(count) ký tự")
    guard let shown, !shown.isEmpty else { return plain }
    let quoted = Messages.quoted(shown)
    return LocalisedText(en: "\(plain.en): \(quoted)", vi: "\(plain.vi): \(quoted)")
  }

  private static func described(_ at: Int, in instance: Instance) -> LocalisedText {
    let count = instance.count(at)
    switch instance.kind(at) {
    case .null: return LocalisedText(en: "null", vi: "null")
    case .true, .false: return LocalisedText(en: "a boolean", vi: "giá trị đúng/sai (boolean)")
    case .number: return LocalisedText(en: "a number", vi: "một số")
    case .array:
      return LocalisedText(
        en: "an array of \(Messages.items(count))", vi: "mảng có \(count) phần tử")
    case .object: return LocalisedText(en: "an object", vi: "một đối tượng")
    case .string, .key:
      let length = scalarCount(at, instance)
      return LocalisedText(
        en: "a string of \(Messages.characters(length))", vi: "chuỗi dài \(length) ký tự")
    }
  }

  private static func scalarCount(_ at: Int, _ instance: Instance) -> Int {
    let node = instance.nodes[at]
    return StringDecoding.scalarCount(node.span(in: instance.base), node.flags)
  }

  private static func shortened(_ number: String) -> String {
    number.utf8.count <= 40 ? number : String(number.prefix(40)) + "…"
  }
}
