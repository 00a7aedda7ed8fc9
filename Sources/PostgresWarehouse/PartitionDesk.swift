import Contracts
import Pipeline
import Warehouse

/// Sees to it that the partitions stand which a lane's rows need, before its transaction begins:
/// those made ahead are mostly enough, a late or early record may need another.
final class PartitionDesk {
  /// Tries of one partition; the lane comes again later.
  private static let attemptsMax = 4

  private let lane: Connection
  private let makeConnection: () -> Connection
  private let dialect: PostgresDialect
  var changed: ((TableChange) -> Void)?
  /// How each table is cut, as it was seen last.
  private var known: [String: PartitionFacts] = [:]

  /// - Parameters:
  ///   - lane: to look at the catalogue.
  ///   - makeConnection: for the DDL, which never runs on a lane's connection.
  init(lane: Connection, dialect: PostgresDialect, makeConnection: @escaping () -> Connection) {
    self.lane = lane
    self.dialect = dialect
    self.makeConnection = makeConnection
  }

  func forget() { known = [:] }

  func prepare(for loads: [TableLoad]) throws(WarehouseError) {
    for load in loads where !load.partitionDays.isEmpty {
      guard let partitioning = load.table.partitioning else { continue }
      if stands(load, partitioning) { continue }
      let location = try location(of: load.table)
      do { known[load.table.name] = try facts(of: location) } catch {
        throw error.asWarehouseError(table: load.table.name)
      }
      if stands(load, partitioning) { continue }
      try make(load, at: location)
    }
  }

  private func stands(_ load: TableLoad, _ partitioning: Partitioning) -> Bool {
    guard let facts = known[load.table.name] else { return false }
    return PartitionPlan.missing(load.partitionDays, of: partitioning, in: facts).isEmpty
  }

  private func facts(of location: TableLocation) throws(PostgresFault) -> PartitionFacts? {
    try TableStatements(connection: lane).facts(of: location).partitioning
  }

  private func location(of table: TableShape) throws(WarehouseError) -> TableLocation {
    do { return dialect.location(of: try TableName(table.name)) } catch {
      throw WarehouseError(.unfit, error.message, table: table.name)
    }
  }

  /// A lock that is not free in time is no fault of the table.
  private func make(_ load: TableLoad, at location: TableLocation) throws(WarehouseError) {
    let connection = makeConnection()
    defer { connection.close() }
    connection.progressed = lane.progressed
    try connection.connect()
    let upkeep = PartitionUpkeep(
      connection: connection, attemptsMax: Self.attemptsMax, changed: changed)
    known[load.table.name] = try upkeep.make(load.partitionDays, of: load.table, at: location)
  }
}
