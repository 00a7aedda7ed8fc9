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
    var names: [UnsafeMutablePointer<CChar>?] = table.map { strdup($0.name) }
    defer { for pointer in argv + names { free(pointer) } }
    var long = zip(names, table).map { name, option in
      Glibc.option(
        name: UnsafePointer(name),
        has_arg: option.argument == nil ? no_argument : required_argument, flag: nil, val: 0)
    }
    long.append(Glibc.option())
    let short = ":" + table.compactMap(shortForm).joined()
    optind = 0
    opterr = 0
    var found = Arguments()
    var index: Int32 = 0
    let count = Int32(argv.count - 1)
    while true {
      let code = getopt_long(count, &argv, short, long, &index)
      if code == -1 { break }
      let argument = optarg.map { String(cString: $0) } ?? ""
      if code == 0 {
        found.options[table[Int(index)].name, default: []].append(argument)
      } else if let option = table.first(where: { $0.short?.asciiValue.map(Int32.init) == code }) {
        found.options[option.name, default: []].append(argument)
      } else {
        throw Failure(message: complaint(code, argv, command))
      }
    }
    names.removeAll(keepingCapacity: true)
    for position in Int(optind)..<Int(count) {
      if let word = argv[position] { found.operands.append(String(cString: word)) }
    }
    return found
  }

  private static func shortForm(_ option: CommandOption) -> String? {
    option.short.map { String($0) + (option.argument == nil ? "" : ":") }
  }

  private static func complaint(
    _ code: Int32, _ argv: [UnsafeMutablePointer<CChar>?], _ command: Command
  ) -> String {
    let word = argv[max(Int(optind) - 1, 0)].map { String(cString: $0) } ?? ""
    let known = command.options.map { "--\($0.name)" }.joined(separator: ", ")
    return code == Int32(UInt8(ascii: ":"))
      ? "\(word) needs an argument"
      : "unknown option \(word); trucd \(command.name) knows \(known), --help"
  }
}
