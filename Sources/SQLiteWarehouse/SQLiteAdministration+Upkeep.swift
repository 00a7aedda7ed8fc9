import Contracts
import Warehouse

/// What is done to tables beside making them: retention, and the statements of which only an operator
/// can judge. A file has no partitions.
extension SQLiteAdministration {
  public func maintain(
    _ shapes: [TableShape], at now: Int64, while goesOn: () -> Bool
  ) throws(WarehouseError) -> [TableProblem] {
    try checkOpen()
    let today = VietnamDay.of(microseconds: now)
    let survey = TableSurvey(shapes, dialect: dialect, reserved: dialect.isReserved)
    var problems: [TableProblem] = []
    for (shape, location) in survey.tables {
      do {
        for rows in ExpiredRows.all(of: shape, at: location, on: today) {
          try delete(rows, of: shape, while: goesOn)
        }
      } catch {
        guard error.code == .unfit else { throw error }
        problems.append(TableProblem(table: shape.name, message: error.description))
      }
    }
    return problems
  }

  /// By pieces, each in a transaction of its own, between which lanes write.
  private func delete(
    _ rows: ExpiredRows, of shape: TableShape, while goesOn: () -> Bool
  ) throws(WarehouseError) {
    var next = Int64.min
    while goesOn() {
      let from = next
      let end = try write(table: shape.name) { () throws(SQLiteFault) -> Int64? in
        try rows.deletePiece(from: from, in: database)
      }
      guard let end else { return }
      next = end
    }
  }

  public func migration(
    of shapes: [TableShape], at now: Int64
  ) throws(WarehouseError) -> [MigrationStep] {
    guard database.isOpen else { return [] }
    let survey = TableSurvey(shapes, dialect: dialect, reserved: dialect.isReserved)
    do throws(SQLiteFault) {
      return try MigrationPlan.steps(survey, dialect, on: VietnamDay.of(microseconds: now)) {
        (location) throws(SQLiteFault) in try tables.facts(of: location)
      }
    } catch {
      throw error.asWarehouseError(file: database.file)
    }
  }
}
