import Glibc
import JSON

/// Judges every value of an input, and counts.
struct ValidateRun {
  /// How the values of a run came out.
  struct Tally {
    var valid: Int64 = 0
    var invalid: Int64 = 0
    var undecided: Int64 = 0

    var total: Int64 { valid + invalid + undecided }

    func text(_ language: Language) -> String {
      let values = language.pick(total == 1 ? "1 value" : "\(total) values", "\(total) giá trị")
      var text = language.pick(
        "\(values): \(valid) valid, \(invalid) not valid",
        "\(values): \(valid) hợp lệ, \(invalid) không hợp lệ")
      if undecided > 0 {
        text += language.pick(", \(undecided) undecided", ", \(undecided) không kết luận được")
      }
      return text
    }
  }

  let judge: any ValueJudge
  let report: any VerdictReport
  let output: OutputBuffer
  let language: Language
  let form: ValueStream.Form
  /// As messages name the input.
  let inputName: String

  private(set) var tally = Tally()

  init(
    judge: any ValueJudge, report: any VerdictReport, output: OutputBuffer, language: Language,
    form: ValueStream.Form, inputName: String
  ) {
    self.judge = judge
    self.report = report
    self.output = output
    self.language = language
    self.form = form
    self.inputName = inputName
  }

  /// Reads the descriptor to its end, or to the first bytes that are no JSON unless each line is a
  /// value of its own.
  mutating func run(_ descriptor: Int32) -> ExitStatus {
    let output = output
    var progress = Progress(isShown: !output.isTerminal && isatty(STDERR_FILENO) == 1, language)
    let stream = ValueStream(descriptor, form, bytesMax: judge.limits.payloadBytesMax) {
      output.flush()
    }
    defer { progress.clear() }
    do throws(ValueStream.Failure) {
      while let piece = try stream.nextPiece() {
        let verdict = judge.judge(piece.bytes)
        if case .malformed(let error) = verdict, form == .values {
          output.flush()
          progress.clear()
          let text = complaint(error, at: piece.offset) { stream.line(of: $0) }
          Terminal.complain(text)
          return .badInput
        }
        report.write(verdict, number: tally.total + 1)
        count(verdict)
        if output.fault != nil { return .system }
        progress.show(tally.total)
      }
    } catch {
      output.flush()
      Terminal.complain(
        language.pick(
          "cannot read \(inputName): \(String(cString: strerror(error.number)))",
          "không đọc được \(inputName): \(String(cString: strerror(error.number)))"))
      return .noInput
    }
    if tally.undecided > 0 { return .software }
    return tally.invalid > 0 ? .findings : .success
  }

  private mutating func count(_ verdict: ValueVerdict) {
    switch verdict {
    case .valid, .row: tally.valid += 1
    case .refused, .malformed: tally.invalid += 1
    case .undecided: tally.undecided += 1
    }
  }

  /// Why the run ends at a value that begins at an offset of the input.
  func complaint(_ error: JSONError, at offset: Int64, line: (Int64) -> Int64) -> String {
    let placed = JSONError(
      error.code, offset: Int(offset) + error.offset, pointer: error.pointer, limit: error.limit,
      byte: error.byte, clue: error.clue)
    let place = placed.pointer.map {
      ($0.isEmpty ? language.pick("(root)", "(gốc)") : $0) + ": "
    }
    var text = (place ?? "") + language.pick(placed.message, placed.messageVietnamese)
    if let clue = placed.clue {
      text += "; " + language.pick(clue.message, clue.messageVietnamese)
    }
    text += language.pick(
      "; nothing after it is judged (with --lines each line would be)",
      "; phần sau không được xét (với --lines thì từng dòng được xét)")
    return "\(inputName):\(line(Int64(placed.offset))): \(TextReport.printable(text))"
  }
}

/// Tells on a terminal, once a second, how far a long run has come.
private struct Progress {
  private static let valuesBetweenLooks: Int64 = 4_096
  private static let milliseconds: Int64 = 1_000

  private let isShown: Bool
  private let language: Language
  private var shownAt = Clock.milliseconds
  private var hasLine = false

  init(isShown: Bool, _ language: Language) {
    self.isShown = isShown
    self.language = language
  }

  mutating func show(_ count: Int64) {
    guard isShown, count % Self.valuesBetweenLooks == 0 else { return }
    let now = Clock.milliseconds
    guard now - shownAt >= Self.milliseconds else { return }
    shownAt = now
    hasLine = true
    write("\r\(count.grouped) " + language.pick("values", "giá trị"))
  }

  mutating func clear() {
    if hasLine { write("\r\u{1B}[K") }
    hasLine = false
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
