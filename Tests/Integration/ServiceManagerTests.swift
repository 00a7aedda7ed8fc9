import Glibc
import Support
import Testing

/// The daemon under a service manager: this test listens where systemd would (sd_notify(3)).
@Suite("Under systemd", .serialized)
struct ServiceManagerTests {
  /// The socket that `NOTIFY_SOCKET` names.
  private final class NotifySocket {
    let path: String
    private let descriptor: Int32

    init(in folder: String) throws {
      path = "\(folder)/notify"
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = Array(path.utf8)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(bound == 0)
    }

    deinit { close(descriptor) }

    /// Whether a notice that begins with `prefix` comes within so many seconds.
    func hears(_ prefix: String, seconds: Double = 20) -> Bool {
      eventually(seconds: seconds) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
          let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
          guard count > 0 else { return false }
          if String(decoding: buffer[..<count], as: UTF8.self).hasPrefix(prefix) { return true }
        }
      }
    }
  }

  @Test("READY, STATUS, WATCHDOG, RELOADING at SIGHUP, STOPPING at SIGTERM, and exit 0")
  func notices() throws {
    let bench = try MockClusterTests.Bench()
    let socket = try NotifySocket(in: bench.folder.path)
    let daemon = bench.daemon()
    daemon.start(environment: ["NOTIFY_SOCKET=\(socket.path)", "WATCHDOG_USEC=2000000"])
    #expect(socket.hears("READY=1\nSTATUS="))
    #expect(socket.hears("WATCHDOG=1"))
    #expect(socket.hears("STATUS=serving 1 contracts"), "\(daemon.tail)")
    daemon.send(SIGHUP)
    #expect(socket.hears("RELOADING=1\nMONOTONIC_USEC="))
    #expect(socket.hears("READY=1"))
    daemon.send(SIGTERM)
    #expect(socket.hears("STOPPING=1"))
    #expect(daemon.stop() == 0)
  }

  @Test("A wrong configuration ends with 78 before READY, and says what is wrong")
  func wrongConfiguration() throws {
    let bench = try MockClusterTests.Bench()
    let daemon = bench.daemon()
    daemon.write("[kafka]\nbootstrap = 1\n[warehous]\nurl = \"x\"\n")
    daemon.start()
    #expect(daemon.wait() == 78)
    #expect(daemon.tail.contains("did you mean"), "\(daemon.tail)")
  }
}
