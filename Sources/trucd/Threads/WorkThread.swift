import CGNU
import Glibc

/// Threads of the operating system, for blocking calls that must stay off Swift's cooperative
/// pool. None is joined: each counts itself out, so that one that hangs cannot hold up the end.
enum WorkThread {
  private final class Start {
    let name: String
    let body: @Sendable () -> Void
    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  /// `name` is cut to 15 bytes, as the kernel keeps no more.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(Start(name: name, body: body))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        gnu_name_thread(String(start.name.prefix(15)))
        start.body()
        return nil
      }, start.toOpaque())
    pthread_detach(thread)
  }
}
