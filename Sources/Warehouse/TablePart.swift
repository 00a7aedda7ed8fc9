import Contracts

/// The tables by which a warehouse keeps the rows of one shape: the one that contracts name, and
/// beside it, where rows have a key, what lanes and late records need.
///
/// Each unique key of them begins with the row's key, so that they may be distributed together.
public enum TablePart: Sendable {
  /// The rows themselves.
  case rows
  /// `<table>__keys`, one row a key: what a lane locks, in key order, before it looks at rows that
  /// another lane may be writing. Kept where rows are deleted, and in `history`, if lanes may meet.
  case keys
  /// `<table>__ended`, what tombstones said: in `upsert` the largest of each key, in `history` one
  /// for each key and `order`. A late, older version finds there that it comes too late.
  case ended

  public static func parts(of mode: TableMode, _ dialect: any TableDialect) -> [TablePart] {
    guard let keyed = mode.keyed else { return [.rows] }
    var parts = [TablePart.rows]
    let deletes = keyed.tombstone == .delete
    if dialect.locksKeys, deletes || mode == .history(keyed) { parts.append(.keys) }
    if deletes { parts.append(.ended) }
    return parts
  }

  public var suffix: String {
    switch self {
    case .rows: ""
    case .keys: "__keys"
    case .ended: "__ended"
    }
  }

  public func location(beside rows: TableLocation) -> TableLocation {
    TableLocation(schema: rows.schema, name: rows.name + suffix)
  }

  /// Where the rows are that a part stands beside.
  func rows(beside location: TableLocation) -> TableLocation {
    TableLocation(
      schema: location.schema, name: String(location.name.dropLast(suffix.count)))
  }

  /// Vietnamese, for the catalogue.
  var comment: String? {
    switch self {
    case .rows: nil
    case .keys: "Khoá của bảng cùng tên, để các luồng nạp chờ nhau theo thứ tự khoá"
    case .ended: "Các khoá đã bị xoá, để phiên bản cũ đến muộn không làm dòng sống lại"
    }
  }
}

/// What one table of a shape holds.
public struct TableLayout: Sendable {
  public var columns: [TableShape.Column]
  /// Names of the unique key's columns; empty in `append`.
  public var primaryKey: [String]
  /// Text columns that are compared by their bytes.
  var comparedByBytes: Set<String> = []
  var hasLineage: Bool
  var comment: String?

  public init(_ shape: TableShape, _ part: TablePart) {
    let keyed = shape.mode.keyed
    let key = keyed?.key ?? []
    let order = shape.orderPlace.map { shape.columns[$0] }
    comparedByBytes = Set(key)
    if let order {
      comparedByBytes.formUnion([order.name, ValidityColumn.from, ValidityColumn.to])
    }
    hasLineage = part != .keys
    comment = part == .rows ? shape.comment : part.comment
    let keyColumns = shape.keyPlaces.map { shape.columns[$0] }
    switch (part, shape.mode) {
    case (.rows, .history):
      columns = shape.columns + (order.map { Self.validity($0.type) } ?? [])
      primaryKey = key + [ValidityColumn.from]
    case (.rows, _):
      columns = shape.columns
      primaryKey = key
    case (.keys, _):
      columns = keyColumns
      primaryKey = key
    case (.ended, let mode):
      columns = keyColumns
      if let order, !key.contains(where: { $0.utf8.elementsEqual(order.name.utf8) }) {
        columns.append(order)
      }
      primaryKey = key
      if case .history = mode, columns.count > key.count { primaryKey = columns.map(\.name) }
    }
  }

  private static func validity(_ type: ColumnType) -> [TableShape.Column] {
    [
      TableShape.Column(
        name: ValidityColumn.from, type: type, comment: "Phiên bản có hiệu lực từ"),
      TableShape.Column(
        name: ValidityColumn.to, type: type,
        comment: "Phiên bản hết hiệu lực khi đến giá trị này; NULL nếu đang có hiệu lực"),
    ]
  }
}
