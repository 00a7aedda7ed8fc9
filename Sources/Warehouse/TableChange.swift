/// A change of a table that was carried out.
public struct TableChange: Hashable, Sendable {
  /// As contracts write it.
  public var table: String
  /// The statement, as the database was given it.
  public var statement: String

  public init(table: String, statement: String) {
    self.table = table
    self.statement = statement
  }
}
