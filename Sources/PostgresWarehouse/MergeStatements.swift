import Contracts
import Warehouse

/// The statements by which staged rows become rows of a table with a key, in their order.
///
/// Keys are met in ascending order throughout, so that lanes on the same keys wait for each other
/// and never deadlock. A version is larger by (order, `_timestamp`, `_source`, `_partition`,
/// `_offset`, `_item`), and only a larger one replaces another: the result does not depend on time.
struct MergeStatements {
  /// Inserts the keys that are missing in the table of keys and locks the others. What follows sees
  /// all that the lanes before have done to them, as each statement has a snapshot of its own.
  private(set) var lock: String?
  /// Notes what tombstones say.
  private(set) var note: String?
  /// On a cluster: empty the tables of what stands already, and fill them.
  private(set) var clear: [String] = []
  private(set) var gather: [String] = []
  /// Writes the versions; answers lineage of those that took effect.
  private(set) var write = ""
  /// Removes what the batch's tombstones delete.
  private(set) var remove: String?
  /// Ends the validity of the versions before those of the batch.
  private(set) var close: String?
  /// The records of the staged rows in ascending order of keys.
  let recordsByKey: String

  let shape: TableShape
  let keyed: KeyedRows
  private let isHistory: Bool
  private let staging: String
  private let rows: String
  private let keys: String
  private let ended: String
  /// Where versions and tombstones that stand already are looked up.
  private let standingRows: String
  private let standingEnded: String
  /// Bounds a statement to some records.
  private let bound: String

  /// - Parameter bounded: the statements take an array of records, `$1`, and touch only those.
  init(_ shape: TableShape, at location: TableLocation, from staging: StagingTable, bounded: Bool) {
    self.shape = shape
    keyed = shape.mode.keyed ?? KeyedRows(key: [], order: "")
    if case .history = shape.mode { isHistory = true } else { isHistory = false }
    self.staging = staging.sql
    rows = location.sql
    keys = TablePart.keys.location(beside: location).sql
    ended = TablePart.ended.location(beside: location).sql
    standingRows = staging.near?.rows ?? rows
    standingEnded = staging.near?.ended ?? ended
    bound = bounded ? "s.\(StagingTables.record) = ANY ($1::integer[])" : "true"
    recordsByKey = """
      SELECT s.\(StagingTables.record) FROM \(staging.sql) s \
      ORDER BY \(Self.list(keyed.key, of: "s")), s.\(StagingTables.record)
      """
    let deletes = keyed.tombstone == .delete
    if deletes || isHistory { lock = lockStatement }
    if deletes {
      note = noteStatement
      remove = removeStatement
    }
    write = isHistory ? historyStatement : upsertStatement
    if isHistory { close = closeStatement }
    if let near = staging.near { prepareToGather(near) }
  }

  /// Of the staged versions those that no tombstone stands against.
  private var standing: String {
    guard keyed.tombstone == .delete else { return bound }
    let place =
      Self.pairs(keyed.key, "e", "s") + (isHistory ? " AND \(order("e")) = \(order("s"))" : "")
    return """
      NOT s.\(StagingTables.deletes) AND \(bound) AND NOT EXISTS (SELECT FROM \(standingEnded) e \
      WHERE \(place) AND \(version("e")) > \(version("s")))
      """
  }

  // MARK: Keys and tombstones

  /// `WHERE false` locks the rows that are there and writes nothing.
  private var lockStatement: String {
    let key = Self.list(keyed.key)
    let first = SQLText.quoted(keyed.key.first ?? "")
    return """
      INSERT INTO \(keys) (\(key)) SELECT DISTINCT \(Self.list(keyed.key, of: "s")) \
      FROM \(staging) s WHERE \(bound) ORDER BY \(Self.list(keyed.key, of: "s")) \
      ON CONFLICT (\(key)) DO UPDATE SET \(first) = EXCLUDED.\(first) WHERE false
      """
  }

  private var noteStatement: String {
    let layout = TableLayout(shape, .ended)
    let columns = layout.columns.map(\.name) + lineage
    return """
      INSERT INTO \(ended) AS t (\(Self.list(columns))) \
      SELECT DISTINCT ON (\(Self.list(layout.primaryKey, of: "s"))) \(Self.list(columns, of: "s")) \
      FROM \(staging) s WHERE s.\(StagingTables.deletes) AND \(bound) \
      ORDER BY \(Self.list(keyed.key, of: "s")), \(order("s")) DESC, \(Self.descending("s")) \
      ON CONFLICT (\(Self.list(layout.primaryKey))) \
      DO UPDATE SET \(setting(columns + ["_loaded_at"])) \
      WHERE \(version("t")) < \(version("EXCLUDED"))
      """
  }

  /// In `history` only a version with the tombstone's own order goes; the others are closed.
  private var removeStatement: String {
    let standing =
      Self.pairs(keyed.key, "t", "e") + (isHistory ? " AND \(order("e")) = \(from("t"))" : "")
    return """
      DELETE FROM \(rows) AS t USING \(standingEnded) AS e, \
      (SELECT DISTINCT \(isHistory ? place("s") : Self.list(keyed.key, of: "s")) FROM \(staging) s \
      WHERE s.\(StagingTables.deletes) AND \(bound)) AS s \
      WHERE \(Self.pairs(keyed.key, "e", "s")) \
      \(isHistory ? "AND \(order("e")) = \(order("s"))" : "") \
      AND \(standing) AND \(version("t")) < \(version("e"))
      """
  }

