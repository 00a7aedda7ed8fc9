import Contracts
import Warehouse

/// What is done to tables beside making them: partitions ahead of time, retention, and the statements
/// of which only an operator can judge.
extension PostgresAdministration {
  public func maintain(
    _ shapes: [TableShape], at now: Int64, while goesOn: () -> Bool
  ) throws(WarehouseError) -> [TableProblem] {
    let today = VietnamDay.of(microseconds: now)
    let survey = TableSurvey(shapes, dialect: dialect, reserved: PostgresDialect.isReserved)
    var problems: [TableProblem] = []
    for (shape, location) in survey.tables
    where shape.partitioning != nil || shape.retention != nil {
      if !goesOn() { break }
      do { try maintain(shape, at: location, on: today, while: goesOn) } catch {
        problems.append(try problem(of: shape.name, from: error))
      }
    }
    return problems
  }

  private func maintain(
    _ shape: TableShape, at location: TableLocation, on today: Int, while goesOn: () -> Bool
  ) throws(WarehouseError) {
    let upkeep = PartitionUpkeep(
      connection: connection, attemptsMax: attemptsMax, changed: changed,
      isDistributed: dialect.cluster != nil)
    try upkeep.make(
      shape.partitioning?.periodsAhead(of: today) ?? [], of: shape, at: location)
    if shape.retention == nil { return }
    do throws(PostgresFault) {
      guard try takeTurn(of: shape) else { return }
      defer { giveTurn(of: shape) }
      try upkeep.dropExpired(of: shape, at: location, on: today)
      for rows in ExpiredRows.all(of: shape, at: location, on: today) {
        try rows.delete(
          on: connection, isDistributed: dialect.cluster != nil, while: goesOn)
      }
    } catch {
      throw error.asWarehouseError(table: shape.name)
    }
  }

  /// One daemon at a time takes away what is past its retention; the others need not do it again.
  private func takeTurn(of shape: TableShape) throws(PostgresFault) -> Bool {
    let answer = try connection.pipeline([turn("pg_try_advisory_lock", shape)])
    return answer[0].rows.first?.first == "t"
  }

  /// A session that ends gives its turns by itself.
  private func giveTurn(of shape: TableShape) {
    _ = try? connection.pipeline([turn("pg_advisory_unlock", shape)])
  }

  private func turn(_ function: String, _ shape: TableShape) -> Statement {
    Statement(
      "SELECT \(function)(hashtextextended('trucd retention ' || $1, 0))", [.text(shape.name)])
  }

  public func migration(
    of shapes: [TableShape], at now: Int64
  ) throws(WarehouseError) -> [MigrationStep] {
    let survey = TableSurvey(shapes, dialect: dialect, reserved: PostgresDialect.isReserved)
    do throws(PostgresFault) {
      return try MigrationPlan.steps(survey, dialect, on: VietnamDay.of(microseconds: now)) {
        (location) throws(PostgresFault) in try tables.facts(of: location)
      }
    } catch {
      throw error.asWarehouseError()
    }
  }
}
