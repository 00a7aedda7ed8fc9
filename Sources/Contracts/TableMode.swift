/// How the rows of a table come to be (contracts.md, section 6).
public enum TableMode: Hashable, Sendable {
  /// Each record adds its row.
  case append
  /// One row a key: that of its largest version.
  case upsert(KeyedRows)
  /// Each version of a key with its validity.
  case history(KeyedRows)

  public var name: String {
    switch self {
    case .append: "append"
    case .upsert: "upsert"
    case .history: "history"
    }
  }

  /// Nil where rows have no key.
  public var keyed: KeyedRows? {
    switch self {
    case .append: nil
    case .upsert(let rows), .history(let rows): rows
    }
  }
}

/// What tells the versions of a row apart.
///
/// A version is larger by (`order`, `_timestamp` with NULL lowest, `_source`, `_partition`,
/// `_offset`), so that the result never depends on timing.
public struct KeyedRows: Hashable, Sendable {
  /// What a record without a value means.
  public enum Tombstone: String, Hashable, Sendable {
    /// It is counted, and its offset moves on.
    case count
    /// It deletes the row of the key that its Kafka key names, or ends the row's validity.
    case delete
  }

  /// Names of the key's columns, in the contract's order.
  public var key: [String]
  /// Name of the column that orders the versions.
  public var order: String
  public var tombstone: Tombstone

  public init(key: [String], order: String, tombstone: Tombstone = .count) {
    self.key = key
    self.order = order
    self.tombstone = tombstone
  }
}

/// A column that a mode adds to what contracts name.
public enum ValidityColumn {
  /// `history`: from when a version holds (its `order`), and until when: NULL for the current one.
  public static let from = "valid_from"
  public static let to = "valid_to"
}
