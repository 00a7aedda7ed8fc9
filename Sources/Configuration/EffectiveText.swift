extension Configuration {
  /// The configuration in force as a file would say it, secrets left out.
  public var effectiveText: String {
    var lines = ["[kafka]"]
    for property in kafka.properties {
      lines.append("\(TOMLText.quoted(property.name)) = \(TOMLText.quoted(property.shownValue))")
    }
    for section in Options.sections where section != "kafka" {
      lines += ["", "[\(section)]"]
      for option in Options.of(section: section) {
        guard let value = shown(option) else { continue }
        lines.append("\(TOMLText.key(option.key)) = \(value.toml)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func shown(_ option: Option) -> OptionValue? {
    guard case .text(let url)? = option.load(self), option.path == "warehouse.url" else {
      return option.load(self)
    }
    return .text(URLSecrets.redacted(url))
  }
}

extension Configuration: CustomStringConvertible {
  public var description: String { effectiveText }
}

extension Configuration.Warehouse: CustomStringConvertible {
  public var description: String { URLSecrets.redacted(url) }
}
