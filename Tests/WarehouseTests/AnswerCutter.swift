import Glibc
import Synchronization

/// A TCP relay before PostgreSQL that can close the connection just when the server's answer to
/// COMMIT passes by.
final class AnswerCutter: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let url: String
  private let listener: Int32
  private let server: sockaddr_in
  private let cuts = Atomic(false)

  var cutsAtCommit: Bool {
    get { cuts.load(ordering: .sequentiallyConsistent) }
    set { cuts.store(newValue, ordering: .sequentiallyConsistent) }
  }

  init(to url: String) throws {
    guard let authority = url.split(separator: "@").last?.split(separator: "/").first,
      let port = authority.split(separator: ":").last.flatMap({ UInt16($0) })
    else { throw Failure(description: "no port in the server's URL") }
    server = Self.address(port: port)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var own = Self.address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let listens = withUnsafeMutablePointer(to: &own) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 4) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard listens else { throw Failure(description: "the relay cannot listen") }
    let name = url.split(separator: "/").last ?? ""
    self.url =
      "postgresql://postgres@127.0.0.1:\(UInt16(bigEndian: own.sin_port))/\(name)?sslmode=disable"
    var thread = pthread_t()
    let relay = Unmanaged.passRetained(self)
    pthread_create(
      &thread, nil,
      { pointer in
        let relay = pointer.map { Unmanaged<AnswerCutter>.fromOpaque($0).takeRetainedValue() }
        relay?.accept()
        return nil
      }, relay.toOpaque())
    pthread_detach(thread)
  }

  private static func address(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  /// Serves one connection after the other, as a lane makes them.
  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      if client < 0 { return }
      let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var target = server
      let connected = withUnsafePointer(to: &target) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      if connected { relay(client, upstream) }
      close(client)
      close(upstream)
    }
  }

  private func relay(_ client: Int32, _ upstream: Int32) {
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      var ends = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: upstream, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&ends, 2, -1) < 0 { return }
      for (end, other) in [(0, upstream), (1, client)] where ends[end].revents != 0 {
        let count = read(ends[end].fd, &buffer, buffer.count)
        if count <= 0 { return }
        if end == 1, cutsAtCommit, Self.isAnswerToCommit(buffer[..<count]) { return }
        var sent = 0
        while sent < count {
          let written = buffer[sent..<count].withUnsafeBytes {
            send(other, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
          }
          if written <= 0 { return }
          sent += written
        }
      }
    }
  }

  /// CommandComplete with the tag COMMIT.
  private static func isAnswerToCommit(_ bytes: ArraySlice<UInt8>) -> Bool {
    let message: [UInt8] = [UInt8(ascii: "C"), 0, 0, 0, 11] + Array("COMMIT".utf8) + [0]
    return bytes.indices.contains { bytes[$0...].starts(with: message) }
  }
}
