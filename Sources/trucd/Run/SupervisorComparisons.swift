import Admin
import Kafka
import Pipeline

/// The second handle's part: every so often a record that was taken is looked for again.
extension Supervisor {
  /// Has each active partition compared, once the last round is over.
  func compareDue(_ now: Int64) {
    guard !timers.isComparing,
      now - timers.comparedAt >= options.sourceCheck.milliseconds
    else { return }
    timers.comparedAt = now
    let due = slots.assigned.filter(\.state.isActive).compactMap { slot in
      slot.anchor.question.map { Comparison(slot: slot.number, at: slot.at, question: $0) }
    }
    guard !due.isEmpty else { return }
    timers.isComparing = true
    comparer.post(due)
  }

  func compared(_ findings: [(Comparison, Anchor.Finding)]) {
    timers.isComparing = false
    for (comparison, finding) in findings where slots[comparison.slot].isAssigned {
      compared(comparison, finding)
    }
  }

  private func compared(_ comparison: Comparison, _ finding: Anchor.Finding) {
    let number = comparison.slot
    switch slots[number].anchor.answered(comparison.question, finding) {
    case .same: context.metrics.compared("equal")
    case .uncompared: context.metrics.compared("uncompared")
    case .unknown(let reason):
      context.metrics.compared("failed")
      context.events.emit(.comparisonFailed(at: comparison.at, reason: reason))
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
