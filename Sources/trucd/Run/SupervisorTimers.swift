import Admin
import Kafka
import Pipeline

/// What the supervisor does by the clock.
struct SupervisorTimers {
  var generator = SystemRandomNumberGenerator()
  var recheckIsDue = false
  var recheckedAt: Int64 = 0
  var watchedAt: Int64 = 0
  var comparedAt: Int64 = 0
  /// Slots that are compared before their round: records were taken since the last comparison, and
  /// since then the partition was opened anew.
  var comparedNext: Set<Int32> = []
  /// Comparisons are under way.
  var isComparing = false
  /// Next offsets to show to lag tools.
  var lagOffsets: [Int32: Int64] = [:]
  /// When they may be shown again. The broker that went may be the group's coordinator: what is sent
  /// to it now would arrive late.
  var lagWritesFrom: Int64 = 0
  /// Revoked partitions are given back by then; nil where none wait for it.
  var giveBackBy: Int64?

  static let recheckMilliseconds: Int64 = 1_000
  static let watchMilliseconds: Int64 = 1_000
  /// Longer than a session usually is, after which the group deals partitions out anew.
  static let lagPauseMilliseconds: Int64 = 60_000
  /// How long a revocation waits for a write of lag offsets.
  static let lagWriteMilliseconds: Int64 = 30_000

  /// When a stopped partition looks again whether it may go on: every 3 s where an operator's
  /// command is waited for, else less and less often up to 2 minutes.
  func retryMilliseconds(for slot: Slot) -> Int64 {
    guard let reason = slot.state.stopReason, reason.mendsItself, !reason.isOfTopic else {
      return 3_000
    }
    return min(5_000 << Int64(min(slot.stops, 8)), 120_000)
  }
}

extension Supervisor {
  func tick(_ now: Int64) {
    openDue(now)
    if timers.recheckIsDue && now - timers.recheckedAt >= SupervisorTimers.recheckMilliseconds {
      timers.recheckedAt = now
      recheckAll()
    }
    resumeStalled()
    giveBack(now)
    compareDue(now)
    guard now - timers.watchedAt >= SupervisorTimers.watchMilliseconds else { return }
    timers.watchedAt = now
    watch(now)
    tellTroubles()
    writeLagOffsets()
  }

  private func openDue(_ now: Int64) {
    // A retired topic's records would be judged by contracts that do not know it.
    for slot in slots.assigned where !slot.isRetired {
      guard let due = slot.openAt, due <= now else { continue }
      slots[slot.number].openAt = nil
      switch slot.state.phase {
      case .stopped: act(slot.state.retryDue(), on: slot.number)
      case .opening, .awaitingLeader: open([slot.number], refreshing: false)
      // A start that the client refused: everything from the ledger on again.
      case .verifying, .active: act(slots[slot.number].state.recheckNeeded(), on: slot.number)
      }
    }
  }

  /// Gauges, and the partition that stands still named by name.
  private func watch(_ now: Int64) {
    for slot in slots.assigned where !slot.isRetired {
      if let high = consumer.cachedHigh(of: slot.at) {
        slots[slot.number].high = max(slots[slot.number].high, high)
      }
      let isPaused = slot.state.stopReason?.isOfTopic ?? false
      let isBehind = !isPaused && (slot.lag > 0 || !slot.state.isActive)
      if !isBehind { slots[slot.number].progressAt = now }
      let still = now - slots[slot.number].progressAt
      let isStalled = isBehind && still >= options.progressAlarm.milliseconds
      if isStalled && !slot.hasAlarmed {
        slots[slot.number].hasAlarmed = true
        context.events.emit(
          .partitionStandsStill(
            at: slot.at, for: .milliseconds(still), waitingFor: slot.standstill))
      }
    }
    health.show(slots.slots, alarmAfter: options.progressAlarm.milliseconds, now: now)
  }

  /// Kafka's own committed offsets, for lag tools only; nothing reads them here.
  func writeLagOffsets() {
    guard !timers.lagOffsets.isEmpty, Clock.milliseconds >= timers.lagWritesFrom else { return }
    let offsets = timers.lagOffsets.filter { slots[$0.key].isAssigned }.map {
      PartitionOffset(slots[$0.key].at, $0.value)
    }
    if offsets.isEmpty || consumer.commitForLagTools(offsets) { timers.lagOffsets.removeAll() }
  }
}
