import Configuration
import Contracts
import Glibc

/// Keeps a second daemon of the same group and `group.instance.id` from starting on this host: at
/// the broker it would fence the first one, which then stops for good. An address in the abstract
/// namespace (unix(7)) is free again as soon as its process is gone, however that ended.
struct InstanceLock {
  private let descriptor: Int32

  /// Nil where another process holds it. A fixed assignment has no instance to protect.
  init?(_ kafka: Configuration.Kafka) {
    func value(_ name: String) -> String? {
      kafka.properties.first { $0.name == name }?.value.revealed
    }
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0, let instance = value("group.instance.id") else { return }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let identity = [value("bootstrap.servers") ?? "", value("group.id") ?? "", instance]
    let name = Array("trucd \(Digest.key(Array(identity.joined(separator: "\n").utf8)))".utf8)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path[0] = 0
      path[1...].copyBytes(from: name)
    }
    let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + 1 + name.count } ?? 0
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(length))
      }
    }
    // Any other failure is no proof of a second daemon: the broker's fence is there as well.
    if bound != 0 && errno == EADDRINUSE {
      close(descriptor)
      return nil
    }
  }
}
