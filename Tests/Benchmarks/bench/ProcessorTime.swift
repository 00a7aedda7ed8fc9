import Glibc
import Support

/// Processor time that processes have used, user and system, as the kernel tells it: in steps of
/// 10 ms, so only differences over seconds mean anything.
enum ProcessorTime {
  private static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

  /// Seconds of one process.
  static func of(_ process: pid_t) -> Double { fields(of: "/proc/\(process)/stat").own }

  /// Seconds of a process, of its children, and of those that have ended.
  static func ofFamily(_ process: pid_t) -> Double {
    let parent = fields(of: "/proc/\(process)/stat")
    let children = numbers(in: "/proc").map { fields(of: "/proc/\($0)/stat") }
      .filter { $0.parent == process }
    return children.reduce(parent.own + parent.ended) { $0 + $1.own }
  }

  /// Seconds of the threads of a process, summed by the first word of their names.
  static func ofThreads(_ process: pid_t) -> [String: Double] {
    var sums: [String: Double] = [:]
    for thread in numbers(in: "/proc/\(process)/task") {
      let stat = fields(of: "/proc/\(process)/task/\(thread)/stat")
      let name = stat.name.prefix { $0 != " " && $0 != ":" }
      sums[String(name), default: 0] += stat.own
    }
    return sums
  }

  private struct Stat {
    var name = ""
    var parent: pid_t = 0
    var own = 0.0
    var ended = 0.0
  }

  /// The name stands in brackets and may hold anything (proc(5)).
  private static func fields(of path: String) -> Stat {
    let text = ChildProcess.contents(of: path)
    guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")") else {
      return Stat()
    }
    let rest = text[text.index(after: close)...].split(separator: " ")
    guard rest.count > 14 else { return Stat() }
    func seconds(_ place: Int) -> Double { (Double(rest[place]) ?? 0) / ticksPerSecond }
    return Stat(
      name: String(text[text.index(after: open)..<close]), parent: pid_t(rest[1]) ?? 0,
      own: seconds(11) + seconds(12), ended: seconds(13) + seconds(14))
  }

  private static func numbers(in folder: String) -> [pid_t] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [pid_t] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let number = pid_t(name) { found.append(number) }
    }
    return found
  }
}
