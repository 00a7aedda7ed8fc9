import Admin
import Kafka
import Pipeline

/// The second handle's part: every so often a record that was taken is looked for again.
extension Supervisor {
  /// Has each active partition compared, once the last comparisons are over; in between those that
  /// were opened anew.
  func compareDue(_ now: Int64) {
    if timers.isComparing { return }
    let isRound = now - timers.comparedAt >= options.sourceCheck.milliseconds
    guard isRound || !timers.comparedNext.isEmpty else { return }
    if isRound { timers.comparedAt = now }
    let numbers = isRound ? slots.assigned.map(\.number) : Array(timers.comparedNext)
    let due = numbers.filter { slots[$0].isAssigned && slots[$0].state.isActive }.compactMap {
      number in
      slots[number].anchor.question.map {
        Comparison(slot: number, at: slots[number].at, question: $0)
      }
    }
    timers.comparedNext.subtract(due.map(\.slot))
    guard !due.isEmpty else { return }
    timers.isComparing = true
    comparer.post(due)
  }

  func compared(_ findings: [(Comparison, Anchor.Finding)]) {
    timers.isComparing = false
    troubles.comparing.removeAll()
    var moved: [Int: [(slot: Int32, source: Int64, record: Fingerprint)]] = [:]
    for (comparison, finding) in findings where slots[comparison.slot].isAssigned {
      compared(comparison, finding)
      let slot = slots[comparison.slot]
      if let now = slot.anchor.question, now.record != comparison.question.record {
        moved[slot.lane, default: []].append((slot.number, now.source, now.record))
      }
    }
    for (lane, records) in moved { lanes[lane].jobs.post(.compared(records)) }
    tellComparisons()
  }

  private func compared(_ comparison: Comparison, _ finding: Anchor.Finding) {
    let number = comparison.slot
    switch slots[number].anchor.answered(comparison.question, finding) {
    case .same: context.metrics.compared("equal")
    case .uncompared: context.metrics.compared("uncompared")
    case .unknown(let reason):
      context.metrics.compared("failed")
      troubles.comparing.add(comparison.at, reason)
    case .recheck:
      context.metrics.compared("beyond_end")
      act(slots[number].state.recheckNeeded(), on: number)
    case .madeAgain:
      context.metrics.compared("different")
      madeAgain(number, comparison)
    case .stale: break
    }
  }

  /// The topic was made again under way. What was taken since the last comparison may be of the new
  /// one; the ledger is made to say so, for later starts and for the operator's command.
  private func madeAgain(_ number: Int32, _ comparison: Comparison) {
    let record = comparison.question.record
    context.events.emit(
      .madeAgainUnderWay(
        at: comparison.at, after: record.offset, next: slots[number].committedNext,
        source: comparison.question.source))
    act(
      slots[number].state.failed(.fingerprintMismatch(offset: record.offset)), on: number)
    lanes[slots[number].lane].jobs.post(
      .restore(source: comparison.question.source, at: comparison.at, record))
  }
}
