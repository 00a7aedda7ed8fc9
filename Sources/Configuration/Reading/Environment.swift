import Glibc

/// What the process got from its surroundings.
public enum Environment {
  /// The variables with which the process was started.
  public static func current() -> [String: String] {
    guard let file = try? SmallFile.read("/proc/self/environ", bytesMax: 4 << 20) else {
      return [:]
    }
    var variables: [String: String] = [:]
    for entry in file.bytes.split(separator: 0) {
      guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = String(decoding: entry[..<equals], as: UTF8.self)
      variables[name] = String(decoding: entry[(equals + 1)...], as: UTF8.self)
    }
    return variables
  }

  /// The machine's name, as `uname -n` says it.
  public static func hostName() -> String {
    var system = utsname()
    guard uname(&system) == 0 else { return "localhost" }
    return withUnsafeBytes(of: system.nodename) { raw in
      String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
