import Contracts

/// Something that an operator may run so that a table takes the rows of its contracts. The bus
/// itself never does.
public struct MigrationStep: Hashable, Sendable {
  /// Who waits while the statements run.
  public enum Lock: String, Hashable, Sendable {
    case nobody
    /// Readers and loads, for a moment.
    case moment
    /// Readers and loads, until the end.
    case everybody
  }

  /// As contracts write it.
  public var table: String
  /// What it does, in a sentence, and what to know of it.
  public var title: String
  /// To be run in their order; empty where no statement helps.
  public var statements: [String]
  public var lock: Lock
  /// The time that it takes grows with the table.
  public var rewrites: Bool
  /// Rows or values go.
  public var losesData: Bool

  public init(
    table: String, title: String, statements: [String], lock: Lock = .moment,
    rewrites: Bool = false, losesData: Bool = false
  ) {
    self.table = table
    self.title = title
    self.statements = statements
    self.lock = lock
    self.rewrites = rewrites
    self.losesData = losesData
  }

  /// The lock and the cost in words.
  public var cost: String {
    let lock =
      switch self.lock {
      case .nobody: "keeps nobody waiting"
      case .moment: "readers and loads wait for a moment"
      case .everybody: "readers and loads wait until it is done"
      }
    return lock + (rewrites ? "; goes through the whole table" : "")
      + (losesData ? "; DATA GOES" : "")
  }
}

extension TableFacts {
  /// What the catalogue would say of a table that the bus made for a shape: to compare two versions
  /// of a contract without a database.
  public init(madeFor shape: TableShape, _ part: TablePart, _ dialect: any TableDialect) {
    let layout = TableLayout(shape, part)
    let columns = layout.columns.map {
      TableFacts.Column(name: $0.name, type: dialect.catalogued($0.type), comment: $0.comment)
    }
    let lineage = (layout.hasLineage ? dialect.lineage : []).map {
      TableFacts.Column(name: $0.name, type: $0.type)
    }
    let key = layout.primaryKey
    let column = part == .rows && dialect.hasPartitions ? shape.partitionColumn : nil
    self.init(
      kind: .table, columns: columns + lineage,
      uniqueKeys: key.isEmpty ? [] : [UniqueKey(name: nil, columns: key)],
      partitioning: column.map { PartitionFacts(column: $0) })
  }
}
