import Glibc

/// A queue between threads: any thread posts, one thread takes. What waits in it is bounded by the
/// protocol between the two, not by the box.
final class Mailbox<Message>: @unchecked Sendable {
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let arrived: UnsafeMutablePointer<pthread_cond_t>
  private var waiting: [Message] = []

  init() {
    lock = .allocate(capacity: 1)
    arrived = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // A change of the wall clock must not lengthen a wait.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(arrived, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(arrived)
    pthread_mutex_destroy(lock)
    arrived.deallocate()
    lock.deallocate()
  }

  func post(_ message: sending Message) {
    pthread_mutex_lock(lock)
    waiting.append(message)
    pthread_cond_signal(arrived)
    pthread_mutex_unlock(lock)
  }

  /// Takes all that waits, at once; empty where nothing came within `milliseconds`.
  func takeAll(waitingAtMost milliseconds: Int64 = 0) -> [Message] {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if waiting.isEmpty && milliseconds > 0 {
      var until = timespec()
      clock_gettime(CLOCK_MONOTONIC, &until)
      until.tv_sec += Int(milliseconds / 1_000)
      until.tv_nsec += Int(milliseconds % 1_000) * 1_000_000
      if until.tv_nsec >= 1_000_000_000 {
        until.tv_sec += 1
        until.tv_nsec -= 1_000_000_000
      }
      while waiting.isEmpty {
        if pthread_cond_timedwait(arrived, lock, &until) != 0 { break }
      }
    }
    let taken = waiting
    waiting.removeAll(keepingCapacity: true)
    return taken
  }
}
