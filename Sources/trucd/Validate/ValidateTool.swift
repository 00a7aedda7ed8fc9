import Contracts
import Glibc
import JSON

/// `trucd validate`: finds who judges, then judges the input.
struct ValidateTool {
  /// The command ends before any value is judged.
  struct Refusal: Error {
    var status: ExitStatus
    var message: String?
    var problems: [ContractProblem] = []
  }

  let arguments: Arguments
  let output: OutputBuffer
  let language: Language

  private var asJSON: Bool { arguments.has("json") }

  func run() -> ExitStatus {
    let status = judge()
    output.flush()
    guard let fault = output.fault else { return status }
    Terminal.complain(
      language.pick(
        "cannot write the verdicts: \(String(cString: strerror(fault)))",
        "không ghi được kết quả: \(String(cString: strerror(fault)))"))
    return .system
  }

  private func judge() -> ExitStatus {
    do throws(Refusal) {
      try checkUsage()
      let judge = try makeJudge()
      let (descriptor, name) = try openInput()
      defer { if descriptor != STDIN_FILENO { close(descriptor) } }
      var run = ValidateRun(
        judge: judge, report: report, output: output, language: language,
        form: arguments.has("lines") ? .lines : .values, inputName: name)
      let status = run.run(descriptor)
      output.flush()
      finish(run.tally)
      return status
    } catch {
      refuse(error)
      return error.status
    }
  }

  private var report: any VerdictReport {
    if asJSON { return JSONReport(output: output) }
    return TextReport(output: output, language: language, isColoured: output.hasColour)
  }

  private func finish(_ tally: ValidateRun.Tally) {
    if asJSON {
      Terminal.remark(tally.text(language))
    } else {
      output.append(tally.text(language) + "\n")
    }
  }

  /// Problems with a schema go where verdicts would: a program reads one object,
  /// `{"problems":[{"code","file","pointer","line"?,"message"}]}`.
  private func refuse(_ refusal: Refusal) {
    if asJSON && !refusal.problems.isEmpty {
      let list = JSONValue.array(refusal.problems.map(\.json))
      output.append(JSONWriter.bytes(of: .object(JSONObject([("problems", list)]))))
      output.append("\n")
    } else {
      for problem in refusal.problems {
        let place = problem.line.map { "\(problem.file):\($0)" } ?? problem.file
        let text = "\(place)#\(problem.pointer): \(language.pick(problem.message))"
        output.append(TextReport.printable(text) + "\n")
      }
    }
    if let message = refusal.message { Terminal.complain(message) }
  }

  // MARK: - What the words ask for

  private func checkUsage() throws(Refusal) {
    let judges = ["schema", "contract", "topic"].filter { arguments.has($0) }
    guard judges.count == 1 else {
      throw usage(
        "say who judges: one of --schema FILE, --contract NAME, --topic TOPIC",
        "cần một trong các tuỳ chọn: --schema FILE, --contract NAME, --topic TOPIC")
    }
    guard arguments.operands.count <= 1 else {
      throw usage(
        "one FILE is read at a time; `cat` joins several",
        "mỗi lần chỉ đọc một FILE; hãy ghép bằng `cat`")
    }
    let foreign =
      arguments.has("schema") ? ["config"] : ["draft", "remote", "no-format"]
    if let option = foreign.first(where: { arguments.has($0) }) {
      throw usage(
        "--\(option) does not go with --\(judges[0])", "không dùng --\(option) cùng --\(judges[0])")
    }
  }

  private func openInput() throws(Refusal) -> (Int32, String) {
    guard let path = arguments.operands.first, path != "-" else {
      return (STDIN_FILENO, language.pick("standard input", "đầu vào chuẩn"))
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotRead(path) }
    return (descriptor, path)
  }

  // MARK: - Refusals

  func usage(_ english: String, _ vietnamese: String) -> Refusal {
    Refusal(
      status: .usage,
      message: language.pick(english, vietnamese)
        + language.pick("; see trucd validate --help", "; xem trucd validate --help"))
  }

  func cannotRead(_ path: String) -> Refusal {
    let reason = String(cString: strerror(errno))
    return Refusal(
      status: .noInput,
      message: language.pick("cannot read \(path): \(reason)", "không đọc được \(path): \(reason)"))
  }
}

extension ContractProblem {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("code", .string(code.rawValue)), ("file", .string(file)), ("pointer", .string(pointer)),
    ]
    if let line { members.append(("line", .number(JSONNumber(line)))) }
    members.append(
      (
        "message",
        .object(JSONObject([("vi", .string(message.vi)), ("en", .string(message.en))]))
      ))
    return .object(JSONObject(members))
  }
}
