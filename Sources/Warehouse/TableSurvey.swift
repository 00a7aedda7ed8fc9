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
      } else if let other = Self.take(shape, at: location, &taken, dialect) {
        problems.append(
          TableProblem(
            table: shape.name,
            message: "`\(other)` and `\(shape.name)` both need \(location.sql) or a table of the "
              + "bus beside it; write a table the same way in all contracts, and no name that "
              + "ends in `__keys` or `__ended`."))
      } else {
        tables.append((shape, location))
      }
    }
    leavePartitionsTheirNames(dialect)
  }

  /// Partitions are called after their table and their first day, which is not known beforehand.
  private mutating func leavePartitionsTheirNames(_ dialect: any TableDialect) {
    guard dialect.hasPartitions else { return }
    let prefixes = tables.filter { $0.shape.partitioning != nil }.map {
      (table: $0.shape.name, schema: $0.location.schema, prefix: $0.location.name + "__p")
    }
    for (shape, location) in tables {
      guard
        let owner = prefixes.first(where: {
          $0.schema == location.schema && location.name.hasPrefix($0.prefix)
            && location.name.utf8.count == $0.prefix.utf8.count + 8
        })
      else { continue }
      problems.append(
        TableProblem(
          table: shape.name,
          message:
            "\(location.sql) may be the name of a partition of `\(owner.table)`; choose another "
            + "`table` in the contract."))
      tables.removeAll { $0.location == location }
    }
  }

  /// Takes the places of a table and of those beside it.
  /// - Returns: the table that has one of them already.
  private static func take(
    _ shape: TableShape, at location: TableLocation, _ taken: inout [[UInt8]: String],
    _ dialect: any TableDialect
  ) -> String? {
    var other: String?
    for part in TablePart.parts(of: shape.mode, dialect) {
      let key = dialect.key(of: part.location(beside: location).sql)
      if let before = taken.updateValue(shape.name, forKey: key) { other = other ?? before }
    }
    return other
  }
}
