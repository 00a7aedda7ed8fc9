/// A configuration that is fit to run, and what an operator should still hear about.
public struct LoadedConfiguration: Sendable {
  public var configuration: Configuration
  /// Not wrong, but better put right.
  public var warnings: [Problem]
}

extension Configuration {
  /// Reads the file and the environment's overrides and finds all that is wrong with them at once.
  /// - Parameters:
  ///   - environment: all variables of the process; those that begin with `TRUCD_` count.
  ///   - host: this machine's name, a part of `group.instance.id`.
  public static func load(
    path: String, environment: [String: String] = Environment.current(),
    host: String = Environment.hostName()
  ) throws(ConfigurationError) -> LoadedConfiguration {
    let file: SmallFile
    do { file = try SmallFile.read(path, bytesMax: 1 << 20) } catch {
      throw ConfigurationError([
        Problem(
          .unreadable, nil,
          "the configuration file \(path) cannot be read: \(error.reason); "
            + "deploy/trucd.toml is an example of one")
      ])
    }
    return try decode(
      file.bytes, path: path, isExposed: file.isWorldReadable, environment: environment, host: host)
  }

  static func decode(
    _ bytes: [UInt8], path: String, isExposed: Bool = false, environment: [String: String] = [:],
    host: String = "host"
  ) throws(ConfigurationError) -> LoadedConfiguration {
    var reader = ConfigurationReader(path: path, isExposed: isExposed, environment: environment)
    reader.readFile(bytes)
    reader.readEnvironment()
    return try reader.finish(host: host)
  }
}

/// Collects settings and problems from the file, then from the environment.
struct ConfigurationReader {
  private let path: String
  private let isExposed: Bool
  private let environment: [String: String]
  private let secrets: Secrets
  private var configuration = Configuration()
  private var kafka: KafkaSection
  /// Where each option was set, by its path.
  private var origins: [String: Origin] = [:]
  /// Options that were given but wrong, which are not missing as well.
  private var refused: Set<String> = []
  private var problems: [Problem] = []
  private var warnings: [Problem] = []
  private var isUnreadable = false

