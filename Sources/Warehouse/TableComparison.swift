import Contracts
import Pipeline

/// What stands between a table and its contract now, in words: for a load that failed although
/// the table fitted when the contract began to serve.
public enum TableComparison {
  private static let wordsMax = 5

  /// Nil where the table still fits: then something else is at fault, and the database said it.
  public static func words(
    _ shape: TableShape, at location: TableLocation, facts: TableFacts, dialect: any TableDialect
  ) -> String? {
    if facts.kind == .missing {
      return "The table \(location.sql) does not exist any more: restore it, or reload the "
        + "contracts and the bus makes it anew."
    }
    var words = TablePlan(shape, at: location, facts: facts, dialect: dialect).problems
      .map(\.message)
    if facts.kind == .table, let lacking = lacking(shape, facts, dialect) {
      words.insert(
        "The table \(location.sql) lacks \(lacking) of the contract: add what was dropped or "
          + "renamed, or reload the contracts and the bus adds it.", at: 0)
    }
    guard words.count > wordsMax else {
      return words.isEmpty ? nil : words.joined(separator: " ")
    }
    return words.prefix(wordsMax).joined(separator: " ")
      + " And \(words.count - wordsMax) more: trucd check lists them."
  }

  private static func lacking(
    _ shape: TableShape, _ facts: TableFacts, _ dialect: any TableDialect
  ) -> String? {
    let present = Set(facts.columns.map { dialect.key(of: $0.name) })
    let names = shape.columns.map(\.name).filter { !present.contains(dialect.key(of: $0)) }
    guard let first = names.first else { return nil }
    let column = "the column \(SQLText.quoted(first))"
    return names.count == 1 ? column : "\(column) and \(names.count - 1) more columns"
  }
}

extension WarehouseError {
  /// The error with the comparison behind it where a table of the batch is unfit.
  /// - Parameter facts: nil where the database cannot be asked now: the failure at hand is worth
  ///   more than one of its explanation.
  public func explained(
    in batch: Batch, _ dialect: any TableDialect, facts: (TableLocation) -> TableFacts?
  ) -> WarehouseError {
    guard code == .unfit, let shape = batch.shape(named: table),
      let name = try? TableName(shape.name)
    else { return self }
    let location = dialect.location(of: name)
    guard let facts = facts(location),
      let words = TableComparison.words(shape, at: location, facts: facts, dialect: dialect)
    else { return self }
    var error = self
    error.message += ". \(words)"
    return error
  }
}
