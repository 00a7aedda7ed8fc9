import Admin
import Pipeline

/// Topics that their breaker paused: all their partitions stand, whichever lane noticed.
extension Supervisor {
  /// A lane found the jump in what it read: the other partitions of the topic stop as well.
  func pauseTopic(_ topic: String, _ reason: StopReason) {
    for slot in partitions(of: topic) where slot.state.stopReason == nil {
      act(slots[slot.number].state.failed(reason), on: slot.number)
    }
  }

  /// A partition was not opened, since its topic is paused. It asks again in a few seconds, so that
  /// an operator's command takes effect.
  func held(_ number: Int32, _ reason: StopReason) {
    slots[number].openFailure = nil
    if slots[number].state.stopReason == nil {
      act(slots[number].state.failed(reason), on: number)
    } else {
      slots[number].openAt = Clock.milliseconds + timers.retryMilliseconds(for: slots[number])
    }
  }

  /// Other contracts serve: whether a paused topic may go on is asked at once.
  func reopenPaused() {
    let now = Clock.milliseconds
    for slot in slots.assigned where slot.state.stopReason?.isOfTopic ?? false {
      slots[slot.number].openAt = now
    }
  }

  /// Said once, when the last of its partitions goes on.
  func tellResumed(_ topic: String) {
    guard partitions(of: topic).allSatisfy({ !($0.state.stopReason?.isOfTopic ?? false) }) else {
      return
    }
    context.events.emit(.topicResumed(topic: topic))
  }

  private func partitions(of topic: String) -> [Slot] {
    slots.assigned.filter { $0.at.topic.utf8.elementsEqual(topic.utf8) }
  }
}
