/// The type of a column, as `x-trucd.type` names it.
public enum ColumnType: Hashable, Sendable {
  case text
  case boolean
  case bigint
  /// `numeric` (both nil: exact as written) or `numeric(precision, scale)`.
  case numeric(precision: Int?, scale: Int?)
  case double
  case timestamptz
  case date
  case uuid
  case jsonb
}

extension ColumnType: CustomStringConvertible {
  /// The SQL spelling in PostgreSQL, which is also the spelling in a contract.
  public var description: String {
    switch self {
    case .text: "text"
    case .boolean: "boolean"
    case .bigint: "bigint"
    case .numeric(nil, _): "numeric"
    case .numeric(let precision?, let scale): "numeric(\(precision),\(scale ?? 0))"
    case .double: "double precision"
    case .timestamptz: "timestamptz"
    case .date: "date"
    case .uuid: "uuid"
    case .jsonb: "jsonb"
    }
  }
}

/// A warehouse table as the contracts that write to it describe it together: the union of their
/// columns, in a fixed order, without the bus's own lineage columns.
public struct TableShape: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    public var name: String
    public var type: ColumnType
    /// Vietnamese description for the warehouse's catalogue; nil where the contract has none.
    public var comment: String?

    public init(name: String, type: ColumnType, comment: String? = nil) {
      self.name = name
      self.type = type
      self.comment = comment
    }
  }

  /// The table's name as contracts write it: `name` or `schema.name`.
  public var name: String
  public var columns: [Column]
  public var comment: String?
  public var mode: TableMode
  /// How it is cut by time; nil where it is whole.
  public var partitioning: Partitioning?
  /// How long its rows are kept; nil: for ever.
  public var retention: Retention?
  /// The column that contracts name for spreading the rows over the nodes of a cluster.
  public var distribution: String?

  public init(
    name: String, columns: [Column], comment: String? = nil, mode: TableMode = .append,
    partitioning: Partitioning? = nil, retention: Retention? = nil, distribution: String? = nil
  ) {
    self.name = name
    self.columns = columns
    self.comment = comment
    self.mode = mode
    self.partitioning = partitioning
    self.retention = retention
    self.distribution = distribution
  }

  /// The column by whose values rows are spread: the named one, else the key's first; without a key
  /// the offset, which spreads evenly.
  public var distributionColumn: String { distribution ?? mode.keyed?.key.first ?? "_offset" }

  /// The places of the key's columns among ``columns``; empty in `append`.
  public var keyPlaces: [Int] {
    (mode.keyed?.key ?? []).compactMap { name in
      columns.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }
  }

  /// The place of the column that orders versions; nil in `append`.
  public var orderPlace: Int? {
    guard let order = mode.keyed?.order else { return nil }
    return columns.firstIndex { $0.name.utf8.elementsEqual(order.utf8) }
  }
}

/// The bus's own columns, which every warehouse row carries (contracts.md section 8).
public enum LineageColumn {
  public static let names = [
    "_source", "_partition", "_offset", "_item", "_timestamp", "_contract", "_loaded_at",
  ]
}
