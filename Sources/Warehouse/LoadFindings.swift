import Contracts
import Pipeline

/// Rows of a table with a key, as far as the totals of the ledger ask.
public protocol KeyedRowBuffer: RowBuffer {
  /// Records that delete their key.
  var deletions: Set<Int32> { get }
  /// Records that bring rows, by partition.
  var versions: RecordTally { get }
}

/// What a merge into a table with a key came to.
public struct MergeResult {
  /// The records that the database refuses.
  public var refused: [(record: Int32, fault: LoadFault)] = []
  /// The records of which a version took effect.
  public var effective = RecordTally()

  public init(refused: [(record: Int32, fault: LoadFault)] = [], effective: RecordTally = .init()) {
    self.refused = refused
    self.effective = effective
  }
}

/// What the loads of a batch found.
public struct LoadFindings {
  public private(set) var refused: [QuarantineRow] = []
  public private(set) var corrections = LedgerCorrections()

  public init() {}

  /// Rows without a key that the database refuses.
  public mutating func add(_ refusals: [(record: Int32, fault: LoadFault)], of batch: Batch) {
    for (record, fault) in refusals { add(batch.refuse(record, fault), isDeletion: false) }
  }

  public mutating func add(_ result: MergeResult, _ rows: any KeyedRowBuffer, of batch: Batch) {
    var versions: [QuarantineRow] = []
    for (record, fault) in result.refused {
      let (row, isDeletion) = (batch.refuse(record, fault), rows.deletions.contains(record))
      add(row, isDeletion: isDeletion)
      if !isDeletion { versions.append(row) }
    }
    corrections.addSuperseded(sent: rows.versions, refused: versions, effective: result.effective)
  }

  private mutating func add(_ row: QuarantineRow, isDeletion: Bool) {
    refused.append(row)
    corrections.addRefused(row, isDeletion: isDeletion)
  }
}
