import Glibc

/// A thread of the operating system, for blocking calls that must stay off Swift's cooperative
/// pool.
final class WorkThread: @unchecked Sendable {
  private final class Start {
    let name: String
    let body: @Sendable () -> Void
    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  private var thread = pthread_t()

  /// Starts at once. `name` is cut to 15 bytes, as the kernel keeps no more.
  init(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(Start(name: name, body: body))
    pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        pthread_setname_np(pthread_self(), String(start.name.prefix(15)))
        start.body()
        return nil
      }, start.toOpaque())
  }

  func join() { pthread_join(thread, nil) }
}
