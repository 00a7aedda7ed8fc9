import Pipeline
import Warehouse

extension LaneWorker {
  /// Brings a batch into the warehouse, by the rules of `LaneState`. Returns when every partition of
  /// it is committed, stopped, stale, or when the lane gives up.
  /// - Parameters:
  ///   - start: the first of its records in the buffer.
  ///   - early: the batch as it was judged before its turn, if it was.
  func settle(_ buffer: RecordBuffer, from start: Int = 0, early: EarlyBatch?) {
    closeStale()
    var backoff = Backoff()
    var action = state.begun(
      buffer, from: start, isConnected: session.isConnected, early: early)
    while true {
      tell()
      switch action {
      case .done: return
      case .wait(let failure):
        guard wait(after: failure.message, &backoff) else {
          _ = state.gaveUp()
          return
        }
        closeStale()
        action = state.waited(isConnected: session.isConnected)
      case .connect, .readLedger, .commit:
        do throws(WarehouseError) {
          action = try carryOut(action)
        } catch {
          action = state.failed(error.laneFailure, isConnected: session.isConnected)
        }
      }
    }
  }

  private func closeStale() { state.closeStale { context.board.epoch(of: $0) } }

  /// Asks the session for what the state wants, and tells the state what came of it.
  private func carryOut(_ action: LaneState.Action) throws(WarehouseError) -> LaneState.Action {
    switch action {
    case .connect:
      _ = try connect()
      return state.connected()
    case .readLedger(let requests):
      heartbeat.waits(for: "reading the ledger", atMost: context.commitTimeout)
      defer { heartbeat.beat() }
      let entries = try session.openLedger(requests)
      return state.ledgerRead(entries)
    case .commit(let batch): return try commit(batch)
    case .wait, .done: return action
    }
  }

  private func commit(_ batch: Batch) throws(WarehouseError) -> LaneState.Action {
    heartbeat.waits(for: "committing to the warehouse", atMost: context.commitTimeout)
    defer { heartbeat.beat() }
    let begun = Clock.seconds
    switch try session.commit(batch) {
    case .committed(let refused, let corrections):
      let seconds = Clock.seconds - begun
      recovered()
      let next = state.committed(refused: refused)
      tell(refused: refused, corrections: corrections, seconds: seconds)
      return next
    case .missed(let places): return state.missed(places)
    }
  }

  /// Tells the supervisor what became of partitions. The arguments are what the session said of the
  /// commit that is among it.
  private func tell(
    refused: [QuarantineRow] = [], corrections: [LedgerCorrections.Correction] = [],
    seconds: Double? = nil
  ) {
    for report in state.takeReports() {
      switch report {
      case .committed(let advances, isByLedger: true):
        context.observe(advances, refused: [], corrections: [], seconds: nil)
        context.report(.committed(advances))
      case .committed(let advances, isByLedger: false):
        context.observe(advances, refused: refused, corrections: corrections, seconds: seconds)
        context.report(.committed(advances))
      case .missed(let slot, let epoch): context.report(.missed(slot: slot, epoch: epoch))
      case .failed(let slot, let epoch, let reason):
        context.report(.failed(slot: slot, epoch: epoch, reason))
      case .tripped(let trip): pause(trip)
      case .outcomeUnknown(let places):
        context.events.emit(.commitOutcomeUnknown(partitions: places))
      }
    }
  }
}

extension WarehouseError {
  /// What a lane does about it.
  fileprivate var laneFailure: LaneFailure {
    switch code {
    case .unavailable: LaneFailure(.unavailable, description)
    case .outcomeUnknown: LaneFailure(.outcomeUnknown, description)
    case .quarantineRefused:
      LaneFailure(.fault(.quarantineRefused(description)), description, place: place)
    case .unfit, .misconfigured:
      LaneFailure(.fault(.unfit(description)), description, place: place)
    }
  }
}
