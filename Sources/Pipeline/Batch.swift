import Contracts

/// Where a row comes from: the bus's own columns, less `_loaded_at`, which the warehouse sets.
public struct Lineage {
  public var source: Int64
  public var partition: Int32
  public var offset: Int64
  /// 0 where a record gives one row.
  public var item: Int32
  /// Kafka's timestamp in milliseconds since 1970; −1 where the record has none (stored as NULL).
  public var timestamp: Int64
  /// `trucd.contract.contract` of the version that judged the record.
  public var contract: Int64

  public init(
    source: Int64, partition: Int32, offset: Int64, item: Int32, timestamp: Int64, contract: Int64
  ) {
    self.source = source
    self.partition = partition
    self.offset = offset
    self.item = item
    self.timestamp = timestamp
    self.contract = contract
  }
}

/// Rows of one table in a warehouse's own encoding. Made by the warehouse, filled by the judge.
public protocol RowBuffer: AnyObject {
  var rowCount: Int { get }
  var byteCount: Int { get }
  /// Appends a row: one value a column of the table's shape, in its order. `record` is the index
  /// of the record in its buffer, so that a row which the database refuses leads back to it.
  /// - Returns: the bytes that the row takes.
  func append(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int
  /// Appends the deletion of a key: its columns and the ordering one are set, the others NULL. Only
  /// tables whose mode deletes get any.
  /// - Returns: the bytes that the row takes.
  func appendDeletion(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int
  /// The record of row `row`.
  func record(ofRow row: Int) -> Int32
  func removeAll()
}

public struct TableLoad {
  public var table: TableShape
  public var rows: any RowBuffer
  /// The first day of each partition that the rows need (`Partitioning.period(containing:)`); empty
  /// where the table is not cut by time.
  public var partitionDays: Set<Int>

  public init(table: TableShape, rows: any RowBuffer, partitionDays: Set<Int> = []) {
    self.table = table
    self.rows = rows
    self.partitionDays = partitionDays
  }
}

/// A row of `trucd.quarantine`; the columns that an operator's later action sets are left out.
public struct QuarantineRow: Hashable, Sendable {
  public enum Stage: String, Sendable {
    case decode, contract, validate, normalise, load
  }

  public var source: Int64
  public var at: TopicPartition
  public var offset: Int64
  /// Milliseconds since 1970; −1 where the record has none.
  public var timestamp: Int64
  public var agency: String?
  /// Nil where no contract was chosen.
  public var contract: Int64?
  public var stage: Stage
  /// A JSON array of errors, bounded to 100 errors and 64 KiB, free of U+0000.
  public var errors: [UInt8]
  public var key: [UInt8]?
  /// A JSON array of `{"name", "value"}` or `{"name", "base64"}`, free of U+0000.
  public var headers: [UInt8]?
  /// The value's bytes as they came.
  public var payload: [UInt8]?

  public init(
    source: Int64, at: TopicPartition, offset: Int64, timestamp: Int64, agency: String?,
    contract: Int64?, stage: Stage, errors: [UInt8], key: [UInt8]?, headers: [UInt8]?,
    payload: [UInt8]?
  ) {
    self.source = source
    self.at = at
    self.offset = offset
    self.timestamp = timestamp
    self.agency = agency
    self.contract = contract
    self.stage = stage
    self.errors = errors
    self.key = key
    self.headers = headers
    self.payload = payload
  }
}

extension QuarantineRow {
  /// Bytes of memory that it takes, about.
  var byteCount: Int {
    let lists = [payload, key, headers].reduce(errors.count) { $0 + ($1?.count ?? 0) }
    return MemoryLayout<Self>.size + lists
  }
}

/// What the database alone found wrong with one row.
public struct LoadFault: Hashable, Sendable {
  public var table: String
  public var sqlState: String
  /// The database's own words, where they cannot quote a value; else nil.
  public var words: String?
  public var constraint: String?
  public var column: String?

  public init(
    table: String, sqlState: String, words: String?, constraint: String? = nil,
    column: String? = nil
  ) {
    self.table = table
    self.sqlState = sqlState
    self.words = words
    self.constraint = constraint
    self.column = column
  }
}

/// What one warehouse transaction carries.
public struct Batch {
  /// By (topic, partition): the lock order.
  public var advances: [LedgerAdvance]
  /// By table name: the lock order.
  public var loads: [TableLoad]
  public var quarantine: [QuarantineRow]
  /// The quarantine row of a record whose row the database refuses; called within `commit`.
  public var refuse: (_ record: Int32, _ fault: LoadFault) -> QuarantineRow

  public init(
    advances: [LedgerAdvance], loads: [TableLoad], quarantine: [QuarantineRow],
    refuse: @escaping (_ record: Int32, _ fault: LoadFault) -> QuarantineRow
  ) {
    self.advances = advances
    self.loads = loads
    self.quarantine = quarantine
    self.refuse = refuse
  }

  /// The shape of a table that the batch loads; nil for a name of another table.
  public func shape(named name: String?) -> TableShape? {
    guard let name else { return nil }
    return loads.first { $0.table.name.utf8.elementsEqual(name.utf8) }?.table
  }
}
