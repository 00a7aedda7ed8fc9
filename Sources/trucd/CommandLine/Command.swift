/// One option of a command.
struct CommandOption: Sendable {
  var name: String
  var short: Character?
  /// The name of its argument as help shows it; nil for a switch.
  var argument: String?
  var help: String

  init(_ name: String, short: Character? = nil, argument: String? = nil, _ help: String) {
    self.name = name
    self.short = short
    self.argument = argument
    self.help = help
  }
}

/// A command line after its options were read.
struct Arguments: Sendable {
  var options: [String: [String]] = [:]
  var operands: [String] = []

  func has(_ option: String) -> Bool { options[option] != nil }
  func value(_ option: String) -> String? { options[option]?.last }
}

/// One command of `trucd`: its words, its help, and what it does.
struct Command: Sendable {
  /// One word, or two as in `ledger list`.
  var words: [String]
  var summary: String
  /// What follows the options, as help shows it.
  var operands: String
  var options: [CommandOption]
  /// What it does, in a paragraph, exit statuses included.
  var details: String
  var example: String
  var run: @Sendable (Arguments) -> ExitStatus

  /// The table of commands.
  static let all: [Command] = [
    .run, .check, .validate, .schemaMigrate, .demo, .demoBroker, .ledgerList, .ledgerDiscard,
    .ledgerRenew, .topicList, .topicResume,
  ]

  var name: String { words.joined(separator: " ") }

  static let helpOption = CommandOption("help", short: "h", "show this help")

  var help: String {
    let all = options + [Self.helpOption]
    let labels = all.map { option in
      (option.short.map { "-\($0), " } ?? "    ") + "--\(option.name)"
        + (option.argument.map { " \($0)" } ?? "")
    }
    let width = (labels.map(\.count).max() ?? 0) + 2
    let lines = zip(labels, all).map { label, option in
      "  " + label + String(repeating: " ", count: width - label.count) + option.help
    }
    let usage = ["usage: trucd", name, "[OPTION]...", operands].filter { !$0.isEmpty }
    return """
      \(usage.joined(separator: " "))

      \(details)

      \(lines.joined(separator: "\n"))

      example:
        \(example)
      """
  }
}
