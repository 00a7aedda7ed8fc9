import Admin
import Kafka
import Pipeline

extension Supervisor {
  /// Something happened to the consumer beside records.
  func happened(_ event: ConsumerEvent) {
    switch event {
    case .assigned(let places): assigned(places)
    case .revoked(let places, let lost): revoked(places, lost: lost)
    case .endOfPartition(let place, let next): reachedEnd(place, next: next)
    case .partitionFailed(let place, let error): partitionFailed(place, error)
    case .failed(let error): failed(error)
    case .lagCommitFailed(let error):
      context.events.emit(.lagCommitFailed(reason: error.description))
    case .statistics: break
    case .log(let line):
      context.events.emit(
        .clientSpoke(severity: line.level, facility: line.facility, text: line.text))
    }
  }

  /// The group, or the fixed assignment, gave these partitions: read where each begins.
  func assigned(_ places: [TopicPartition]) {
    let now = Clock.milliseconds
    isSessionLost = false
    timers.lagWritesFrom = now
    timers.giveBackBy = nil
    context.events.emit(.partitionsAssigned(count: places.count, list: list(places)))
    for place in places {
      let number = slots.slot(of: place, now: now)
      let epoch = slots[number].state.epoch &+ 1
      slots[number].state = PartitionState(epoch: epoch)
      slots[number].isAssigned = true
      slots[number].isPaused = false
      slots[number].isRetired = false
      slots[number].progressAt = now
      slots[number].openAt = nil
      slots[number].openFailure = nil
      publishEpoch(number)
    }
    mapClientSlots()
    open(places.compactMap { slots.number(of: $0) }, refreshing: true)
  }

  /// The partitions go: what is queued of them is dropped, and the commit in flight gets 2 s.
  func revoked(_ places: [TopicPartition], lost: Bool) {
    if lost { isSessionLost = true }
    context.events.emit(.partitionsRevoked(count: places.count, list: list(places)))
    let numbers = places.compactMap { slots.number(of: $0) }
    for number in numbers {
      slots[number].isAssigned = false
      slots[number].state = PartitionState(epoch: slots[number].state.epoch &+ 1)
      publishEpoch(number)
    }
    intake.drop()
    if !lost { awaitLanes(milliseconds: 2_000) }
    slotOfClient = []
    timers.giveBackBy = Clock.milliseconds + SupervisorTimers.lagWriteMilliseconds
    giveBack(Clock.milliseconds)
  }

  /// Answers a revocation, which lets the group join anew. A write of offsets for lag tools that is
  /// under way is waited for first: arriving behind the new membership it would fence this daemon.
  func giveBack(_ now: Int64) {
    guard let bound = timers.giveBackBy else { return }
    let mayWait = options.assignment == .group && now < bound
    if mayWait && consumer.isWritingLagOffsets { return }
    timers.giveBackBy = nil
    attempt { () throws(KafkaError) in try consumer.unassign() }
  }

  private func list(_ places: [TopicPartition]) -> String {
    places.map(\.description).joined(separator: ", ")
  }

  func mapClientSlots() {
    slotOfClient = consumer.partitions.map { slots.slot(of: $0, now: Clock.milliseconds) }
  }

  /// Has the lanes read watermarks and ledger rows.
  func open(_ numbers: [Int32], refreshing: Bool) {
    for lane in lanes.indices {
      let requests = numbers.filter { slots[$0].lane == lane }.map { number in
        OpenRequest(
          slot: number, epoch: slots[number].state.epoch, at: slots[number].at,
          refreshesSource: refreshing)
      }
      if !requests.isEmpty { lanes[lane].jobs.post(.open(requests)) }
    }
  }

  /// Does what a partition's state machine asks for.
  func act(_ action: PartitionState.Action, on number: Int32) {
    publishEpoch(number)
    switch action {
    case .nothing: break
    case .open: open([number], refreshing: slots[number].state.stopReason != nil)
    case .openAfter(let wait): slots[number].openAt = Clock.milliseconds + wait
    case .stop(let reason): halt(number, reason)
    case .read(let offset):
      slots[number].isPaused = false
      do throws(KafkaError) {
        try consumer.start([PartitionOffset(slots[number].at, offset)])
        context.events.emit(
          .partitionStarted(at: slots[number].at, offset: slots[number].committedNext))
      } catch {
        slots[number].openFailure = error.description
        slots[number].openAt =
          Clock.milliseconds + slots[number].backoff.next(using: &timers.generator)
      }
    }
  }

  /// A partition stopped: say why, once, and read nothing of it.
  func halt(_ number: Int32, _ reason: StopReason) {
    publishEpoch(number)
    pause([number])
    let (place, wayOut) = (slots[number].at, reason.wayOut(at: slots[number].at))
    if reason.isOfTopic {
      context.events.emit(
        .topicPaused(topic: place.topic, reason: reason.reason, wayOut: wayOut))
    } else {
      context.events.emit(.partitionStopped(at: place, reason: reason.reason, wayOut: wayOut))
      slots[number].stops += 1
    }
    slots[number].openAt = Clock.milliseconds + timers.retryMilliseconds(for: slots[number])
  }

  private func partitionFailed(_ place: TopicPartition, _ error: KafkaError) {
    guard let number = slots.number(of: place), slots[number].isAssigned else { return }
    troubles.failing.add(place, error.description)
    switch error.code {
    case .badMessage, .notAuthorised:
      act(slots[number].state.failed(.unreadable(error.description)), on: number)
    default:
      // Out of range, unknown, or moved: where it stands now is read again.
      _ = slots[number].state.recheckNeeded()
      publishEpoch(number)
      slots[number].openFailure = error.description
      slots[number].openAt =
        Clock.milliseconds + slots[number].backoff.next(using: &timers.generator)
    }
  }

  private func failed(_ error: KafkaError) {
    if error.code == .fenced {
      // A commit for lag tools that waited for a coordinator is sent in the name of the session that
      // has run out meanwhile, and refused as if a twin had sent it.
      return end(isSessionLost ? .sessionLost(error.description) : .fenced(error.description))
    }
    if error.isFatal { return end(.failed(error.description)) }
    health.kafkaFailed(error.summary)
    if error.code == .topicUnknown || error.code == .notAuthorised {
      timers.recheckIsDue = true
      return context.events.emit(
        .topicUnavailable(topic: error.context, reason: error.description))
    }
    context.events.emit(
      .consumerFailed(code: error.code.rawValue, reason: error.summary))
    switch error.code {
    case .brokerUnavailable, .timedOut, .tls:
      timers.recheckIsDue = true
      timers.lagWritesFrom = Clock.milliseconds + SupervisorTimers.lagPauseMilliseconds
    default: break
    }
  }

  /// After a disconnect every active partition compares its fingerprint again: behind the same
  /// address there may be another topic of the same name.
  func recheckAll() {
    timers.recheckIsDue = false
    for slot in slots.assigned where slot.state.isReading {
      act(slots[slot.number].state.recheckNeeded(), on: slot.number)
    }
  }
}
