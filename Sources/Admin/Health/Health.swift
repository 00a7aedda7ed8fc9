import Synchronization

/// Whether the daemon lives and is ready, with reasons that have names.
///
/// A part of the daemon reports a reason under its own name when something begins and clears it
/// when it is over:
/// ```swift
/// health.report("warehouse", .notReady, "PostgreSQL on db1 does not answer")
/// health.clear("warehouse")
/// ```
public final class Health: Sendable {
  public enum Severity: String, Sendable, Comparable {
    /// Somebody should know; the daemon does its work (a contract was left out).
    case notice
    /// The daemon does not do its work now and will by itself when the reason is gone.
    case notReady = "not ready"
    /// Only a restart can help.
    case notAlive = "not alive"

    public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .notice: 0
      case .notReady: 1
      case .notAlive: 2
      }
    }
  }

  public struct Reason: Sendable, Hashable {
    public var name: String
    public var severity: Severity
    public var message: String
  }

  private let state = Mutex<[[UInt8]: Reason]>([:])

  public init() {}

  /// Reports a reason, or changes what was reported under its name.
  public func report(_ name: String, _ severity: Severity, _ message: String) {
    let reason = Reason(name: name, severity: severity, message: message)
    state.withLock { $0[Array(name.utf8)] = reason }
  }

  public func clear(_ name: String) {
    state.withLock { _ = $0.removeValue(forKey: Array(name.utf8)) }
  }

  /// The reasons, the gravest first, then by name.
  public var reasons: [Reason] {
    state.withLock { Array($0) }
      .sorted { a, b in
        a.value.severity == b.value.severity
          ? a.key.lexicographicallyPrecedes(b.key) : a.value.severity > b.value.severity
      }
      .map(\.value)
  }

  public var isReady: Bool { reasons.allSatisfy { $0.severity < .notReady } }
  public var isAlive: Bool { reasons.allSatisfy { $0.severity < .notAlive } }
}
