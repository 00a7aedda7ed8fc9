internal import CRDKafka
import Glibc

/// What the poll thread sleeps on: a pipe that librdkafka's queues and other threads write to.
final class WakeSignal: Sendable {
  private let reading: Int32
  private let writing: Int32

  init() throws(KafkaError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw KafkaError(
        code: .other, text: "no pipe: \(String(cString: strerror(errno)))", isRetriable: true)
    }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    reading = ends[0]
    writing = ends[1]
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Has `queue` write here whenever it stops being empty.
  func watch(_ queue: OpaquePointer) {
    var byte: UInt8 = 1
    rd_kafka_queue_io_event_enable(queue, writing, &byte, 1)
  }

  func signal() {
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  /// Sleeps until something is written, at most `timeoutMs`; takes what was written.
  func wait(timeoutMs: Int32) {
    var waited = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    guard poll(&waited, 1, timeoutMs) > 0 else { return }
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { bytes in
      while read(reading, bytes.baseAddress, bytes.count) == bytes.count {}
    }
  }
}
