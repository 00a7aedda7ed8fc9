import Admin
import Kafka
import Pipeline

extension Supervisor {
  func takeReports() {
    for report in context.reports.takeAll() { heard(report) }
  }

  private func heard(_ report: LaneReport) {
    switch report {
    case .opened(let number, let epoch, let low, let high, let entry):
      guard isCurrent(number, epoch) else { return }
      opened(number, low: low, high: high, entry: entry)
    case .openFailed(let number, let epoch, let message):
      guard isCurrent(number, epoch) else { return }
      slots[number].state.openFailed()
      slots[number].openFailure = message
      slots[number].openAt =
        Clock.milliseconds + slots[number].backoff.next(using: &timers.generator)
      troubles.opening.add(slots[number].at, message)
    case .committed(let advances): committed(advances)
    case .missed(let number, let epoch):
      guard isCurrent(number, epoch) else { return }
      context.events.emit(
        .ledgerMissed(at: slots[number].at, expected: slots[number].committedNext))
      act(slots[number].state.missed(), on: number)
    case .failed(let number, let epoch, let reason):
      guard isCurrent(number, epoch) else { return }
      act(slots[number].state.failed(reason), on: number)
      if reason.isOfTopic { pauseTopic(slots[number].at.topic, reason) }
    case .held(let number, let epoch, let reason):
      guard isCurrent(number, epoch) else { return }
      held(number, reason)
    case .free(let lane, let buffer): intake.free(buffer, of: lane)
    case .ended: break
    }
  }

  /// A report about an epoch that has passed is about nothing any more.
  private func isCurrent(_ number: Int32, _ epoch: UInt32) -> Bool {
    slots[number].isAssigned && slots[number].state.epoch == epoch
  }

  private func opened(_ number: Int32, low: Int64, high: Int64, entry: LedgerEntry) {
    let now = Clock.milliseconds
    let wasStopped = slots[number].state.stopReason
    let uncompared = slots[number].state.uncompared
    slots[number].openFailure = nil
    slots[number].openAt = nil
    slots[number].backoff.reset()
    slots[number].committedNext = entry.nextOffset
    slots[number].anchor.opened(entry)
    if slots[number].anchor.isBehind { timers.comparedNext.insert(number) }
    slots[number].high = high
    slots[number].progressAt = now
    let hasAwaited = slots[number].isAwaitingLeader
    let action = slots[number].state.opened(low: low, high: high, entry: entry, now: now)
    if slots[number].isAwaitingLeader && !hasAwaited {
      troubles.awaiting.add(slots[number].at, slots[number].standstill)
    }
    if wasStopped != nil {
      guard action != .nothing else {
        slots[number].openAt = now + timers.retryMilliseconds(for: slots[number])
        return
      }
    }
    if slots[number].state.uncompared > uncompared {
      tellUncompared(number, next: entry.nextOffset)
    }
    act(action, on: number)
    if let wasStopped, wasStopped.isOfTopic { tellResumed(slots[number].at.topic) }
  }

  private func committed(_ advances: [SlotAdvance]) {
    let now = Clock.milliseconds
    for advance in advances {
      let number = advance.slot
      slots[number].committedNext = max(slots[number].committedNext, advance.ledger.next)
      slots[number].high = max(slots[number].high, advance.ledger.next)
      slots[number].progressAt = now
      slots[number].anchor.taken(advance.ledger.fingerprint, of: advance.ledger.source)
      if slots[number].stops > 0 {
        slots[number].stops = 0
        context.events.emit(
          .partitionResumed(at: slots[number].at, offset: advance.ledger.next))
      }
      if slots[number].hasAlarmed {
        slots[number].hasAlarmed = false
        context.events.emit(.partitionMovesAgain(at: slots[number].at))
      }
      if isCurrent(number, advance.epoch) { slots[number].state.committed() }
      timers.lagOffsets[number] = advance.ledger.next
    }
  }

  /// Waits for what the lanes have in hand, at most so long, hearing their reports meanwhile.
  func awaitLanes(milliseconds: Int64) {
    let until = Clock.milliseconds + milliseconds
    while !intake.isIdle && Clock.milliseconds < until {
      for report in context.reports.takeAll(waitingAtMost: 20) { heard(report) }
      heartbeat.beat()
    }
  }
}
