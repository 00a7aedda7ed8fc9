import Glibc
import JSON
import JSONSchema
import Testing

@testable import trucd

@Suite("trucd validate")
struct ValidateTests {
  static let schema = """
    {"type": "object", "required": ["a"],
     "properties": {"a": {"type": "integer", "minimum": 3}, "t": {"format": "date-time"}}}
    """

  /// Runs the command; the input is the folder's file `in`.
  static func run(
    _ folder: TestFolder, _ words: [String], language: Language = .english
  ) throws -> (status: trucd.ExitStatus, output: String) {
    let arguments = try OptionParser.parse(words + [folder("in")], for: .validate)
    let descriptor = open(folder("out"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let output = OutputBuffer(descriptor)
    let tool = ValidateTool(arguments: arguments, output: output, language: language)
    return (tool.run(), folder.read("out"))
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  @Test("All valid: one verdict a value, a count for people, status 0")
  func allValid() throws {
    let folder = try TestFolder(["s.json": Self.schema, "in": #"{"a":3}{"a":4}"# + "\n"])
    let words = ["--schema", folder("s.json")]
    let people = try Self.run(folder, words)
    #expect(people.status == .success)
    #expect(people.output == "1: valid\n2: valid\n2 values: 2 valid, 0 not valid\n")
    let program = try Self.run(folder, words + ["--json"])
    #expect(program.status == .success)
    #expect(program.output == "{\"valid\":true}\n{\"valid\":true}\n")
    let vietnamese = try Self.run(folder, words, language: .vietnamese)
    #expect(vietnamese.output.hasSuffix("2 giá trị: 2 hợp lệ, 0 không hợp lệ\n"))
  }

  @Test("Some not: every error with place, keyword and both languages, status 1")
  func someNot() throws {
    let folder = try TestFolder(["s.json": Self.schema, "in": #"{"a":1,"t":"x"} {"a":5}"#])
    let words = ["--schema", folder("s.json")]
    let program = try Self.run(folder, words + ["--json"])
    #expect(program.status == .findings)
    let lines = Self.lines(program.output)
    #expect(lines.count == 2 && lines[1] == "{\"valid\":true}")
    let verdict = try JSONReader.parse(lines[0])
    #expect(verdict["valid"] == false)
    let errors = try #require(verdict["errors"]?.array)
    #expect(errors.map { $0["instanceLocation"] } == ["/a", "/t"])
    #expect(errors.map { $0["keyword"] } == ["minimum", "format"])
    #expect(errors.allSatisfy { $0["stage"] == "validate" && $0["message"]?["vi"] != nil })
    let people = try Self.run(folder, words)
    #expect(people.output.contains("1: not valid, 2 errors\n   /a: “a” must be at least 3"))
    #expect(
      try Self.run(folder, words + ["--no-format"]).output.contains("1: not valid, 1 error\n"))
  }

  @Test("What is no JSON ends the run with 65; the verdicts before it stand")
  func notJSON() throws {
    let folder = try TestFolder(["s.json": Self.schema, "in": #"{"a":3} {"a":4,"a":5} {"a":6}"#])
    let run = try Self.run(folder, ["--schema", folder("s.json"), "--json"])
    #expect(run.status == .badInput)
    #expect(run.output == "{\"valid\":true}\n")
  }

  @Test("What ends the run is named by line and by pointer, in both languages")
  func notJSONAt() throws {
    func complaint(_ text: String, _ language: Language) throws -> String {
      let copy = PaddedBytes(Array(text.utf8))
      let fault = withExtendedLifetime(copy) {
        JSONReader.fault(in: copy.bytes, limits: ReaderLimits())
      }
      let error = try #require(fault)
      let output = OutputBuffer(STDERR_FILENO)
      let schema = try Schema(compiling: "{}")
      return ValidateRun(
        judge: SchemaJudge(schema, name: "s"),
        report: JSONReport(output: output), output: output, language: language, form: .values,
        inputName: "in"
      ).complaint(error, at: 100) { $0 / 50 }
    }
    let twice = #"{"a":[{"b":4,"b":5}]}"#
    #expect(try complaint(twice, .english).hasPrefix("in:2: /a/0/b: an object names"))
    #expect(try complaint(twice, .vietnamese).hasPrefix("in:2: /a/0/b: một đối tượng"))
    #expect(try complaint("]", .english).contains("byte 100"))
  }

  @Test("With --lines a bad line is a verdict of its own and reading goes on, status 1")
  func badLine() throws {
    let folder = try TestFolder(["s.json": Self.schema, "in": "{\"a\":3}\n{\"a\n\n{\"a\":4}\n"])
    let run = try Self.run(folder, ["--schema", folder("s.json"), "--json", "--lines"])
    #expect(run.status == .findings)
    let verdicts = try Self.lines(run.output).map { try JSONReader.parse($0) }
    #expect(verdicts.map { $0["valid"] } == [true, false, false, true])
    #expect(verdicts.map { $0["stage"] } == [nil, "decode", "decode", nil])
    #expect(verdicts[1]["errors"]?.array?.first?["code"] == "unexpectedEnd")
  }

  @Test("References are answered by path, by $id, and from --remote; never from outside")
  func references() throws {
    let folder = try TestFolder([
      "s/s.json": """
      {"$id": "https://example.org/s/s.json",
       "allOf": [{"$ref": "common/a"}, {"$ref": "urn:example:b"}, {"$ref": "https://example.org/s/c.json"},
                 {"$ref": "https://example.net/x/d.json#/$defs/d"}]}
      """,
      "s/common/a.schema.json": #"{"required": ["a"]}"#,
      "s/any.json": #"{"$id": "urn:example:b", "required": ["b"]}"#,
      "s/c.json": #"{"required": ["c"]}"#, "s/common/up.json": #"{"$ref": "../c.json"}"#,
      "far/x/d.json": #"{"$defs": {"d": {"required": ["d"]}}}"#,
      "out.json": "{}", "s/escape.json": #"{"$ref": "%2e%2e/out.json"}"#,
      "in": "{}",
    ])
    let remote = ["--remote", "https://example.net/=" + folder("far")]
    let run = try Self.run(folder, ["--schema", folder("s/s.json"), "--json"] + remote)
    let verdict = try JSONReader.parse(run.output)
    #expect(verdict["errors"]?.array?.map { $0["property"] } == ["a", "b", "c", "d"])
    let inner = ["--schema", folder("s/common/up.json"), "--json"]
    #expect(try Self.run(folder, inner).status == .configuration)
    let outer = try Self.run(folder, inner + ["--schemas", folder("s")])
    #expect(try JSONReader.parse(outer.output)["errors"]?.array?.map { $0["property"] } == ["c"])
    #expect(try Self.run(folder, inner + ["--schemas", folder("far")]).status == .usage)
    try folder.write("s/trucd-contract.meta.json", "{}")
    #expect(try Self.run(folder, inner).output == outer.output)
    let escape = try Self.run(folder, ["--schema", folder("s/escape.json"), "--json"])
    #expect(escape.status == .configuration)
    #expect(escape.output.contains("--remote URI=DIR"))
  }

  @Test("Links within the folder answer references; one that leads out is refused by both places")
  func links() throws {
    let folder = try TestFolder([
      "s/..1/a.json": #"{"required": ["a"]}"#, "s/s.json": #"{"$ref": "a.json"}"#,
      "s/out.json": #"{"$ref": "b.json"}"#, "s/byID.json": #"{"$ref": "urn:example:c"}"#,
      "s/far.json": #"{"$ref": "https://example.org/c.json"}"#,
      "far/b.json": #"{"required": ["b"]}"#, "remote/none.json": "{}",
      "far/c.json": #"{"$id": "urn:example:c"}"#, "in": "{}",
    ])
    try folder.link("s/..data", to: "..1")
    try folder.link("s/a.json", to: "..data/a.json")
    try folder.link("root", to: "s")
    for name in ["s/s.json", "root/s.json"] {
      #expect(try Self.run(folder, ["--schema", folder(name)]).status == .findings, "\(name)")
    }
    try folder.link("s/b.json", to: "../far/b.json")
    try folder.link("s/deep", to: "../far")
    try folder.link("remote/c.json", to: "../far/c.json")
    let remote = ["--remote", "https://example.org/=" + folder("remote")]
    for (name, target) in [("out", "b"), ("byID", "c"), ("far", "c")] {
      let run = try Self.run(folder, ["--schema", folder("s/\(name).json")] + remote)
      #expect(run.status == .configuration, "\(name)")
      let refusal = "leads by a link to \(folder("far/\(target).json")), outside the folder"
      #expect(run.output.ranges(of: refusal).count == 1, "\(run.output)")
      #expect(run.output.contains(folder(name == "far" ? "remote/" : "s/")))
    }
  }

  @Test("A broken schema: each problem with file, pointer and reason in both shapes, status 78")
  func brokenSchema() throws {
    let folder = try TestFolder([
      "s.json": #"{"properties": {"a": {"pattern": "("}, "b": {"$ref": "t.json"}}}"#,
      "t.json": #"{"minimum": "3"}"#, "half.json": "{\n", "in": "1",
    ])
    let run = try Self.run(folder, ["--schema", folder("s.json"), "--json"])
    #expect(run.status == .configuration)
    let problems = try #require(try JSONReader.parse(run.output)["problems"]?.array)
    let places = problems.map { "\($0["file"]?.string ?? "")#\($0["pointer"]?.string ?? "")" }
    #expect(places.contains(folder("s.json") + "#/properties/a/pattern"))
    #expect(places.contains(folder("t.json") + "#/minimum"))
    #expect(problems.allSatisfy { $0["message"]?["vi"] != nil && $0["message"]?["en"] != nil })
    let people = try Self.run(folder, ["--schema", folder("s.json")])
    #expect(people.output.contains(folder("t.json") + "#/minimum: "))
    let half = try Self.run(folder, ["--schema", folder("half.json")])
    #expect(half.status == .configuration && half.output.contains("half.json:2#: not JSON"))
  }

  @Test("A value that no pattern limit decides is neither: null, and status 70")
  func undecided() throws {
    let folder = try TestFolder([
      "s.json": #"{"pattern": "^(a+)+\\1$"}"#, "in": "\"\(String(repeating: "a", count: 40))b\" 1",
    ])
    let run = try Self.run(folder, ["--schema", folder("s.json"), "--json"])
    #expect(run.status == .software)
    let verdict = try JSONReader.parse(try #require(Self.lines(run.output).first))
    #expect(verdict["valid"] == .some(.null))
    #expect(verdict["errors"]?.array?.first?["code"] == "undecided")
  }

  @Test("A contract judges by the whole chain, and the row is shown")
  func contract() throws {
    let folder = try TestFolder([
      "c/env/air.v1.schema.json": """
      {"type": "object", "properties": {"pm25": {"type": "number", "x-trucd": {"type": "numeric(7,2)"}}},
       "x-trucd": {"topics": ["env.air"], "owner": "H17.12", "table": "air"}}
      """,
      "in": #"{"pm25": 18.5} {"pm25": 1.555} {"pm25": "x"}"#,
    ])
    for judge in [["--contract", "env/air.v1"], ["--topic", "env.air"]] {
      let run = try Self.run(folder, judge + ["--schemas", folder("c"), "--json"])
      #expect(run.status == .findings)
      let verdicts = try Self.lines(run.output).map { try JSONReader.parse($0) }
      #expect(verdicts.map { $0["stage"] } == [nil, "normalise", "validate"])
      #expect(verdicts[0]["row"]?["pm25"] == "18.50")
      #expect(verdicts[2]["agency"] == "H17.12")
    }
    let people = try Self.run(folder, ["--topic", "env.air", "--schemas", folder("c")])
    #expect(people.output.contains("pm25    numeric(7,2)  18.50"))
    let missing = ["--contract", "env/fog.v1", "--schemas", folder("c")]
    #expect(try Self.run(folder, missing).status == .noInput)
    try folder.write("c/env/fog.v1.schema.json", "{")
    let broken = try Self.run(folder, missing)
    #expect(broken.status == .configuration && broken.output.contains("fog.v1.schema.json:1#"))
  }

  @Test("A draft is that of schemas which name none")
  func draft() throws {
    let folder = try TestFolder([
      "s.json": #"{"type": "integer"}"#,
      "named.json": """
      {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "integer"}
      """,
      "in": "1.0",
    ])
    for (name, draft, status) in [
      ("s.json", "4", trucd.ExitStatus.findings), ("s.json", "6", .success),
      ("named.json", "4", .success),
    ] {
      let run = try Self.run(folder, ["--schema", folder(name), "--draft", draft])
      #expect(run.status == status, "\(name) \(draft)")
    }
  }

  @Test("Keywords and formats that nobody knows change no verdict, and are told")
  func doubts() throws {
    let text = #"{"minLenght": 3, "x-own": 1, "properties": {"a": {"format": "date-tiem"}}}"#
    let folder = try TestFolder(["s.json": text, "in": "1"])
    #expect(try Self.run(folder, ["--schema", folder("s.json")]).status == .success)
    let files = try #require(SchemaFiles(path: folder("s.json"), folder: nil, remotes: []))
    let root = try #require(files.root())
    let schema = try Schema(compiling: root, at: files.location, formats: .asserted)
    let doubts = ValidateTool.doubts(about: schema, root, .draft2020, in: files)
    #expect(doubts.map(\.pointer) == ["/minLenght", "/properties/a/format"])
    #expect(doubts.allSatisfy { $0.file == folder("s.json") })
    #expect(doubts[0].message.en.contains("did you mean `minLength`?"))
    let named = try JSONReader.parse(#"{"id": "https://example.org/a"}"#)
    #expect(ValidateTool.doubts(about: schema, named, .draft4, in: files).count == 1)
    #expect(ValidateTool.doubts(about: schema, named, .draft2020, in: files).count == 2)
    #expect(doubts[1].message.vi.contains("có phải ý bạn là “date-time”?"))
  }

  @Test("What no keyword forbids is told without one")
  func falseSchema() throws {
    let folder = try TestFolder(["s.json": "false", "in": "1"])
    let people = try Self.run(folder, ["--schema", folder("s.json")])
    #expect(people.output.contains("   (root): the record is not allowed here\n"))
  }

  @Test("Wrong words are a usage error, missing files are 66")
  func statuses() throws {
    let folder = try TestFolder(["s.json": "{}", "in": "1"])
    for words in [
      [], ["--schema", "a", "--topic", "b"], ["--schema", folder("s.json"), "extra"],
      ["--schema", folder("s.json"), "--remote", "x"], ["--topic", "t", "--no-format"],
      ["--schema", folder("s.json"), "--draft", "5"],
    ] {
      #expect(try Self.run(folder, words).status == .usage, "\(words)")
    }
    #expect(try Self.run(folder, ["--schema", folder("none.json")]).status == .noInput)
    let noFolder = [
      "--schema", folder("s.json"), "--remote", "https://example.org/=" + folder("no"),
    ]
    #expect(try Self.run(folder, noFolder).status == .noInput)
    let nothing = ["validate", "--schema", folder("s.json"), folder("none")]
    #expect(CommandLineRunner.run(nothing, Command.all) == .noInput)
  }

  @Test("Verdicts that cannot be written, however few, are status 71")
  func unwritable() throws {
    let folder = try TestFolder(["s.json": "{}", "in": "1"])
    let words = ["--schema", folder("s.json"), folder("in")]
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let tool = ValidateTool(
      arguments: try OptionParser.parse(words, for: .validate),
      output: OutputBuffer(descriptor), language: .english)
    #expect(tool.run() == .system)
  }

  @Test(
    "Without a configuration, a topic needs the folder of its contracts",
    .enabled(if: access(Command.defaultConfiguration, F_OK) != 0))
  func noConfiguration() throws {
    let folder = try TestFolder(["in": "1"])
    #expect(try Self.run(folder, ["--topic", "env.air"]).status == .usage)
    let named = ["--topic", "env.air", "--config", folder("none.toml")]
    #expect(try Self.run(folder, named).status == .configuration)
  }

  @Test("The language is the environment's: the first of three variables that is set")
  func language() {
    func chosen(_ variables: [String: String]) -> Language {
      Language.choose { variables[$0] }
    }
    #expect(chosen(["LANG": "vi_VN.UTF-8"]) == .vietnamese)
    #expect(chosen(["LANG": "vi_VN.UTF-8", "LC_ALL": "C"]) == .english)
    #expect(chosen(["LANG": "vi", "LC_ALL": ""]) == .vietnamese)
    #expect(chosen([:]) == .english)
  }

  @Test("Control characters of the data do not reach a terminal")
  func controlCharacters() throws {
    let folder = try TestFolder(["s.json": #"{"const": 1}"#, "in": #""\u001b[2J\u202e""#])
    let run = try Self.run(folder, ["--schema", folder("s.json")])
    #expect(!run.output.utf8.contains(0x1b))
    #expect(run.output.contains("\u{FFFD}[2J\u{FFFD}"))
  }
}
