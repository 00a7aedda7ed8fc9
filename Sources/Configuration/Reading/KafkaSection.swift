/// Reads `[kafka]`: any property of librdkafka, as a quoted dotted key or in nested tables.
struct KafkaSection {
  let secrets: Secrets
  let file: String
  /// Whether every user of the machine can read the file.
  let isExposed: Bool

  private(set) var properties: [KafkaProperty] = []
  private(set) var problems: [Problem] = []
  private(set) var warnings: [Problem] = []

  init(secrets: Secrets, file: String, isExposed: Bool) {
    self.secrets = secrets
    self.file = file
    self.isExposed = isExposed
  }

  mutating func read(_ members: [TOMLMember], prefix: String = "") {
    for member in members {
      let name = prefix + member.name
      let origin = Origin.file(file, member.place)
      switch member.node.content {
      case .text(let text): literal(name, text, origin)
      case .integer(let number): literal(name, "\(number)", origin)
      case .boolean(let flag): literal(name, "\(flag)", origin)
      case .table(let members):
        if let reference = SecretReference(members) {
          resolve(reference, for: name, origin)
        } else {
          read(members, prefix: name + ".")
        }
      case .array, .real, .time:
        problems.append(
          Problem(
            .wrongType, origin,
            "kafka \"\(name)\" must be a text, a whole number, true or false, or for a secret "
              + "{file = \"PATH\"} or {credential = \"NAME\"}, not \(member.node.kindName)"))
      }
    }
  }

  /// `TRUCD_KAFKA_BOOTSTRAP_SERVERS` is `bootstrap.servers`; it takes the place of the file's.
  mutating func override(variable: String, suffix: Substring, value: String) {
    let name = suffix.lowercased().split(separator: "_", omittingEmptySubsequences: false)
      .joined(separator: ".")
    properties.removeAll { $0.name == name }
    set(name, value, isSecret: KafkaProperties.isSecret(name), .environment(variable))
  }

  /// Adds what is not set and has a default of ours.
  mutating func addDefault(_ name: String, _ value: String) {
    guard !has(name) else { return }
    properties.append(KafkaProperty(name: name, value: value))
  }

  func has(_ name: String) -> Bool { properties.contains { $0.name == name } }

  private mutating func literal(_ name: String, _ value: String, _ origin: Origin) {
    let isSecret = KafkaProperties.isSecret(name)
    if isSecret, isExposed {
      warnings.append(
        Problem(
          .secret, origin,
          "kafka \"\(name)\" stands in a file that every user can read; write "
            + "{file = \"PATH\"} or {credential = \"NAME\"} instead, or run: chmod o-rwx \(file)"))
    }
    set(name, value, isSecret: isSecret, origin)
  }

  private mutating func resolve(
    _ reference: SecretReference, for name: String, _ origin: Origin
  ) {
    do {
      let secret =
        switch reference {
        case .file(let path): try secrets.file(path)
        case .credential(let name): try secrets.credential(name)
        }
      set(name, secret.revealed, isSecret: true, origin)
    } catch {
      problems.append(Problem(.secret, origin, "kafka \"\(name)\": \(error.reason)"))
    }
  }

  private mutating func set(_ name: String, _ value: String, isSecret: Bool, _ origin: Origin) {
    if has(name) {
      problems.append(Problem(.conflict, origin, "kafka \"\(name)\" is set twice"))
    } else if let objection = KafkaProperties.objection(to: name, value: value) {
      problems.append(Problem(.notAllowed, origin, objection))
    } else {
      properties.append(
        KafkaProperty(name: name, value: value, isSecret: isSecret, origin: origin))
    }
  }
}

/// `{file = "PATH"}` or `{credential = "NAME"}` in the place of a secret.
private enum SecretReference {
  case file(String)
  case credential(String)

  init?(_ members: [TOMLMember]) {
    guard members.count == 1, let member = members.first, case .text(let text) = member.node.content
    else { return nil }
    switch member.name {
    case "file": self = .file(text)
    case "credential": self = .credential(text)
    default: return nil
    }
  }
}
