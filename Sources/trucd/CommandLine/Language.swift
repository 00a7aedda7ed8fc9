import Glibc
import JSONSchema

/// The language in which a command speaks to people.
enum Language: Sendable {
  case english, vietnamese

  /// As the environment asks for it (setlocale(3): `LC_ALL`, then `LC_MESSAGES`, then `LANG`; the
  /// first that is set decides).
  static var ofEnvironment: Language {
    choose { name in getenv(name).map { String(cString: $0) } }
  }

  static func choose(_ variable: (String) -> String?) -> Language {
    let chosen = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty }
    return chosen?.hasPrefix("vi") == true ? .vietnamese : .english
  }

  func pick(_ english: String, _ vietnamese: String) -> String {
    self == .english ? english : vietnamese
  }

  func pick(_ text: LocalisedText) -> String { pick(text.en, text.vi) }
}
