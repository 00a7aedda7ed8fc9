import Contracts
import Warehouse

/// The pieces of which the statements of a merge are made.
extension MergeStatements {
  static func list(_ columns: [String], of alias: String? = nil) -> String {
    columns.map { (alias.map { $0 + "." } ?? "") + SQLText.quoted($0) }.joined(separator: ", ")
  }

  static func pairs(_ columns: [String], _ a: String, _ b: String) -> String {
    columns.map { "\(a).\(SQLText.quoted($0)) = \(b).\(SQLText.quoted($0))" }
      .joined(separator: " AND ")
  }

  /// The key and the order, of which the key may have been made.
  func place(_ alias: String) -> String {
    let isInKey = keyed.key.contains { $0.utf8.elementsEqual(keyed.order.utf8) }
    return Self.list(keyed.key + (isInKey ? [] : [keyed.order]), of: alias)
  }

  var lineage: [String] { PostgresRowBuffer.lineageColumns }

  /// A text is ordered by its bytes, whatever the table's own collation is.
  func order(_ alias: String, column: String? = nil) -> String {
    "\(alias).\(SQLText.quoted(column ?? keyed.order))\(byBytes)"
  }

  var byBytes: String {
    let isText = shape.orderPlace.map { shape.columns[$0].type == .text } ?? false
    return isText ? " COLLATE \"C\"" : ""
  }

  /// What decides between versions of equal order.
  static func ties(_ alias: String) -> [String] {
    ["coalesce(\(alias)._timestamp, '-infinity')"]
      + ["_source", "_partition", "_offset", "_item"].map { "\(alias).\($0)" }
  }

  func version(_ alias: String) -> String {
    "(\(([order(alias)] + Self.ties(alias)).joined(separator: ", ")))"
  }

  static func descending(_ alias: String) -> String {
    ties(alias).map { "\($0) DESC" }.joined(separator: ", ")
  }

  func setting(_ columns: [String]) -> String {
    columns.map { "\(SQLText.quoted($0)) = EXCLUDED.\(SQLText.quoted($0))" }
      .joined(separator: ", ")
  }
}
