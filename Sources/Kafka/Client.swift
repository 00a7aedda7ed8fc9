internal import CRDKafka
import Dispatch
import Glibc
import Synchronization

/// One librdkafka handle, and its end.
///
/// Closing and destroying can hang in librdkafka 2.0.2 while the broker is away. Both happen on a
/// thread of their own; after the bound the handle is left to the process's end.
final class Client: @unchecked Sendable {
  private struct Gate {
    var calls = 0
    var isClosing = false
  }

  private let handle: OpaquePointer
  private let gate = Mutex(Gate())

  init(owning handle: OpaquePointer) { self.handle = handle }

  /// Runs `body` with the handle, which stays alive for its length.
  func use<Result, Failure: Error>(
    orElse closed: @autoclosure () -> Failure,
    _ body: (OpaquePointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard enter() else { throw closed() }
    defer { gate.withLock { $0.calls -= 1 } }
    return try body(handle)
  }

  /// As `use`; false once closed.
  func isOpen(_ body: (OpaquePointer) -> Bool) -> Bool {
    guard enter() else { return false }
    defer { gate.withLock { $0.calls -= 1 } }
    return body(handle)
  }

  private func enter() -> Bool {
    gate.withLock { gate in
      if gate.isClosing { return false }
      gate.calls += 1
      return true
    }
  }

  /// Runs `prepare` and destroys the handle.
  /// - Returns: false when that took longer than `timeoutMs`; it then goes on, or hangs, unseen.
  func close(timeoutMs: Int32, prepare: @escaping @Sendable (OpaquePointer) -> Void) -> Bool {
    let first = gate.withLock { gate in
      defer { gate.isClosing = true }
      return !gate.isClosing
    }
    guard first else { return true }
    let done = DispatchSemaphore(value: 0)
    startThread {
      while self.gate.withLock({ $0.calls > 0 }) { usleep(2_000) }
      prepare(self.handle)
      rd_kafka_destroy(self.handle)
      done.signal()
    }
    return done.wait(timeout: .now() + .milliseconds(Int(timeoutMs))) == .success
  }
}

/// Starts a detached thread, off Swift's cooperative pool, for a call that may block for ever.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let argument = Unmanaged.passRetained(Box(body)).toOpaque()
  let failure = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, argument)
  if failure == 0 {
    pthread_detach(thread)
  } else {
    Unmanaged<Box>.fromOpaque(argument).release()
  }
}
