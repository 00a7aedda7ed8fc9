import Glibc

/// The wall clock as RFC 3339 writes it, in UTC with milliseconds.
public enum Timestamp {
  static func now() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return text(seconds: Int64(time.tv_sec), milliseconds: Int(time.tv_nsec / 1_000_000))
  }

  public static func text(seconds: Int64, milliseconds: Int) -> String {
    var seconds = time_t(seconds)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let date = [
      digits(Int(parts.tm_year) + 1900, 4), digits(Int(parts.tm_mon) + 1, 2),
      digits(Int(parts.tm_mday), 2),
    ].joined(separator: "-")
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { digits(Int($0), 2) }
      .joined(separator: ":")
    return "\(date)T\(time).\(digits(milliseconds, 3))Z"
  }

  private static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
