import Contracts
import Pipeline
import Warehouse

/// The temporary tables of one session into which rows with a key are copied before they are merged.
/// Each is made once a shape and emptied by each COMMIT.
final class StagingTables {
  /// Beside the contract's columns and the lineage: the record of a row in its batch, and whether
  /// the row deletes.
  static let record = "_trucd_record"
  static let deletes = "_trucd_deletes"

  private let connection: Connection
  private let isDistributed: Bool
  private var known: [String: (shape: TableShape, staging: StagingTable)] = [:]
  /// A name is used once: a plan that the session keeps never meets another table under it.
  private var count = 0

  init(on connection: Connection, isDistributed: Bool) {
    self.connection = connection
    self.isDistributed = isDistributed
  }

  /// The session's temporary tables have gone with it.
  func forget() { known = [:] }

  /// Makes what is missing, outside of a batch's transaction, which may be rolled back.
  func prepare(for loads: [TableLoad]) throws(WarehouseError) {
    for load in loads where load.table.mode.keyed != nil {
      let before = known[load.table.name]
      if before?.shape == load.table { continue }
      let staging = StagingTable(load.table, number: count, isDistributed: isDistributed)
      count += 1
      do {
        for statement in before?.staging.drop ?? [] { try connection.run(statement) }
        known[load.table.name] = nil
        for statement in staging.create { try connection.run(statement) }
      } catch {
        throw error.asWarehouseError(table: load.table.name)
      }
      known[load.table.name] = (load.table, staging)
    }
  }

  subscript(shape: TableShape) -> StagingTable? { known[shape.name]?.staging }
}

struct StagingTable {
  let name: String
  var sql: String { "pg_temp.\(SQLText.quoted(name))" }
  /// In the order of a row's fields.
  let columns: [String]
  let create: [String]
  let drop: [String]
  /// On a cluster.
  let near: NearTables?

  init(_ shape: TableShape, number: Int, isDistributed: Bool) {
    name = "trucd_staging_\(number)"
    let deletes = shape.mode.keyed?.tombstone == .delete
    columns =
      shape.columns.map(\.name) + PostgresRowBuffer.lineageColumns + [StagingTables.record]
      + (deletes ? [StagingTables.deletes] : [])
    let list =
      shape.columns.map { "\(SQLText.quoted($0.name)) \(Self.type($0.type))" } + Self.lineage
      + ["\(StagingTables.record) integer NOT NULL"]
      + (deletes ? ["\(StagingTables.deletes) boolean NOT NULL"] : [])
    near = isDistributed ? NearTables(shape, number: number) : nil
    create =
      [
        """
        CREATE TEMPORARY TABLE \(SQLText.quoted(name)) (\(list.joined(separator: ", "))) \
        ON COMMIT DELETE ROWS
        """
      ] + (near?.create ?? [])
    drop = ["DROP TABLE pg_temp.\(SQLText.quoted(name))"] + (near?.drop ?? [])
  }

  /// Texts are sorted and compared by their bytes.
  static func type(_ type: ColumnType) -> String {
    type == .text ? "text COLLATE \"C\"" : type.description
  }

  /// The lineage that a batch brings.
  static let lineage = zip(
    PostgresRowBuffer.lineageColumns,
    [
      "bigint NOT NULL", "integer NOT NULL", "bigint NOT NULL", "integer NOT NULL",
      "timestamp with time zone", "bigint NOT NULL",
    ]
  ).map { "\($0) \($1)" }
}
