import Admin
import Configuration
import Glibc
import Kafka
import Warehouse

extension CommandOption {
  static let defaultConfiguration = "/etc/trucd/trucd.toml"

  static let configOption = CommandOption(
    "config", short: "c", argument: "FILE", "the configuration (default \(defaultConfiguration))")
}

extension Command {
  static let defaultConfiguration = CommandOption.defaultConfiguration

  static let run = Command(
    words: ["run"], summary: "run the daemon: Kafka → contracts → warehouse", operands: "",
    options: [.configOption],
    details: """
      Consumes the topics of all contracts, checks each record, and writes it exactly once into the
      warehouse or into quarantine. SIGHUP reloads the contracts, SIGTERM ends the daemon in order.
      Exit statuses: 0 ended by a signal, 64 usage, 69 the session with the group was lost and takes a
      new start (systemd restarts), 70 internal error, 78 the configuration, or the folder of contracts
      (systemd does not restart), 79 another daemon took this one's group.instance.id (systemd does not
      restart).
      """,
    example: "trucd run --config /etc/trucd/trucd.toml"
  ) { arguments in
    guard arguments.operands.isEmpty else {
      Terminal.complain("run takes no operands; see trucd run --help")
      return .usage
    }
    let path = arguments.value("config") ?? defaultConfiguration
    guard let loaded = LoadedConfiguration.orComplain(path) else { return .configuration }
    return Daemon.start(loaded, path: path)
  }
}

extension LoadedConfiguration {
  /// The configuration, or nil after its problems have been shown.
  static func orComplain(_ path: String) -> LoadedConfiguration? {
    do throws(ConfigurationError) {
      return try Configuration.load(path: path)
    } catch {
      for problem in error.problems { Terminal.complain(problem.description) }
      Terminal.complain("the configuration is not usable; `trucd check` looks at all of it")
      return nil
    }
  }
}
