import Contracts

/// A column's value in another type, as far as SQL can say it.
struct RetypedValue {
  /// Quoted.
  let column: String
  /// As the catalogue spells it.
  let from: String
  let to: ColumnType

  private static let zone = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"

  var sql: String {
    switch (from, to) {
    case ("jsonb", .text): "\(column) #>> '{}'"
    case ("jsonb", .jsonb): column
    case (_, .jsonb): "to_jsonb(\(column))"
    case ("timestamp without time zone", .timestamptz): "\(column) \(Self.zone)"
    case ("date", .timestamptz): "\(column)::timestamp \(Self.zone)"
    case ("timestamp with time zone", .date): "(\(column) \(Self.zone))::date"
    case ("boolean", .bigint): "\(column)::integer::bigint"
    case ("boolean", .numeric): "\(column)::integer::\(to)"
    case ("bigint", .boolean), ("integer", .boolean): "\(column) <> 0"
    default: "\(column)::\(to)"
    }
  }

  /// Whether the rows stay as they lie on disk. PostgreSQL spares the work where a limit only grows.
  var isStoredAlike: Bool {
    switch to {
    case .text: from.hasPrefix("character varying")
    case .numeric(nil, _): from.hasPrefix("numeric")
    default: false
    }
  }
}
