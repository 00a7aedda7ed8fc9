/// How a line of the table of options is written: section, key, place in the configuration, what
/// is allowed, meaning. The default is the initial value of the property.
extension Option {
  typealias Property<Value> = WritableKeyPath<Configuration, Value> & Sendable

  static func boolean(
    _ section: String, _ key: String, _ property: Property<Bool>, _ meaning: String
  ) -> Option {
    Option(
      section: section, key: key, type: .boolean, meaning: meaning, isRequired: false,
      store: { value, configuration in
        guard case .boolean(let flag) = value else { return nil }
        configuration[keyPath: property] = flag
      },
      load: { .boolean($0[keyPath: property]) })
  }

  static func integer(
    _ section: String, _ key: String, _ property: Property<Int>, _ range: ClosedRange<Int>,
    unit: String? = nil, _ meaning: String
  ) -> Option {
    Option(
      section: section, key: key, type: .integer(range, unit: unit), meaning: meaning,
      isRequired: false,
      store: { value, configuration in
        guard case .integer(let number) = value else { return nil }
        configuration[keyPath: property] = number
      },
      load: { .integer($0[keyPath: property]) })
  }

  static func seconds(
    _ section: String, _ key: String, _ property: Property<Duration>,
    _ range: ClosedRange<Double>, _ meaning: String
  ) -> Option {
    Option(
      section: section, key: key, type: .number(range, unit: "seconds"), meaning: meaning,
      isRequired: false,
      store: { value, configuration in
        guard case .number(let seconds) = value else { return nil }
        configuration[keyPath: property] = .seconds(seconds)
      },
      load: { .number($0[keyPath: property] / .seconds(1)) })
  }

  static func milliseconds(
    _ section: String, _ key: String, _ property: Property<Duration>, _ range: ClosedRange<Int>,
    _ meaning: String
  ) -> Option {
    Option(
      section: section, key: key, type: .integer(range, unit: "milliseconds"), meaning: meaning,
      isRequired: false,
      store: { value, configuration in
        guard case .integer(let number) = value else { return nil }
        configuration[keyPath: property] = .milliseconds(number)
      },
      load: { .integer(Int($0[keyPath: property] / .milliseconds(1))) })
  }

  static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
    _ section: String, _ key: String, _ property: Property<Value>, _ meaning: String
  ) -> Option where Value.RawValue == String {
    Option(
      section: section, key: key, type: .choice(Value.allCases.map(\.rawValue)), meaning: meaning,
      isRequired: false,
      store: { value, configuration in
        guard case .text(let text) = value, let choice = Value(rawValue: text) else { return nil }
        configuration[keyPath: property] = choice
      },
      load: { .text($0[keyPath: property].rawValue) })
  }

  /// A text that `parse` turns into the property's type; what it refuses lacks the `form`.
  static func text<Value: CustomStringConvertible & Sendable>(
    _ section: String, _ key: String, _ property: Property<Value>, form: String,
    isRequired: Bool = false, parse: @escaping @Sendable (String) -> Value?, _ meaning: String
  ) -> Option {
    Option(
      section: section, key: key, type: .text(form: form), meaning: meaning,
      isRequired: isRequired,
      store: { value, configuration in
        guard case .text(let text) = value, let parsed = parse(text) else { return nil }
        configuration[keyPath: property] = parsed
      },
      load: { .text($0[keyPath: property].description) })
  }

  /// A text that may be left unset.
  static func optionalText(
    _ section: String, _ key: String, _ property: Property<String?>, form: String,
    _ meaning: String
  ) -> Option {
    Option(
      section: section, key: key, type: .text(form: form), meaning: meaning, isRequired: false,
      store: { value, configuration in
        guard case .text(let text) = value, !text.isEmpty else { return nil }
        configuration[keyPath: property] = text
      },
      load: { $0[keyPath: property].map { .text($0) } })
  }

  static func list<Value: CustomStringConvertible & Sendable>(
    _ section: String, _ key: String, _ property: Property<[Value]>, form: String,
    parse: @escaping @Sendable (String) -> Value?, _ meaning: String
  ) -> Option {
    Option(
      section: section, key: key, type: .list(form: form), meaning: meaning, isRequired: false,
      store: { value, configuration in
        guard case .list(let texts) = value else { return nil }
        let parsed = texts.compactMap(parse)
        guard parsed.count == texts.count else { return nil }
        configuration[keyPath: property] = parsed
      },
      load: { .list($0[keyPath: property].map(\.description)) })
  }
}
