/// What an option takes.
public enum OptionType: Sendable, Hashable {
  case boolean
  /// A whole number within the range.
  case integer(ClosedRange<Int>, unit: String?)
  /// A number, decimals allowed, within the range.
  case number(ClosedRange<Double>, unit: String)
  /// `form` says in words what the text must be.
  case text(form: String)
  case choice([String])
  /// A list of texts of one form.
  case list(form: String)

  /// What is allowed, as messages and the reference say it.
  public var allowed: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range, let unit):
      "a whole number from \(range.lowerBound) to \(range.upperBound)" + Self.suffix(unit)
    case .number(let range, let unit):
      "a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
        + Self.suffix(unit)
    case .text(let form): form
    case .choice(let values): values.map { "\"\($0)\"" }.joined(separator: " or ")
    case .list(let form): "a list of \(form)"
    }
  }

  private static func suffix(_ unit: String?) -> String { unit.map { " (\($0))" } ?? "" }

  static func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}

/// A value of an option, before it has its own type.
public enum OptionValue: Sendable, Hashable {
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([String])

  /// As the configuration file writes it.
  public var toml: String {
    switch self {
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): OptionType.plain(value)
    case .text(let value): TOMLText.quoted(value)
    case .list(let values): "[" + values.map(TOMLText.quoted).joined(separator: ", ") + "]"
    }
  }
}

/// One option: a line of the table ``Options/all``.
public struct Option: Sendable {
  /// The table of the file, `[section]`.
  public let section: String
  /// The key in it. A number's unit stands last: `_s`, `_ms`, `_max` of bytes.
  public let key: String
  public let type: OptionType
  /// One or two sentences for the operator.
  public let meaning: String
  public let isRequired: Bool
  /// Takes a value of the option's type; nil where the text's form is wrong.
  let store: @Sendable (OptionValue, inout Configuration) -> Void?
  /// The value in a configuration; nil where it is unset.
  let load: @Sendable (Configuration) -> OptionValue?

  /// `section.key`
  public var path: String { "\(section).\(key)" }

  /// What holds when nobody sets the option; nil where that is nothing.
  public var defaultValue: OptionValue? { isRequired ? nil : load(Configuration()) }

  /// The environment variable that overrides the file.
  public var variable: String {
    (Options.variablePrefix + section + "_" + key).uppercased()
  }
}
