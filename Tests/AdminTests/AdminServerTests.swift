import Dispatch
import Glibc
import Testing

@testable import Admin

/// The pages over a real socket.
@Suite struct AdminServerTests {
  private let registry = MetricRegistry()
  private let health = Health()

  private func server(host: String = "127.0.0.1", port: UInt16 = 0) throws -> AdminServer {
    try AdminServer(host: host, port: port, registry: registry, health: health)
  }

  /// Sends bytes and reads until the server closes, or is silent for as long as `patience` says.
  private static func exchange(
    _ request: String, port: UInt16, patience: Duration = .seconds(20)
  ) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let milliseconds = Int(patience / .milliseconds(1))
    var limit = timeval(
      tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0)
    let bytes = Array(request.utf8)
    _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
      answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }

  private static func request(_ line: String, _ more: String = "") -> String {
    "\(line) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(more)\r\n"
  }

  @Test func theMetricsAreServed() throws {
    registry.counter("x_total", "X.").with().add(3)
    let server = try server()
    defer { server.stop() }
    let answer = try Self.exchange(Self.request("GET /metrics"), port: server.port)
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
    #expect(answer.hasSuffix("x_total 3\n"))
  }

  @Test func headHasNoBodyAndOtherMethodsAreRefused() throws {
    let server = try server()
    defer { server.stop() }
    let head = try Self.exchange(Self.request("HEAD /livez"), port: server.port)
    #expect(head.hasPrefix("HTTP/1.1 200"))
    #expect(head.hasSuffix("\r\n\r\n"))
    let post = try Self.exchange(
      Self.request("POST /metrics", "Content-Length: 3\r\n") + "abc", port: server.port)
    #expect(post.hasPrefix("HTTP/1.1 405"))
    #expect(post.contains("Allow: GET, HEAD\r\n"))
    let body = try Self.exchange(
      Self.request("GET /livez", "Content-Length: 3\r\n") + "abc", port: server.port)
    #expect(body.hasPrefix("HTTP/1.1 200"))
  }

  @Test func aReasonMakesReadyzFailAndAcceptIsHeeded() throws {
    health.report("warehouse", .notReady, "away")
    let server = try server()
    defer { server.stop() }
    let answer = try Self.exchange(
      Self.request("GET /readyz?verbose=1", "Accept: application/json\r\n"), port: server.port)
    #expect(answer.hasPrefix("HTTP/1.1 503"))
    #expect(answer.contains("\"name\":\"warehouse\""))
  }

  @Test(arguments: [
    "\r\n\r\n", "GET\r\n\r\n", "GET /livez HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
    "GET /" + String(repeating: "a", count: 40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: -1\r\n\r\n",
  ])
  func nonsenseEndsTheConnectionAndNotTheServer(_ nonsense: String) throws {
    let server = try server()
    defer { server.stop() }
    // What the answer is, if there is one, is the library's affair; it is no success.
    let answer = try Self.exchange(nonsense, port: server.port, patience: .milliseconds(200))
    #expect(!answer.hasPrefix("HTTP/1.1 200"))
    let after = try Self.exchange(Self.request("GET /livez"), port: server.port)
    #expect(after.hasPrefix("HTTP/1.1 200"))
  }

  @Test func manyAtOnceAreServedOrTurnedAway() throws {
    let server = try server()
    defer { server.stop() }
    let port = server.port
    DispatchQueue.concurrentPerform(iterations: 100) { _ in
      _ = try? Self.exchange(Self.request("GET /livez"), port: port)
    }
    let after = try Self.exchange(Self.request("GET /livez"), port: port)
    #expect(after.hasPrefix("HTTP/1.1 200"))
  }

  @Test func anAddressThatIsTakenIsToldAndFreeAfterStop() throws {
    let first = try server()
    #expect {
      try server(port: first.port)
    } throws: { error in
      (error as? AdminError)?.code == .socket && "\(error)".contains("in use")
    }
    first.stop()
    first.stop()
    let second = try server(port: first.port)
    second.stop()
  }

  @Test func aNameIsNoAddress() {
    #expect {
      try server(host: "localhost")
    } throws: { error in
      (error as? AdminError)?.code == .address
    }
  }
}
