import CSystemd
import Glibc

/// What the service manager is told (sd_notify(3)). Without one each call does nothing.
public struct ServiceManager: Sendable {
  public init() {}

  /// Configuration and contracts are loaded.
  public func ready(status: String) { notify("READY=1\nSTATUS=\(Self.oneLine(status))") }

  /// A line for `systemctl status`.
  public func status(_ text: String) { notify("STATUS=\(Self.oneLine(text))") }

  /// A reload begins; ``ready(status:)`` ends it. The time lets systemd tell this notice from an
  /// older one.
  public func reloading() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let microseconds = UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
    notify("RELOADING=1\nMONOTONIC_USEC=\(microseconds)\nSTATUS=Reloads the contracts")
  }

  public func stopping() { notify("STOPPING=1\nSTATUS=Stops") }

  /// The daemon makes progress. To be sent at least twice in each ``watchdogInterval``.
  public func watchdog() { notify("WATCHDOG=1") }

  /// How long systemd waits for ``watchdog()`` before it restarts the daemon (`WatchdogSec=`);
  /// nil where it does not watch.
  public var watchdogInterval: Duration? {
    var microseconds: UInt64 = 0
    guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
    return .microseconds(Int64(clamping: microseconds))
  }

  private func notify(_ state: String) { _ = sd_notify(0, state) }

  private static func oneLine(_ text: String) -> String {
    TextLog.oneLine(text)
  }
}
