import Contracts

/// Tables that contracts ask for, each at its place in the warehouse.
public struct TableSurvey: Sendable {
  public private(set) var tables: [(shape: TableShape, location: TableLocation)] = []
  /// Names that are none, that are the bus's own, or that two tables share.
  public private(set) var problems: [TableProblem] = []

  /// - Parameter reserved: whether a place belongs to the bus or to the database itself.
  public init(
    _ shapes: [TableShape], dialect: any TableDialect, reserved: (TableLocation) -> Bool
  ) {
    var taken: [[UInt8]: String] = [:]
    for shape in shapes {
      let name: TableName
      do { name = try TableName(shape.name) } catch {
        problems.append(error)
        continue
      }
      let location = dialect.location(of: name)
      if reserved(location) {
        problems.append(
          TableProblem(
            table: shape.name,
            message: "\(location.sql) is kept for the bus or the database itself; choose another "
              + "`table` in the contract."))
      } else if let other = taken.updateValue(
        shape.name, forKey: dialect.key(of: location.sql))
      {
        problems.append(
          TableProblem(
            table: shape.name,
            message: "`\(other)` and `\(shape.name)` both name \(location.sql); write the table "
              + "the same way in all contracts."))
      } else {
        tables.append((shape, location))
      }
    }
  }
}
