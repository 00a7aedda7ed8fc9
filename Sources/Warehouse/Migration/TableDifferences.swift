import Contracts

/// Where a table that stands differs from what its contracts ask for.
public struct TableDifferences {
  public struct Retyped: Hashable, Sendable {
    public var column: TableShape.Column
    public var found: TableFacts.Column
  }

  /// How a table's partitions differ from those that contracts ask for.
  public enum Cut: Hashable, Sendable {
    /// It is whole.
    case whole
    /// It is cut by another column, or in another way than by ranges of one: nil.
    case otherwise(by: String?)
    /// It has a partition for what no other takes.
    case hasDefault(TableLocation)
  }

  /// Columns that can be added.
  public private(set) var missing: [TableShape.Column] = []
  public private(set) var retyped: [Retyped] = []
  /// Columns of contracts that the database fills itself.
  public private(set) var generated: [TableFacts.Column] = []
  /// Columns that must be filled and that no contract fills.
  public private(set) var unfilled: [TableFacts.Column] = []
  /// The bus's own columns, missing or of another kind.
  public private(set) var lineageMissing: [LineageDeclaration] = []
  public private(set) var lineageWrong: [TableFacts.Column] = []
  /// Rows with a key are merged by a unique index of exactly the key's columns.
  public private(set) var lacksKey = false
  public private(set) var cut: Cut?

  /// - Parameter facts: of a table; nothing is said of what is missing altogether.
  public init(
    _ shape: TableShape, _ part: TablePart, _ facts: TableFacts, _ dialect: any TableDialect
  ) {
    guard facts.kind == .table else { return }
    let layout = TableLayout(shape, part)
    let lineage = layout.hasLineage ? dialect.lineage : []
    let existing = Dictionary(
      facts.columns.map { (dialect.key(of: $0.name), $0) }, uniquingKeysWith: { a, _ in a })
    for declared in lineage {
      guard let found = existing[dialect.key(of: declared.name)] else {
        lineageMissing.append(declared)
        continue
      }
      if !found.type.utf8.elementsEqual(declared.type.utf8) || found.isGenerated {
        lineageWrong.append(found)
      }
    }
    for column in layout.columns {
      guard let found = existing[dialect.key(of: column.name)] else {
        missing.append(column)
        continue
      }
      if found.isGenerated {
        generated.append(found)
      } else if !dialect.holds(found.type, column.type) {
        retyped.append(Retyped(column: column, found: found))
      }
    }
    let filled = Set((layout.columns.map(\.name) + lineage.map(\.name)).map { dialect.key(of: $0) })
    unfilled = facts.columns.filter {
      $0.mustBeFilled && !filled.contains(dialect.key(of: $0.name))
    }
    if !layout.primaryKey.isEmpty {
      let wanted = Set(layout.primaryKey.map { dialect.key(of: $0) })
      lacksKey = !facts.uniqueKeys.contains {
        Set($0.columns.map { dialect.key(of: $0) }) == wanted
      }
    }
    if part == .rows, dialect.hasPartitions, let column = shape.partitionColumn {
      cut = Self.cut(facts.partitioning, wanted: column, dialect)
    }
  }

  private static func cut(
    _ found: PartitionFacts?, wanted: String, _ dialect: any TableDialect
  ) -> Cut? {
    guard let found else { return .whole }
    guard found.column.map({ dialect.key(of: $0) }) == dialect.key(of: wanted) else {
      return .otherwise(by: found.column)
    }
    return found.partitions.first(where: \.isDefault).map { .hasDefault($0.location) }
  }
}
