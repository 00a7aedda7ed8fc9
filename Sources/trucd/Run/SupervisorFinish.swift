import Admin
import Kafka

extension Supervisor {
  /// How long the group is asked for its members, and how long leaving it may take after that.
  private static let askMilliseconds: Int32 = 1_000
  private static let leaveMilliseconds: Int64 = 1_000

  /// The orderly end: what is buffered is committed, as far as the time allows, and the partitions go
  /// to the other daemons of the group.
  func finish() -> SupervisorEnd {
    if ending == nil {
      handOver(Clock.milliseconds, all: true)
      let until = Clock.milliseconds + endMilliseconds
      while !intake.isIdle && Clock.milliseconds < until {
        awaitLanes(milliseconds: 50)
        handOver(Clock.milliseconds, all: true)
      }
    }
    let end = ending ?? (intake.isIdle ? .orderly : .late)
    context.board.giveUp()
    for lane in lanes { lane.jobs.post(.end) }
    writeLagOffsets()
    if end == .orderly { leaveGroup() }
    return end
  }

  /// A static member that only closes keeps its partitions until its session ends: nobody reads them
  /// for ten seconds. So one that has company leaves.
  ///
  /// One that is alone stays a member. Nobody waits for its partitions, and the next start has them at
  /// once, where a group that has become empty lets the first who joins wait for
  /// `group.initial.rebalance.delay.ms` of the broker (3 s).
  private func leaveGroup() {
    guard options.assignment == .group, consumer.isMember else { return }
    let others = countOthers()
    guard others > 0 else { return }
    attempt { () throws(KafkaError) in try consumer.subscribe([]) }
    let until = Clock.milliseconds + Self.leaveMilliseconds
    while consumer.isMember && Clock.milliseconds < until {
      heartbeat.beat()
      giveBack(Clock.milliseconds)
      attempt { () throws(KafkaError) in
        try consumer.pollIdle(timeoutMs: 10) { self.happened($0) }
      }
    }
    if !consumer.isMember { context.events.emit(.groupLeft(others: others)) }
  }

  /// 0 where the broker does not say: what does not answer hears of no leave either.
  private func countOthers() -> Int {
    do throws(KafkaError) {
      return try consumer.countMembers(timeoutMs: Self.askMilliseconds) - 1
    } catch {
      return 0
    }
  }
}
