import Glibc
import Synchronization

@testable import Support

/// Answers whatever it hears with a mark and the same, one connection after the other's thread.
final class EchoServer: Sendable {
  let port: UInt16
  private let bytes = Mutex<[UInt8]>([])

  init(mark: Int) throws {
    guard let (listener, port) = Loopback.listen() else {
      throw ChildProcess.Failure(description: "the echo server cannot listen")
    }
    self.port = port
    TestThread.start { [self] in
      while true {
        let client = accept(listener, nil, nil)
        if client < 0 { return }
        TestThread.start { [self] in
          serve(client, mark)
          close(client)
        }
      }
    }
  }

  var heard: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

  private func serve(_ client: Int32, _ mark: Int) {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(client, &buffer, buffer.count)
      if count <= 0 { return }
      bytes.withLock { $0 += buffer[..<count] }
      guard Loopback.send(Array("\(mark)".utf8) + buffer[..<count], to: client) else { return }
    }
  }
}

/// A connection that asks and waits for the answer.
final class EchoClient {
  private let descriptor: Int32

  init?(_ port: UInt16) {
    guard let descriptor = Loopback.connect(to: port) else { return nil }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Nil where no answer comes in time, or the connection is gone.
  func ask(_ text: String, milliseconds: Int32 = 5_000) -> String? {
    guard Loopback.send(Array(text.utf8)[...], to: descriptor) else { return nil }
    return answer(milliseconds: milliseconds)
  }

  func answer(milliseconds: Int32) -> String? {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, milliseconds) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
