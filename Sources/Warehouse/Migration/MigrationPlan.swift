import Contracts

/// All that an operator may run, for the tables of several contracts.
public enum MigrationPlan {
  /// The steps from the tables as they are.
  ///
  /// - Parameter facts: what the catalogue says of a table.
  public static func steps<Fault: Error>(
    _ survey: TableSurvey, _ dialect: any TableDialect, on today: Int,
    facts: (TableLocation) throws(Fault) -> TableFacts
  ) throws(Fault) -> [MigrationStep] {
    var steps: [MigrationStep] = []
    for (shape, rows) in survey.tables {
      for part in TablePart.parts(of: shape.mode, dialect) {
        let location = part.location(beside: rows)
        steps += dialect.migration(
          shape, part, at: location, facts: try facts(location), today: today)
      }
    }
    return steps
  }

  /// The steps from the tables that the bus would have made for older contracts.
  public static func steps(
    from old: [TableShape], to new: [TableShape], _ dialect: any TableDialect, on today: Int
  ) -> [MigrationStep] {
    let survey = TableSurvey(new, dialect: dialect, reserved: { _ in false })
    let before = TableSurvey(old, dialect: dialect, reserved: { _ in false })
    var known: [TableLocation: TableFacts] = [:]
    for (shape, rows) in before.tables {
      for part in TablePart.parts(of: shape.mode, dialect) {
        known[part.location(beside: rows)] = TableFacts(madeFor: shape, part, dialect)
      }
    }
    return steps(survey, dialect, on: today) { known[$0] ?? .missing }
  }
}
