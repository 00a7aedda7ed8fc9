import Synchronization

/// The current epoch of every slot, written by the supervisor, read by the lanes: a lane that is
/// busy with an older epoch drops it at its next step.
final class EpochBoard: Sendable {
  private let epochs = Mutex<[UInt32]>([])
  private let ending = Atomic<Bool>(false)

  func set(_ epoch: UInt32, of slot: Int32) {
    epochs.withLock {
      while $0.count <= Int(slot) { $0.append(0) }
      $0[Int(slot)] = epoch
    }
  }

  func epoch(of slot: Int32) -> UInt32 {
    epochs.withLock { Int(slot) < $0.count ? $0[Int(slot)] : 0 }
  }

  /// Set once, when the time for an orderly end is over: lanes give up what they wait for.
  func giveUp() { ending.store(true, ordering: .releasing) }

  var hasGivenUp: Bool { ending.load(ordering: .acquiring) }
}
