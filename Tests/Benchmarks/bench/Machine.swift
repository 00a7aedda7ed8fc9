import Glibc
import Support

/// What the figures were found on, so that only like is compared with like.
enum Machine {
  static var name: String {
    "\(processor), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, \(memoryGiB) GiB, \(system)"
  }

  private static var processor: String {
    line("model name", of: "/proc/cpuinfo") ?? "unknown processor"
  }

  private static var memoryGiB: Int {
    let kibibytes = line("MemTotal", of: "/proc/meminfo")?.split(separator: " ").first
    return ((kibibytes.flatMap { Int($0) } ?? 0) + (1 << 19)) >> 20
  }

  private static var system: String {
    let name = ChildProcess.lines(of: "/etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
    return name?.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" } ?? "Linux"
  }

  /// The value of a line `key : value`.
  private static func line(_ key: String, of file: String) -> String? {
    ChildProcess.lines(of: file).first { $0.hasPrefix(key) }?
      .split(separator: ":", maxSplits: 1).last
      .map { String($0.drop { $0 == " " || $0 == "\t" }) }
  }
}
