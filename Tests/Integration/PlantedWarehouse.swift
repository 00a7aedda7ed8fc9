import Contracts
import Pipeline
import Synchronization
import Warehouse

/// A real warehouse behind a session that breaks the promise, and that can be made to die.
final class PlantedWarehouse: Warehouse {
  let inner: any Warehouse
  let bug: PlantedBugTests.Bug
  private let left = Atomic<Int>(Int.max)
  private let isDead = Atomic<Bool>(false)

  var hasCrashed: Bool { isDead.load(ordering: .acquiring) }

  init(inner: any Warehouse, bug: PlantedBugTests.Bug) {
    self.inner = inner
    self.bug = bug
  }

  func crashAfter(commits: Int) {
    isDead.store(false, ordering: .releasing)
    left.store(commits, ordering: .releasing)
  }

  /// True for the commit at which the process dies.
  func dies() -> Bool {
    let now = left.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
    if now <= 0 { isDead.store(true, ordering: .releasing) }
    return now <= 0
  }

  func makeSession(application: String) -> any WarehouseSession {
    PlantedSession(inner: inner.makeSession(application: application), warehouse: self)
  }

  func makeAdministration(application: String) -> any WarehouseAdministration {
    inner.makeAdministration(application: application)
  }

  var tableDialect: any TableDialect { inner.tableDialect }

  func makeRowBuffer(for table: TableShape) -> any RowBuffer { inner.makeRowBuffer(for: table) }
}

final class PlantedSession: WarehouseSession {
  private let inner: any WarehouseSession
  private let warehouse: PlantedWarehouse

  init(inner: any WarehouseSession, warehouse: PlantedWarehouse) {
    self.inner = inner
    self.warehouse = warehouse
  }

  var progressed: (() -> Void)? {
    get { inner.progressed }
    set { inner.progressed = newValue }
  }
  var changed: ((TableChange) -> Void)? {
    get { inner.changed }
    set { inner.changed = newValue }
  }
  var endedFrozen: ((FrozenSession) -> Void)? {
    get { inner.endedFrozen }
    set { inner.endedFrozen = newValue }
  }
  var isConnected: Bool { inner.isConnected }
  func connect() throws(WarehouseError) { try inner.connect() }
  func close() { inner.close() }

  func openLedger(_ requests: [LedgerRequest]) throws(WarehouseError) -> [LedgerEntry] {
    try inner.openLedger(requests)
  }

  func commit(_ batch: Batch) throws(WarehouseError) -> CommitOutcome {
    let dies = warehouse.dies()
    var first = batch
    var second = batch
    switch warehouse.bug {
    case .none:
      let outcome = try inner.commit(batch)
      if dies { throw WarehouseError(.outcomeUnknown, "died after COMMIT") }
      return outcome
    case .ledgerOff:
      first.advances = []
      let outcome = try inner.commit(first)
      if dies { throw WarehouseError(.unavailable, "died") }
      return outcome
    case .ledgerFirst:
      (first.loads, first.quarantine) = ([], [])
      second.advances = []
    case .quarantineOutside:
      (first.advances, first.loads) = ([], [])
      second.quarantine = []
    }
    _ = try inner.commit(first)
    if dies { throw WarehouseError(.unavailable, "died between two transactions") }
    return try inner.commit(second)
  }
}
