import CGNU
import Glibc

/// Reads a command's options with getopt_long(3), so that they behave as everywhere else:
/// abbreviations, `--name=value`, grouped switches, `--` before operands.
enum OptionParser {
  struct Failure: Error {
    var message: String
  }

  static func parse(_ words: [String], for command: Command) throws(Failure) -> Arguments {
    let table = command.options + [Command.helpOption]
    var argv: [UnsafeMutablePointer<CChar>?] =
      (["trucd \(command.name)"] + words).map { strdup($0) } + [nil]
    let names = table.map { strdup($0.name) }
    defer { for pointer in argv + names { free(pointer) } }
    let long = zip(names, table).map { name, option in
      gnu_option(name: UnsafePointer(name), takes_argument: option.argument != nil)
    }
    let letters = ":" + table.compactMap(shortForm).joined()
    let count = Int32(words.count + 1)
    var found = Arguments()
    gnu_options_begin()
    while true {
      let next = gnu_option_next(count, &argv, letters, long, Int32(long.count))
      if next.code == -1 {
        for place in Int(next.next)..<Int(count) {
          if let word = argv[place] { found.operands.append(String(cString: word)) }
        }
        return found
      }
      guard let option = option(next, in: table) else {
        throw complaint(next, argv, command)
      }
      let argument = next.argument.map { String(cString: $0) } ?? ""
      found.options[option.name, default: []].append(argument)
    }
  }

  private static func option(
    _ found: gnu_option_found, in table: [CommandOption]
  ) -> CommandOption? {
    if found.code == 0 { return table[Int(found.index)] }
    return table.first { $0.short?.asciiValue.map(Int32.init) == found.code }
  }

  private static func shortForm(_ option: CommandOption) -> String? {
    option.short.map { String($0) + (option.argument == nil ? "" : ":") }
  }

  private static func complaint(
    _ found: gnu_option_found, _ argv: [UnsafeMutablePointer<CChar>?], _ command: Command
  ) -> Failure {
    let word = argv[max(Int(found.next) - 1, 0)].map { String(cString: $0) } ?? ""
    if let mark = word.firstIndex(of: "="),
      command.options.contains(where: { $0.argument == nil && "--\($0.name)" == word[..<mark] })
    {
      return Failure(message: "\(word[..<mark]) takes no argument")
    }
    let known = command.options.map { "--\($0.name)" }.joined(separator: ", ")
    return Failure(
      message: found.code == Int32(UInt8(ascii: ":"))
        ? "\(word) needs an argument"
        : "unknown option \(word); trucd \(command.name) knows \(known), --help")
  }
}
