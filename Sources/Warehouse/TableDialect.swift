import Contracts

/// What a warehouse's SQL says differently when tables are planned.
public protocol TableDialect: Sendable {
  /// Where the table stands, with the configured schema filled in.
  func location(of table: TableName) -> TableLocation
  /// The declaration of a contract's column type.
  func type(_ type: ColumnType) -> String
  /// How the catalogue spells what was declared so.
  func catalogued(_ type: ColumnType) -> String
  /// Whether a column that the database describes as `existing` takes every value of `wanted`
  /// unchanged.
  func holds(_ existing: String, _ wanted: ColumnType) -> Bool
  /// The bytes under which the database compares an identifier.
  func key(of identifier: String) -> [UInt8]
  /// What follows a text column's type so that it is compared by its bytes.
  var comparingByBytes: String { get }
  /// Whether several lanes may write to one table at once.
  var locksKeys: Bool { get }
  /// Whether tables are cut into partitions; where not, rows past their retention are deleted.
  var hasPartitions: Bool { get }
  /// The statement that spreads a table which is made over the nodes of a cluster, its rows where
  /// those of `other` with the same value are; nil where the warehouse is one machine.
  func distribute(_ table: TableLocation, by column: String, with other: TableLocation?) -> String?
  /// In words, how a table that stands gets a primary key.
  func wayToKey(_ columns: String, of table: TableLocation) -> String
  /// The bus's own columns, in the order of `LineageColumn.names`.
  var lineage: [LineageDeclaration] { get }
  func addColumns(_ columns: [TableShape.Column], to table: TableLocation) -> [String]
  /// What an operator may do so that a table takes the rows of its contracts, for what is more than
  /// an addition.
  ///
  /// - Parameter today: in days since 1970.
  func migration(
    _ shape: TableShape, _ part: TablePart, at location: TableLocation, facts: TableFacts,
    today: Int
  ) -> [MigrationStep]
  /// Nil where the catalogue keeps no comments.
  func comment(_ text: String, onColumn column: String, of table: TableLocation) -> String?
  func comment(_ text: String, on table: TableLocation) -> String?
}

extension TableDialect {
  public func distribute(_ table: TableLocation, by column: String, with other: TableLocation?)
    -> String?
  { nil }
}

extension ColumnType {
  /// Whether a column that the catalogue calls `numeric(p,s)` holds all of the wanted precision
  /// and scale; a narrower one would round or refuse.
  public static func numeric(_ spelled: String, holdsPrecision precision: Int, scale: Int) -> Bool {
    guard spelled.hasPrefix("numeric("), spelled.hasSuffix(")") else { return false }
    let parts = spelled.dropFirst("numeric(".count).dropLast().split(separator: ",")
    guard parts.count == 2, let p = Int(parts[0]), let s = Int(parts[1]) else { return false }
    return s >= scale && p - s >= precision - scale
  }
}

public struct TableLocation: Hashable, Sendable {
  /// Nil where the warehouse has no schemas.
  public var schema: String?
  public var name: String

  public init(schema: String?, name: String) {
    self.schema = schema
    self.name = name
  }

  /// Quoted, with its schema.
  public var sql: String {
    if let schema { return SQLText.quoted(schema) + "." + SQLText.quoted(name) }
    return SQLText.quoted(name)
  }
}

/// A lineage column in a warehouse's SQL.
public struct LineageDeclaration: Hashable, Sendable {
  public var name: String
  /// The type as the catalogue spells it.
  public var type: String
  /// What follows the type: NOT NULL and the like.
  public var constraint: String
  public var comment: String

  public init(name: String, type: String, constraint: String, comment: String) {
    self.name = name
    self.type = type
    self.constraint = constraint
    self.comment = comment
  }
}

/// What the catalogue says about a table, read before it is planned.
public struct TableFacts: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case missing
    case table
    /// A view or the like, in words.
    case other(String)
  }

  public struct Column: Hashable, Sendable {
    public var name: String
    public var type: String
    /// NOT NULL, without a default and not generated.
    public var mustBeFilled: Bool
    public var isGenerated: Bool
    public var comment: String?

    public init(
      name: String, type: String, mustBeFilled: Bool = false, isGenerated: Bool = false,
      comment: String? = nil
    ) {
      self.name = name
      self.type = type
      self.mustBeFilled = mustBeFilled
      self.isGenerated = isGenerated
      self.comment = comment
    }
  }

  public struct UniqueKey: Hashable, Sendable {
    /// Of the index; nil where it has none that one could drop.
    public var name: String?
    public var columns: [String]

    public init(name: String?, columns: [String]) {
      self.name = name
      self.columns = columns
    }
  }

  public var kind: Kind
  public var columns: [Column]
  /// Columns that were dropped count against the limit for ever.
  public var droppedColumns: Int
  public var comment: String?
  /// Whether this role may create the table, or alter it where it stands.
  public var mayChange: Bool
  /// Whether this role may make a table beside it.
  public var mayMakeBeside: Bool
  public var mayInsert: Bool
  /// Whether this role may read, insert, update and delete.
  public var mayMerge: Bool
  /// Whether this role may make temporary tables, through which rows with a key go.
  public var mayStage: Bool
  /// Each unique key that holds for all rows and at once.
  public var uniqueKeys: [UniqueKey]
  /// How the table is cut; nil where it is whole.
  public var partitioning: PartitionFacts?
  /// How its rows are spread over the nodes of a cluster; nil where they are not.
  public var distribution: TableDistribution?
  /// The database role, for the way out in messages; nil where there are no roles.
  public var role: String?

  public init(
    kind: Kind, columns: [Column] = [], droppedColumns: Int = 0, comment: String? = nil,
    mayChange: Bool = true, mayMakeBeside: Bool = true, mayInsert: Bool = true,
    mayMerge: Bool = true,
    mayStage: Bool = true, uniqueKeys: [UniqueKey] = [],
    partitioning: PartitionFacts? = nil, distribution: TableDistribution? = nil,
    role: String? = nil
  ) {
    self.kind = kind
    self.columns = columns
    self.droppedColumns = droppedColumns
    self.comment = comment
    self.mayChange = mayChange
    self.mayMakeBeside = mayMakeBeside
    self.mayInsert = mayInsert
    self.mayMerge = mayMerge
    self.mayStage = mayStage
    self.uniqueKeys = uniqueKeys
    self.partitioning = partitioning
    self.distribution = distribution
    self.role = role
  }

  public static let missing = TableFacts(kind: .missing)
}
