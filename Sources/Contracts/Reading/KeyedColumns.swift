import JSON
import JSONSchema

/// Finds the columns that a mode's `key` and `order` name, and refuses those that cannot serve.
struct KeyedColumns {
  var problems: [ContractProblem] { named.problems + validityProblems }
  private var named: PropertyColumns
  private var validityProblems: [ContractProblem] = []
  private let columns: [ContractColumn]

  init(of columns: [ContractColumn], file: String) {
    self.columns = columns
    named = PropertyColumns(of: columns, file: file)
  }

  /// The mode of the contract's table; `append` where something is wrong with it.
  mutating func mode(_ settings: ModeSettings) -> TableMode {
    guard settings.mode != .append, let orderName = settings.order, !settings.key.isEmpty else {
      return .append
    }
    let key = settings.key.enumerated().compactMap { place, name in
      named.column(name, settings.key.count > 1 ? "/x-trucd/key/\(place)" : "/x-trucd/key")
    }
    let order = named.column(orderName, "/x-trucd/order")
    checkRepetitions(settings.key)
    for column in key { checkKeyType(column) }
    if let order { checkOrder(order, settings) }
    checkValidityColumns(settings)
    guard let order, problems.isEmpty else { return .append }
    let rows = KeyedRows(
      key: key.map(\.name), order: order.name, tombstone: settings.tombstone)
    return settings.mode == .upsert ? .upsert(rows) : .history(rows)
  }

  private mutating func checkRepetitions(_ names: [String]) {
    var seen: Set<ExactString> = []
    for (place, name) in names.enumerated() where !seen.insert(ExactString(name)).inserted {
      named.report(
        "/x-trucd/key/\(place)", en: "stands in the key twice", vi: "có mặt hai lần trong khoá")
    }
  }

  private mutating func checkKeyType(_ column: ContractColumn) {
    if column.type == .jsonb || column.type == .double {
      named.report(
        "/x-trucd/key",
        en: "`\(column.name)` is \(column.type), which cannot be compared exactly; a key needs "
          + "another type",
        vi: "`\(column.name)` có kiểu \(column.type), không so sánh chính xác được; khoá cần kiểu "
          + "khác")
    }
  }

  private mutating func checkOrder(_ column: ContractColumn, _ settings: ModeSettings) {
    let isOrdered: Bool
    switch column.type {
    case .timestamptz, .date, .bigint, .text: isOrdered = true
    case .numeric, .boolean, .double, .uuid, .jsonb: isOrdered = false
    }
    if !isOrdered {
      named.report(
        "/x-trucd/order",
        en: "`\(column.name)` is \(column.type); versions are ordered by an instant, a day, a "
          + "bigint or a text",
        vi: "`\(column.name)` có kiểu \(column.type); thứ tự phiên bản phải là thời điểm, ngày, "
          + "bigint hoặc chuỗi")
    } else if settings.tombstone == .delete, column.type == .text {
      named.report(
        "/x-trucd/tombstone",
        en: "a tombstone has its timestamp for its order, which cannot be compared with a text; "
          + "order by an instant, a day or a bigint of milliseconds",
        vi: "bản ghi xoá lấy dấu thời gian làm thứ tự, không so được với chuỗi; hãy xếp thứ tự "
          + "theo thời điểm, ngày hoặc bigint mili giây")
    }
  }

  private mutating func checkValidityColumns(_ settings: ModeSettings) {
    guard settings.mode == .history else { return }
    for column in columns
    where [ValidityColumn.from, ValidityColumn.to].contains(column.name.asciiLowercased) {
      validityProblems.append(
        ContractProblem(
          .column, file: column.file, pointer: column.pointer,
          en: "the column `\(column.name)` belongs to the bus in mode `history`; give the property "
            + "another `column`",
          vi: "cột `\(column.name)` là của trục ở chế độ `history`; hãy đặt `column` khác"))
    }
  }
}

extension ContractColumn.Source {
  var isProperty: Bool { if case .property = self { true } else { false } }
}
