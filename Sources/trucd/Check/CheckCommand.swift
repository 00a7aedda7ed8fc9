import Configuration

extension Command {
  static let check = Command(
    words: ["check"], summary: "tell before a start what is wrong with it",
    operands: "",
    options: [
      .configOption,
      CommandOption("offline", "look at configuration and contracts only"),
      CommandOption("json", "one JSON object a finding"),
    ],
    details: """
      Looks at configuration, contracts, broker, database and privileges, and changes nothing.
      Exit statuses: 0 all is well, 1 something is wrong, 69 broker or database does not answer,
      78 the configuration is wrong.
      """,
    example: "trucd check --config deploy/trucd.toml"
  ) { arguments in
    guard arguments.operands.isEmpty else {
      Terminal.complain("check takes no operands; see trucd check --help")
      return .usage
    }
    let path = arguments.value("config") ?? Command.defaultConfiguration
    var report = CheckReport(asJSON: arguments.has("json"))
    return report.run(path: path, isOffline: arguments.has("offline"))
  }
}

/// Runs the checks in an order in which each one needs only those before it.
struct CheckReport {
  private let asJSON: Bool
  private var findings: [Finding] = []
  private var isAway = false

  init(asJSON: Bool) { self.asJSON = asJSON }

  mutating func run(path: String, isOffline: Bool) -> ExitStatus {
    let loaded: LoadedConfiguration
    do throws(ConfigurationError) {
      loaded = try Configuration.load(path: path)
    } catch {
      for problem in error.problems { add("configuration", .error, problem.description) }
      return finish(.configuration)
    }
    for warning in loaded.warnings { add("configuration", .warning, warning.description) }
    add("configuration", .ok, path)
    let configuration = loaded.configuration
    let catalog = ContractCheck.run(configuration.contracts, &self)
    if isOffline {
      KafkaCheck.examine(configuration.kafka, &self)
      WarehouseCheck.examine(configuration.warehouse, &self)
    } else {
      KafkaCheck.run(configuration, catalog, &self)
      WarehouseCheck.run(configuration.warehouse, catalog, &self)
    }
    if isAway { return finish(.unavailable) }
    return finish(findings.contains { $0.level == .error } ? .findings : .success)
  }

  mutating func add(_ area: String, _ level: Finding.Level, _ message: String) {
    let finding = Finding(area: area, level: level, message: message)
    findings.append(finding)
    Terminal.say(asJSON ? finding.json : finding.text)
  }

  /// Broker or database did not answer: what depends on it is not known.
  mutating func away(_ area: String, _ message: String) {
    isAway = true
    add(area, .error, message)
  }

  private func finish(_ status: ExitStatus) -> ExitStatus {
    guard !asJSON else { return status }
    let errors = findings.filter { $0.level == .error }.count
    let warnings = findings.filter { $0.level == .warning }.count
    Terminal.say(
      errors + warnings == 0
        ? "all is well" : "errors: \(errors), warnings: \(warnings)")
    return status
  }
}
