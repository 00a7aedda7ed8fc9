import JSON

/// A contract in its place: the table that it shares with others, and where its columns are there.
public final class ServingContract: Sendable {
  public let contract: Contract
  /// The union of the columns of all contracts that write to the table.
  public let table: TableShape
  /// The place in the table of each column of the contract.
  public let columnMap: [Int]
  /// By column of the contract, as are `steps`.
  let plans: [ColumnPlan]
  let steps: [[Step]]
  /// The columns of the key, in its order; empty in `append`.
  let keyColumns: [ContractColumn]
  /// The place in the table of the column that says to which partition a row belongs; nil where the
  /// table is not cut.
  let partitionPlace: Int?

  init(_ contract: Contract, in table: TableShape) {
    self.contract = contract
    self.table = table
    let map = contract.columns.map { column in
      table.columns.firstIndex { $0.name.hasSameBytes(as: column.name) } ?? 0
    }
    columnMap = map
    plans = zip(contract.columns, map).map { ColumnPlan($0, at: $1) }
    steps = contract.columns.map(\.steps)
    partitionPlace = table.partitionPlace.flatMap { map.contains($0) ? $0 : nil }
    keyColumns = (table.mode.keyed?.key ?? []).compactMap { name in
      contract.columns.first { $0.name.hasSameBytes(as: name) }
    }
  }

  /// Whether a record without a value deletes a row.
  public var deletes: Bool { table.mode.keyed?.tombstone == .delete }

  /// The day of Asia/Ho_Chi_Minh to which a row belongs, in days since 1970; nil where the table is
  /// not cut, or the row does not say.
  public func partitionDay(of row: UnsafeBufferPointer<Value>) -> Int? {
    guard let partitionPlace else { return nil }
    switch row[partitionPlace] {
    case .timestamptz(let microseconds): return VietnamDay.of(microseconds: microseconds)
    case .date(let days): return Int(days)
    default: return nil
    }
  }

  /// The place in the table of one of the contract's columns.
  func place(of column: ContractColumn) -> Int {
    table.columns.firstIndex { $0.name.hasSameBytes(as: column.name) } ?? 0
  }
}

extension ColumnPlan {
  fileprivate init(_ column: ContractColumn, at place: Int) {
    let isConverted = column.steps.isEmpty && column.check == nil
    let isRaw = if case .raw = column.source { true } else { false }
    self.init(
      way: isRaw ? .raw : (isConverted ? .conversion : .steps), type: column.type,
      tableColumn: place, isExtra: column.name.hasSameBytes(as: ColumnName.extra))
  }
}
