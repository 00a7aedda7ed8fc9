/// Finds the command that the words name and runs it.
enum CommandLineRunner {
  static func run(_ words: [String], _ commands: [Command]) -> ExitStatus {
    guard let first = words.first else {
      Terminal.complain("no command given\n\n\(overview(commands))")
      return .usage
    }
    switch first {
    case "--help", "-h", "help":
      Terminal.say(overview(commands))
      return .success
    case "--version", "-V", "version":
      Terminal.say("trucd \(Version.text)")
      return .success
    default: break
    }
    if words.count == 2, ["--help", "-h"].contains(words[1]),
      let group = groupHelp(of: words[0], commands)
    {
      Terminal.say(group)
      return .success
    }
    guard let command = commands.first(where: { words.starts(with: $0.words) }) else {
      Terminal.complain(unknown(words, commands))
      return .usage
    }
    do throws(OptionParser.Failure) {
      let arguments = try OptionParser.parse(
        Array(words.dropFirst(command.words.count)), for: command)
      if arguments.has("help") {
        Terminal.say(command.help)
        return .success
      }
      return command.run(arguments)
    } catch {
      Terminal.complain("\(error.message)")
      return .usage
    }
  }

  private static func overview(_ commands: [Command]) -> String {
    let shown = commands.filter { !$0.summary.isEmpty }
    let width = (shown.map(\.name.count).max() ?? 0) + 2
    let lines = shown.map {
      "  " + $0.name + String(repeating: " ", count: width - $0.name.count) + $0.summary
    }
    return """
      usage: trucd COMMAND [OPTION]...

      The data-integration bus: Kafka → contract → warehouse, exactly once.

      \(lines.joined(separator: "\n"))

      trucd COMMAND --help shows the options of a command, and an example.
      example: trucd check --config /etc/trucd/trucd.toml
      """
  }

  /// The commands that begin with a word, such as `ledger`.
  private static func groupHelp(of word: String, _ commands: [Command]) -> String? {
    let same = commands.filter { $0.words.count > 1 && $0.words[0] == word }
    guard !same.isEmpty else { return nil }
    return same.map { "trucd \($0.name) — \($0.summary)" }.joined(separator: "\n")
  }

  private static func unknown(_ words: [String], _ commands: [Command]) -> String {
    let same = commands.filter { $0.words.count > 1 && $0.words[0] == words[0] }
    if !same.isEmpty {
      let found = words.count > 1 ? ", not \(words[1])" : ""
      return "\(words[0]) needs one of: \(same.map { $0.words[1] }.joined(separator: ", "))\(found)"
    }
    if words[0].hasPrefix("-") {
      return "unknown option \(words[0]); trucd --help shows what there is"
    }
    let names = commands.filter { !$0.summary.isEmpty }.map(\.name).joined(separator: ", ")
    return "unknown command \(words[0]); known are \(names)"
  }
}
