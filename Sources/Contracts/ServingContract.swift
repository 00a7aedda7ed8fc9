import JSON

/// A contract in its place: the table that it shares with others, and where its columns are there.
public final class ServingContract: Sendable {
  public let contract: Contract
  /// The union of the columns of all contracts that write to the table.
  public let table: TableShape
  /// The place in the table of each column of the contract.
  public let columnMap: [Int]
  let plans: [ColumnPlan]

  init(_ contract: Contract, in table: TableShape) {
    self.contract = contract
    self.table = table
    let map = contract.columns.map { column in
      table.columns.firstIndex { $0.name.hasSameBytes(as: column.name) } ?? 0
    }
    columnMap = map
    plans = zip(contract.columns, map).map { column, place in
      let isRaw = if case .raw = column.source { true } else { false }
      return ColumnPlan(
        type: column.type, isPlain: column.steps.isEmpty && column.check == nil && !isRaw,
        tableColumn: place)
    }
  }
}
