import Contracts
import Warehouse

/// The statements by which one staged row, `?1`, becomes a row of a table with a key.
///
/// A version is larger by (order, `_timestamp`, `_source`, `_partition`, `_offset`, `_item`), and
/// only a larger one replaces another: the result does not depend on time.
struct MergeStatements {
  static let staging = "temp.trucd_staging"

  let makeStaging: String
  let stage: String
  /// The staged rows: keys ascending, of each key the largest version first, so that the others of
  /// the batch find it standing.
  let rowsInOrder: String
  /// Notes what a tombstone says.
  private(set) var note = ""
  /// Removes what a tombstone deletes; in `history` the version with the tombstone's own order.
  private(set) var remove = ""
  /// Writes a version unless a larger one stands.
  private(set) var write = ""
  /// In `history`: the version before the row ends with it, unless it has ended already.
  private(set) var close: String?

  private let shape: TableShape
  private let keyed: KeyedRows
  private let isHistory: Bool
  private let rows: String
  private let ended: String

  init(_ shape: TableShape, at location: TableLocation) {
    self.shape = shape
    keyed = shape.mode.keyed ?? KeyedRows(key: [], order: "")
    if case .history = shape.mode { isHistory = true } else { isHistory = false }
    rows = location.sql
    ended = TablePart.ended.location(beside: location).sql
    let columns = shape.columns.map(\.name) + SQLiteRowBuffer.lineageColumns
    let dialect = SQLiteDialect()
    let types =
      shape.columns.map { dialect.type($0.type) } + dialect.lineage.map(\.type).prefix(6)
    let declared = zip(columns, types).map { "\(SQLText.quoted($0)) \($1)" }
    makeStaging = "CREATE TABLE \(Self.staging) (\(declared.joined(separator: ", ")))"
    stage =
      "INSERT INTO \(Self.staging) VALUES (\(columns.map { _ in "?" }.joined(separator: ",")))"
    let ties = (["s.\(SQLText.quoted(keyed.order))"] + Self.ties("s")).map { "\($0) DESC" }
    rowsInOrder = """
      SELECT s._rowid_ FROM \(Self.staging) s ORDER BY \(Self.list(keyed.key, of: "s")), \
      \(ties.joined(separator: ", "))
      """
    if keyed.tombstone == .delete {
      note = noteStatement
      remove = removeStatement
    }
    write = isHistory ? historyStatement : upsertStatement
    if isHistory { close = closeStatement }
  }

  // MARK: Pieces

  private static func list(_ columns: [String], of alias: String? = nil) -> String {
    columns.map { (alias.map { $0 + "." } ?? "") + SQLText.quoted($0) }.joined(separator: ", ")
  }

  private func sameKey(_ a: String, _ b: String) -> String {
    keyed.key.map { "\(a).\(SQLText.quoted($0)) = \(b).\(SQLText.quoted($0))" }
      .joined(separator: " AND ")
  }

  private func order(_ alias: String) -> String { "\(alias).\(SQLText.quoted(keyed.order))" }

  /// What decides between versions of equal order. Instants sort as texts, and none is the least.
  private static func ties(_ alias: String) -> [String] {
    ["coalesce(\(alias)._timestamp, '')"]
      + ["_source", "_partition", "_offset", "_item"].map { "\(alias).\($0)" }
  }

  private func version(_ alias: String) -> String {
    "(\(([order(alias)] + Self.ties(alias)).joined(separator: ", ")))"
  }

  private func setting(_ columns: [String]) -> String {
    columns.map { "\(SQLText.quoted($0)) = excluded.\(SQLText.quoted($0))" }
      .joined(separator: ", ")
  }

  private var columns: [String] { shape.columns.map(\.name) + SQLiteRowBuffer.lineageColumns }

  // MARK: Tombstones

  private var noteStatement: String {
    let layout = TableLayout(shape, .ended)
    let columns = layout.columns.map(\.name) + SQLiteRowBuffer.lineageColumns
    return """
      INSERT INTO \(ended) AS t (\(Self.list(columns))) SELECT \(Self.list(columns, of: "s")) \
      FROM \(Self.staging) s WHERE s._rowid_ = ?1 \
      ON CONFLICT (\(Self.list(layout.primaryKey))) \
      DO UPDATE SET \(setting(columns + ["_loaded_at"])) \
      WHERE \(version("t")) < \(version("excluded"))
      """
  }

  private var removeStatement: String {
    """
    DELETE FROM \(rows) WHERE _rowid_ IN (SELECT t._rowid_ FROM \(Self.staging) s \
    CROSS JOIN \(rows) t WHERE s._rowid_ = ?1 AND \(sameKey("t", "s")) \
    \(isHistory ? "AND t.valid_from = \(order("s"))" : "") AND \(version("t")) < \(version("s")))
    """
  }

  /// Whether no larger tombstone stands against the staged row.
  private var stands: String {
    guard keyed.tombstone == .delete else { return "" }
    return """
      AND NOT EXISTS (SELECT 1 FROM \(ended) e WHERE \(sameKey("e", "s")) \
      \(isHistory ? "AND \(order("e")) = \(order("s"))" : "") \
      AND \(version("e")) > \(version("s")))
      """
  }

  // MARK: Versions

  private var upsertStatement: String {
    """
    INSERT INTO \(rows) AS t (\(Self.list(columns))) SELECT \(Self.list(columns, of: "s")) \
    FROM \(Self.staging) s WHERE s._rowid_ = ?1 \(stands) \
    ON CONFLICT (\(Self.list(keyed.key))) DO UPDATE SET \(setting(columns + ["_loaded_at"])) \
    WHERE \(version("t")) < \(version("excluded"))
    """
  }

  /// A version is valid until the next event of its key: another version or a tombstone.
  private var historyStatement: String {
    let validity = [ValidityColumn.from, ValidityColumn.to]
    let events =
      next(in: rows, column: ValidityColumn.from)
      + (keyed.tombstone == .delete ? " UNION ALL \(next(in: ended, column: keyed.order))" : "")
    return """
      INSERT INTO \(rows) AS t (\(Self.list(columns + validity))) \
      SELECT \(Self.list(columns, of: "s")), \(order("s")), (SELECT min(event) FROM (\(events))) \
      FROM \(Self.staging) s WHERE s._rowid_ = ?1 \(stands) \
      ON CONFLICT (\(Self.list(keyed.key + [ValidityColumn.from]))) \
      DO UPDATE SET \(setting(columns + [ValidityColumn.to, "_loaded_at"])) \
      WHERE \(version("t")) < \(version("excluded"))
      """
  }

  /// The least value above the row's order, which its index finds at once.
  private func next(in table: String, column: String) -> String {
    """
    SELECT min(n.\(SQLText.quoted(column))) AS event FROM \(table) n \
    WHERE \(sameKey("n", "s")) AND n.\(SQLText.quoted(column)) > \(order("s"))
    """
  }

  private var closeStatement: String {
    let order = "(SELECT \(order("s")) FROM \(Self.staging) s WHERE s._rowid_ = ?1)"
    return """
      UPDATE \(rows) SET valid_to = \(order) WHERE _rowid_ = (SELECT t._rowid_ \
      FROM \(Self.staging) s CROSS JOIN \(rows) t WHERE s._rowid_ = ?1 AND \(sameKey("t", "s")) \
      AND t.valid_from < \(self.order("s")) ORDER BY t.valid_from DESC LIMIT 1) \
      AND (valid_to IS NULL OR valid_to > \(order))
      """
  }
}
