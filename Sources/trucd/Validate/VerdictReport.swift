import Contracts
import JSON

/// Writes verdicts, one a line for programs, or as text for people.
protocol VerdictReport {
  /// - Parameter number: Of the value, from 1.
  func write(_ verdict: ValueVerdict, number: Int64)
}

/// `{"valid":true}`, `{"valid":false,"errors":[…]}`, one object a line. `valid` is null where the
/// verdict is undecided.
struct JSONReport: VerdictReport {
  let output: OutputBuffer

  func write(_ verdict: ValueVerdict, number: Int64) {
    switch verdict {
    case .valid: output.append("{\"valid\":true}\n")
    case .row(let row, let serving):
      output.append("{\"valid\":true,\"contract\":\(quoted(serving.contract.name)),\"row\":")
      output.append(JSONWriter.bytes(of: .object(Self.cells(row, serving))))
      output.append("}\n")
    case .refused(let rejection): writeRefusal(rejection, valid: "false")
    case .undecided(let rejection): writeRefusal(rejection, valid: "null")
    case .malformed(let error):
      writeRefusal(
        Rejection(.decode, nil, agency: nil, errors: [RecordError(error)]), valid: "false")
    }
  }

  private func writeRefusal(_ rejection: Rejection, valid: String) {
    output.append("{\"valid\":\(valid)")
    if rejection.stage != .validate || rejection.contract != nil {
      output.append(",\"stage\":\"\(rejection.stage.rawValue)\"")
    }
    if let contract = rejection.contract?.contract {
      output.append(",\"contract\":\(quoted(contract.name))")
    }
    if let agency = rejection.agency { output.append(",\"agency\":\(quoted(agency))") }
    output.append(",\"errors\":")
    output.append(rejection.json)
    output.append("}\n")
  }

  private func quoted(_ text: String) -> String { JSONWriter.text(of: .string(text)) }

  /// The columns of the contract, NULL where the record gives nothing.
  static func cells(
    _ row: UnsafeBufferPointer<Value>, _ serving: ServingContract
  ) -> JSONObject {
    JSONObject(
      zip(serving.contract.columns, serving.columnMap).map { column, place in
        (column.name, ValueText.json(of: row[place]))
      })
  }
}

/// Lines for people, in their language, with colour where the output is a terminal.
struct TextReport: VerdictReport {
  private static let cellMax = 80

  let output: OutputBuffer
  let language: Language
  let isColoured: Bool

  func write(_ verdict: ValueVerdict, number: Int64) {
    switch verdict {
    case .valid: writeValid(number)
    case .row(let row, let serving):
      writeValid(number, by: serving.contract.name)
      writeRow(row, serving)
    case .refused(let rejection): writeRefusal(rejection, number)
    case .undecided(let rejection):
      let word = language.pick("undecided", "không kết luận được")
      writeLine(number, coloured(word, "33"))
      for error in rejection.errors { write(error, indent: 1) }
    case .malformed(let error):
      writeRefusal(Rejection(.decode, nil, agency: nil, errors: [RecordError(error)]), number)
    }
  }

  private func writeValid(_ number: Int64, by contract: String? = nil) {
    let word = coloured(language.pick("valid", "hợp lệ"), "32")
    writeLine(number, word + (contract.map { " (\($0))" } ?? ""))
  }

  private func writeLine(_ number: Int64, _ text: String) { output.append("\(number): \(text)\n") }

  private func writeRefusal(_ rejection: Rejection, _ number: Int64) {
    let word =
      switch rejection.stage {
      case .decode: language.pick("not JSON", "không phải JSON")
      case .contract: language.pick("no contract judges it", "không hợp đồng nào xét được")
      case .validate: language.pick("not valid", "không hợp lệ")
      case .normalise: language.pick("cannot be normalised", "không chuẩn hoá được")
      case .load: language.pick("cannot be loaded", "không nạp được")
      }
    let count = rejection.total
    let errors = language.pick(count == 1 ? "1 error" : "\(count) errors", "\(count) lỗi")
    let contract = rejection.contract.map { " (\($0.contract.name))" } ?? ""
    writeLine(number, coloured(word, "31") + ", \(errors)\(contract)")
    for error in rejection.errors { write(error, indent: 1) }
    if rejection.errors.count < count {
      output.append("   …\n")
    }
  }

  private func write(_ error: RecordError, indent: Int) {
    let space = String(repeating: "   ", count: indent)
    let place =
      error.instanceLocation.isEmpty ? language.pick("(root)", "(gốc)") : error.instanceLocation
    // A schema that is `false` as a whole forbids by no keyword.
    let keyword = error.keyword.map { $0.isEmpty ? "" : " [\($0)]" } ?? ""
    output.append(
      Self.printable("\(space)\(place): \(language.pick(error.message))\(keyword)") + "\n")
    if let hint = error.hint {
      let label = language.pick("hint", "gợi ý")
      output.append(Self.printable("\(space)   \(label): \(language.pick(hint))") + "\n")
    }
    // Deeper causes are in the JSON form.
    if indent < 3 { for cause in error.causes { write(cause, indent: indent + 1) } }
  }

  private func writeRow(_ row: UnsafeBufferPointer<Value>, _ serving: ServingContract) {
    var table = Table([
      (language.pick("column", "cột"), .left), (language.pick("type", "kiểu"), .left),
      (language.pick("value", "giá trị"), .left),
    ])
    for (column, place) in zip(serving.contract.columns, serving.columnMap) {
      let text = Self.printable(ValueText.of(row[place]))
      let short = text.count > Self.cellMax ? text.prefix(Self.cellMax - 1) + "…" : Substring(text)
      table.add([column.name, "\(column.type)", String(short)])
    }
    output.append(table.text + "\n")
  }

  private func coloured(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// Data may hold control characters, which must not reach a terminal: they are shown as symbols.
  static func printable(_ text: String) -> String {
    let isControl = { (scalar: Unicode.Scalar) in
      scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
        || (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { shown.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(shown)
  }
}
