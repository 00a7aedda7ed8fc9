/// The words for a name that is none of ours: what was nearly meant, what there is.
enum UnknownName {
  static func section(_ name: String, _ origin: Origin) -> Problem {
    let sections = Options.sections.map { "[\($0)]" }.joined(separator: ", ")
    return Problem(
      .unknownSection, origin,
      "unknown section [\(name)]\(hint(name, Options.sections)); there are \(sections)")
  }

  static func key(_ name: String, in section: String, _ origin: Origin) -> Problem {
    let keys = Options.of(section: section).map(\.key)
    let elsewhere = Options.all.first { $0.key == name }
    let meant = elsewhere.map { "; `\(name)` belongs to [\($0.section)]" } ?? hint(name, keys)
    return Problem(
      .unknownKey, origin,
      "unknown key \"\(name)\" in [\(section)]\(meant); it takes \(keys.joined(separator: ", "))")
  }

  static func variable(_ name: String) -> Problem {
    let variables = Options.all.map(\.variable)
    return Problem(
      .unknownVariable, .environment(name),
      "unknown variable\(hint(name, variables)); TRUCD_<SECTION>_<KEY> overrides an option, "
        + "TRUCD_KAFKA_<PROPERTY> a property of librdkafka with '_' for '.'")
  }

  private static func hint(_ name: String, _ candidates: [String]) -> String {
    Suggestion.nearest(to: name, among: candidates).map { ", did you mean \"\($0)\"?" } ?? ""
  }
}
