import Glibc
import Testing

@testable import Admin

/// Listens where systemd would. The library reads the address from the environment, which threads
/// of the test process must not see change: each test is a process of its own.
@Suite struct ServiceManagerTests {
  private final class Socket {
    let path = "/tmp/trucd-notify-\(getpid()).socket"
    let descriptor: Int32

    init() throws {
      unlink(path)
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      try #require(descriptor >= 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(bound == 0)
      setenv("NOTIFY_SOCKET", path, 1)
    }

    deinit {
      unsetenv("NOTIFY_SOCKET")
      close(descriptor)
      unlink(path)
    }

    func next() -> String {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    }
  }

  @Test func eachNoticeArrives() async {
    await #expect(processExitsWith: .success) {
      let socket = try Socket()
      let manager = ServiceManager()
      manager.ready(status: "6 contracts\nREADY=0")
      #expect(socket.next() == "READY=1\nSTATUS=6 contracts\\nREADY=0")
      manager.status("waits for the warehouse")
      #expect(socket.next() == "STATUS=waits for the warehouse")
      manager.watchdog()
      #expect(socket.next() == "WATCHDOG=1")
      manager.reloading()
      #expect(socket.next().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
      manager.stopping()
      #expect(socket.next().hasPrefix("STOPPING=1\n"))
    }
  }

  @Test func withoutAManagerNothingHappens() async {
    await #expect(processExitsWith: .success) {
      unsetenv("NOTIFY_SOCKET")
      unsetenv("WATCHDOG_USEC")
      ServiceManager().ready(status: "x")
      #expect(ServiceManager().watchdogInterval == nil)
    }
  }

  @Test func theWatchdogsIntervalIsTheManagers() async {
    await #expect(processExitsWith: .success) {
      setenv("WATCHDOG_USEC", "30000000", 1)
      setenv("WATCHDOG_PID", "\(getpid())", 1)
      #expect(ServiceManager().watchdogInterval == .seconds(30))
    }
  }
}
