import Testing

@testable import trucd

@Suite("The command line")
struct CommandLineTests {
  static let command = Command(
    words: ["try"], summary: "a command", operands: "FILE",
    options: [
      CommandOption("config", short: "c", argument: "FILE", "a file"),
      CommandOption("json", "a switch"),
    ], details: "", example: "trucd try x", run: { _ in .success })

  @Test("Options as getopt_long reads them: abbreviated, joined, before and after operands")
  func options() throws {
    let words = ["--conf=a", "x", "--json", "-cb", "--", "--json"]
    let found = try OptionParser.parse(words, for: Self.command)
    #expect(found.options["config"] == ["a", "b"])
    #expect(found.value("config") == "b")
    #expect(found.has("json") && !found.has("help"))
    #expect(found.operands == ["x", "--json"])
  }

  @Test("What is wrong is named, with what there is")
  func complaints() {
    func complaint(_ words: [String]) -> String {
      do throws(OptionParser.Failure) {
        _ = try OptionParser.parse(words, for: Self.command)
        return ""
      } catch {
        return error.message
      }
    }
    #expect(complaint(["--nosuch"]).contains("unknown option --nosuch"))
    #expect(complaint(["--nosuch"]).contains("--config"))
    #expect(complaint(["-z"]).contains("-z"))
    #expect(complaint(["--config"]).contains("needs an argument"))
    #expect(complaint(["--json=1"]) == "--json takes no argument")
  }

  @Test("Every command's help shows its options and an example", arguments: Command.all.map(\.name))
  func help(_ name: String) throws {
    let command = try #require(Command.all.first { $0.name == name })
    #expect(command.help.contains("usage: trucd \(name)"))
    #expect(command.help.contains("example:\n  trucd \(name)"))
    for option in command.options { #expect(command.help.contains("--\(option.name)")) }
    #expect(CommandLineRunner.run(command.words + ["--help"], Command.all) == .success)
  }

  @Test("No command, or an unknown one, is a usage error")
  func unknown() {
    #expect(CommandLineRunner.run([], Command.all) == .usage)
    #expect(CommandLineRunner.run(["nosuch"], Command.all) == .usage)
    #expect(CommandLineRunner.run(["ledger"], Command.all) == .usage)
    #expect(CommandLineRunner.run(["check", "--nosuch"], Command.all) == .usage)
    #expect(CommandLineRunner.run(["--version"], Command.all) == .success)
  }

  @Test("A configuration that is not there is an error of the configuration")
  func missingConfiguration() {
    for words in [["check"], ["run"], ["ledger", "list"]] {
      #expect(
        CommandLineRunner.run(words + ["--config", "/nowhere/trucd.toml"], Command.all)
          == .configuration)
    }
  }

  @Test("Tables align, and numbers are grouped")
  func tables() {
    var table = Table([("name", .left), ("rows", .right)])
    table.add(["air", Int64(1_234_567).grouped])
    table.add(["dossier", Int64(-12).grouped])
    #expect(
      table.text == """
          name          rows
          air      1\u{202F}234\u{202F}567
          dossier        -12
        """)
  }
}
