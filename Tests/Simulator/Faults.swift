/// What may go wrong in a simulated run; each is counted when it is met, not when it is planned.
public enum Fault: String, CaseIterable, Sendable {
  case crashWhilePolling, crashWhileOpening, crashBeforeSending, crashInTransaction
  case crashAfterCommit, crashBeforeReport
  case requestLost, commitLost, replyLost, lateCommit, replyDelayed, lockWait, frozenOwnerEnded
  case warehouseCrash, warehouseOutage, warehouseRestored
  case tableUnfit, tableLocked, quarantineRefused, rowRefused
  case brokerOutage, leaderLag
  case rebalance, sessionTimeout, zombie, twoOwners
  case topicRecreated, partitionTruncated, retention, retentionPassed, compaction
  case abortedTransaction, openTransaction, operatorDiscard, operatorRenew
  case ledgerMiss, outcomeResolved, fingerprintMismatch, secondOwner
}

/// A bug in the ports of the simulation, to see that the checks see it.
public enum PlantedBug: String, CaseIterable, Sendable {
  /// Rows are committed and the ledger never moves.
  case ledgerOff
  /// The ledger is committed first, the rows in a transaction of their own.
  case commitBeforeWrite
  /// Quarantine rows are committed before the transaction that they belong to.
  case quarantineOutside
  /// Reading begins one record late.
  case seekOffByOne
  /// The ledger is moved whatever offset it holds.
  case fenceIgnored
  /// The record at the last offset taken is always believed to be the one that was taken.
  case fingerprintIgnored
}

/// How often each fault was met.
public struct FaultCounts: Sendable {
  private var counts = [Int](repeating: 0, count: Fault.allCases.count)

  public init() {}

  public subscript(fault: Fault) -> Int { counts[Self.place(fault)] }

  mutating func met(_ fault: Fault) { counts[Self.place(fault)] += 1 }

  public mutating func add(_ other: FaultCounts) {
    for place in counts.indices { counts[place] += other.counts[place] }
  }

  private static let places = Dictionary(
    uniqueKeysWithValues: Fault.allCases.enumerated().map { ($0.element, $0.offset) })
  private static func place(_ fault: Fault) -> Int { places[fault] ?? 0 }
}