  init(path: String, isExposed: Bool, environment: [String: String]) {
    self.path = path
    self.isExposed = isExposed
    self.environment = environment
    secrets = Secrets(credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
    kafka = KafkaSection(secrets: secrets, file: path, isExposed: isExposed)
  }

  // MARK: The file

  mutating func readFile(_ bytes: [UInt8]) {
    do {
      for member in try TOMLReader.parse(bytes) { readSection(member) }
    } catch {
      isUnreadable = true
      problems.append(
        Problem(.syntax, .file(path, error.place), "this is not TOML: \(error.message)"))
    }
  }

  private mutating func readSection(_ member: TOMLMember) {
    let origin = Origin.file(path, member.place)
    guard Options.sections.contains(member.name) else {
      return problems.append(UnknownName.section(member.name, origin))
    }
    guard case .table(let members) = member.node.content else {
      return problems.append(
        Problem(
          .wrongType, origin,
          "\(member.name) must be a table, [\(member.name)], "
            + "not \(member.node.kindName)"))
    }
    if member.name == "kafka" { return kafka.read(members) }
    let options = Options.of(section: member.name)
    for entry in members {
      let origin = Origin.file(path, entry.place)
      if let option = options.first(where: { $0.key == entry.name }) {
        take(option, entry.node, origin)
      } else {
        problems.append(UnknownName.key(entry.name, in: member.name, origin))
      }
    }
  }

  private mutating func take(_ option: Option, _ node: TOMLNode, _ origin: Origin) {
    origins[option.path] = origin
    if let value = option.type.value(of: node), option.store(value, &configuration) != nil {
      return
    }
    refused.insert(option.path)
    let (code, not): (Problem.Code, String) =
      option.type.accepts(kindOf: node) ? (.notAllowed, "") : (.wrongType, ", not \(node.kindName)")
    problems.append(
      Problem(code, origin, "\(option.path) must be \(option.type.allowed)\(not)"))
  }

  // MARK: The environment

  mutating func readEnvironment() {
    for (variable, value) in environment.sorted(by: { $0.key < $1.key })
    where variable.hasPrefix(Options.variablePrefix) && !variable.hasPrefix("TRUCD_TEST_") {
      let kafkaPrefix = "TRUCD_KAFKA_"
      if variable.hasPrefix(kafkaPrefix), variable.utf8.count > kafkaPrefix.utf8.count {
        kafka.override(
          variable: variable, suffix: variable.dropFirst(kafkaPrefix.count), value: value)
      } else if let option = Options.all.first(where: { $0.variable == variable }) {
        take(option, variable: variable, value)
      } else {
        problems.append(UnknownName.variable(variable))
      }
    }
  }

  private mutating func take(_ option: Option, variable: String, _ value: String) {
    let origin = Origin.environment(variable)
    origins[option.path] = origin
    if let value = option.type.value(ofVariable: value), option.store(value, &configuration) != nil
    {
      return
    }
    refused.insert(option.path)
    problems.append(
      Problem(.notAllowed, origin, "\(option.path) must be \(option.type.allowed)"))
  }

  // MARK: What only the whole can tell

  mutating func finish(host: String) throws(ConfigurationError) -> LoadedConfiguration {
    if !isUnreadable { checkRequired() }
    checkConsumer()
    readPassword()
    addKafkaDefaults(host: host)
    problems += kafka.problems
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    configuration.kafka.properties = kafka.properties
    return LoadedConfiguration(
      configuration: configuration,
      warnings: (warnings + kafka.warnings).sorted(by: Problem.precedes))
  }

  private mutating func checkRequired() {
    if !kafka.has(KafkaProperties.servers), !kafka.has(KafkaProperties.serversAlias) {
      problems.append(
        Problem(
          .missing, nil,
          "\(path): [kafka] needs \"\(KafkaProperties.servers)\", "
            + "such as \"127.0.0.1:9092\""))
    }
    for option in Options.all where option.isRequired && origins[option.path] == nil {
      problems.append(
        Problem(
          .missing, nil,
          "\(path): [\(option.section)] needs `\(option.key)`, "
            + option.type.allowed))
    }
  }

  private mutating func checkConsumer() {
    let consumer = configuration.consumer
    guard !refused.contains("consumer.partitions"), !refused.contains("consumer.assignment") else {
      return
    }
    let place = origins["consumer.partitions"] ?? origins["consumer.assignment"]
    switch consumer.assignment {
    case .fixed where consumer.partitions.isEmpty:
      problems.append(
        Problem(
          .missing, place,
          "consumer.assignment = \"fixed\" needs consumer.partitions, such as [\"env.air/0\"]"))
    case .group where !consumer.partitions.isEmpty:
      problems.append(
        Problem(
          .conflict, place,
          "consumer.partitions is for consumer.assignment = \"fixed\"; the group shares out by "
            + "itself"))
    default: break
    }
    if Set(consumer.partitions.map { Array("\($0)".utf8) }).count < consumer.partitions.count {
      problems.append(Problem(.conflict, place, "consumer.partitions names a partition twice"))
    }
  }

  private mutating func readPassword() {
    let warehouse = configuration.warehouse
    let place = origins["warehouse.password_file"] ?? origins["warehouse.password_credential"]
    let isInURL = URLSecrets.hasPassword(warehouse.url)
    let sources = [warehouse.passwordFile, warehouse.passwordCredential].compactMap(\.self)
    guard sources.count + (isInURL ? 1 : 0) <= 1 else {
      return problems.append(
        Problem(
          .conflict, place,
          "the warehouse's password has more than one place: url, password_file and "
            + "password_credential exclude each other"))
    }
    if isInURL, isExposed, case .file? = origins["warehouse.url"] {
      warnings.append(
        Problem(
          .secret, origins["warehouse.url"],
          "warehouse.url holds a password in a file that every user can read; "
            + "move it to password_file or password_credential"))
    }
    do {
      if let file = warehouse.passwordFile {
        configuration.warehouse.password = try secrets.file(file)
      } else if let name = warehouse.passwordCredential {
        configuration.warehouse.password = try secrets.credential(name)
      }
    } catch {
      problems.append(Problem(.secret, place, "the warehouse's password: \(error.reason)"))
    }
  }

  /// The group's name, and for static membership this member's, so that a restart after SIGKILL
  /// finds its partitions at once.
  private mutating func addKafkaDefaults(host: String) {
    kafka.addDefault(KafkaProperties.client, "trucd")
    kafka.addDefault(KafkaProperties.group, "trucd")
    guard configuration.consumer.assignment == .group else { return }
    let name = "\(host)-\(configuration.consumer.instance)".utf8.map {
      Names.isNameByte($0) ? $0 : UInt8(ascii: "_")
    }
    kafka.addDefault(KafkaProperties.groupInstance, String(decoding: name, as: UTF8.self))
  }
}
