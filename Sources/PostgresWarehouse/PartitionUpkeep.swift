import Contracts
import Warehouse

/// Makes the partitions that a table lacks, and takes away those past its retention. Neither waits
/// for a reader of the table, nor makes a load wait.
struct PartitionUpkeep {
  let connection: Connection
  let attemptsMax: Int
  let changed: ((TableChange) -> Void)?
  var isDistributed = false
  private var tables: TableStatements { TableStatements(connection: connection) }

  /// - Parameter days: the first day of each partition that is needed.
  /// - Returns: how the table is cut afterwards; nil where it is not.
  @discardableResult
  func make(
    _ days: some Collection<Int>, of shape: TableShape, at location: TableLocation
  ) throws(WarehouseError) -> PartitionFacts? {
    guard let partitioning = shape.partitioning,
      let statements = PartitionStatements(shape, at: location),
      let seen = try facts(shape, location)
    else { return nil }
    if PartitionPlan.missing(days, of: partitioning, in: seen).isEmpty { return seen }
    var done: [String] = []
    let transaction = DefinitionTransaction(connection: connection, attemptsMax: attemptsMax)
    try transaction.run(table: shape.name) { () throws(PostgresFault) in
      done = []
      try connection.run(DefinitionTransaction.turn)
      guard let now = try tables.facts(of: location).partitioning else { return }
      for range in PartitionPlan.missing(days, of: partitioning, in: now) {
        let make = statements.make(range)
        for statement in make { try connection.run(statement) }
        done.append(make[1])
      }
    }
    for statement in done { changed?(TableChange(table: shape.name, statement: statement)) }
    return try facts(shape, location)
  }

  private func facts(
    _ shape: TableShape, _ location: TableLocation
  ) throws(WarehouseError) -> PartitionFacts? {
    do { return try tables.facts(of: location).partitioning } catch {
      throw error.asWarehouseError(table: shape.name)
    }
  }

  // MARK: Retention

  /// Drops the partitions of which each row is past the retention, and what an interruption left.
  func dropExpired(
    of shape: TableShape, at location: TableLocation, on today: Int
  ) throws(PostgresFault) {
    guard shape.dropsPartitions,
      let statements = PartitionStatements(shape, at: location, isDistributed: isDistributed),
      let facts = try tables.facts(of: location).partitioning
    else { return }
    for partition in PartitionPlan.expired(shape, on: today, in: facts) {
      try TableHolders(connection: connection).check(location)
      if isDistributed {
        guard try removeTogether(partition, of: location, by: statements) else { continue }
      } else {
        for statement in statements.remove(partition) { try connection.run(statement) }
      }
      tell(shape, partition.location)
    }
    for left in try leftovers(in: location.schema ?? "") {
      try connection.run(PartitionStatements.drop(left))
      tell(shape, left)
    }
  }

  /// On a cluster all in one transaction, in which the lock timeout holds on each node. The turn is
  /// taken again, for an advisory lock is known to one node alone.
  /// - Returns: false where another daemon was faster.
  private func removeTogether(
    _ partition: PartitionFacts.Partition, of location: TableLocation,
    by statements: PartitionStatements
  ) throws(PostgresFault) -> Bool {
    do {
      try connection.begin()
      try connection.run(DefinitionTransaction.turn)
      let stands = try tables.facts(of: location).partitioning?.partitions ?? []
      let isThere = stands.contains { $0.location == partition.location }
      for statement in isThere ? statements.remove(partition) : [] { try connection.run(statement) }
      try connection.run("COMMIT")
      return isThere
    } catch {
      if connection.isConnected { try connection.run("ROLLBACK") }
      throw error
    }
  }

  private func tell(_ shape: TableShape, _ partition: TableLocation) {
    changed?(TableChange(table: shape.name, statement: PartitionStatements.drop(partition)))
  }

  /// Tables that are on their way out and belong to no other any more.
  private func leftovers(in schema: String) throws(PostgresFault) -> [TableLocation] {
    let query = Statement(
      """
      SELECT c.relname FROM pg_catalog.pg_class c \
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
      WHERE n.nspname = $1 AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE') \
      AND obj_description(c.oid, 'pg_class') = $2 \
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)
      """, [.text(schema), .text(PartitionStatements.leaving)])
    return try connection.pipeline([query])[0].rows.compactMap { row in
      row[0].map { TableLocation(schema: schema, name: $0) }
    }
  }
}