  // MARK: What stands already

  private mutating func prepareToGather(_ near: NearTables) {
    let key = Self.list(keyed.key, of: "s")
    if let table = near.rows {
      let (valid, to) = (SQLText.quoted(ValidityColumn.from), SQLText.quoted(ValidityColumn.to))
      clear.append("DELETE FROM \(table)")
      gather.append(
        """
        INSERT INTO \(table) SELECT \(Self.list(keyed.key, of: "b")), b.\(valid), b.\(to) \
        FROM \(rows) b JOIN (SELECT \(key), min(\(order("s"))) AS _trucd_first FROM \(staging) s \
        WHERE \(bound) GROUP BY \(key)) s ON \(Self.pairs(keyed.key, "b", "s")) \
        WHERE b.\(to) IS NULL OR \(order("b", column: ValidityColumn.to)) > s._trucd_first
        """)
    }
    if let table = near.ended {
      let columns = TableLayout(shape, .ended).columns.map(\.name) + lineage
      clear.append("DELETE FROM \(table)")
      gather.append(
        """
        INSERT INTO \(table) SELECT \(Self.list(columns, of: "e")) FROM \(ended) e \
        JOIN (SELECT DISTINCT \(key) FROM \(staging) s WHERE \(bound)) s \
        ON \(Self.pairs(keyed.key, "e", "s"))
        """)
    }
  }

  // MARK: Versions

  private var upsertStatement: String {
    let columns = shape.columns.map(\.name) + lineage
    return """
      INSERT INTO \(rows) AS t (\(Self.list(columns))) \
      SELECT DISTINCT ON (\(Self.list(keyed.key, of: "s"))) \(Self.list(columns, of: "s")) \
      FROM \(staging) s WHERE \(standing) \
      ORDER BY \(Self.list(keyed.key, of: "s")), \(order("s")) DESC, \(Self.descending("s")) \
      ON CONFLICT (\(Self.list(keyed.key))) DO UPDATE SET \(setting(columns + ["_loaded_at"])) \
      WHERE \(version("t")) < \(version("EXCLUDED")) \
      RETURNING t._source, t._partition, t._offset
      """
  }

  private func from(_ alias: String) -> String { order(alias, column: ValidityColumn.from) }

  /// A version is valid until the next event of its key: a version of the batch or of the table, or
  /// a tombstone. Each is looked up by its key and order, so that a long past costs nothing.
  private var historyStatement: String {
    let columns = shape.columns.map(\.name) + lineage
    let key = Self.list(keyed.key, of: "s")
    let order = SQLText.quoted(keyed.order)
    let validity = [ValidityColumn.from, ValidityColumn.to]
    var ends = ["v._trucd_next", next(after: "v", in: standingRows, column: ValidityColumn.from)]
    if keyed.tombstone == .delete {
      ends.append(next(after: "v", in: standingEnded, column: keyed.order))
    }
    return """
      INSERT INTO \(rows) AS t (\(Self.list(columns + validity))) \
      SELECT \(Self.list(columns, of: "v")), v.\(order), LEAST(\(ends.joined(separator: ", "))) \
      FROM (SELECT s.*, lead(s.\(order)) OVER (PARTITION BY \(key) ORDER BY s.\(order)) \
      AS _trucd_next FROM (SELECT DISTINCT ON (\(key), s.\(order)) s.* FROM \(staging) s \
      WHERE \(standing) ORDER BY \(key), s.\(order), \(Self.descending("s"))) s) v \
      ORDER BY \(Self.list(keyed.key, of: "v")), v.\(order) \
      ON CONFLICT (\(Self.list(keyed.key + [ValidityColumn.from]))) \
      DO UPDATE SET \(setting(columns + [ValidityColumn.to, "_loaded_at"])) \
      WHERE \(version("t")) < \(version("EXCLUDED")) \
      RETURNING t._source, t._partition, t._offset
      """
  }

  private func next(after alias: String, in table: String, column: String) -> String {
    let next = order("n", column: column)
    return """
      (SELECT n.\(SQLText.quoted(column)) FROM \(table) n \
      WHERE \(Self.pairs(keyed.key, "n", alias)) \
      AND \(next) > \(order(alias)) ORDER BY \(next) LIMIT 1)\(byBytes)
      """
  }

  /// The version before an event of the batch ends with it, unless it has ended already. Those of
  /// the batch have their end.
  private var closeStatement: String {
    let key = Self.list(keyed.key, of: "s")
    let (valid, to) = (SQLText.quoted(ValidityColumn.from), SQLText.quoted(ValidityColumn.to))
    return """
      UPDATE \(rows) AS t SET \(to) = c._trucd_end FROM (\
      SELECT \(key), p.\(valid), min(\(order("s"))) AS _trucd_end FROM (\
      SELECT DISTINCT \(place("s")) FROM \(staging) s WHERE \(bound)) s \
      CROSS JOIN LATERAL (SELECT b.\(valid), b.\(to) FROM \(standingRows) b \
      WHERE \(Self.pairs(keyed.key, "b", "s")) AND \(from("b")) < \(order("s")) \
      ORDER BY \(from("b")) DESC LIMIT 1) p \
      WHERE p.\(to) IS NULL OR \(order("p", column: ValidityColumn.to)) > \(order("s")) \
      GROUP BY \(key), p.\(valid)) c \
      WHERE \(Self.pairs(keyed.key, "t", "c")) AND t.\(valid) = c.\(valid)
      """
  }
}
