/// A moment of the demo, in the spellings that agencies' systems send. All are Vietnamese time
/// (UTC+07:00, without daylight saving).
struct DemoInstant: Sendable {
  /// Since 1970-01-01T00:00:00Z.
  var milliseconds: Int64

  private static let offsetSeconds: Int64 = 7 * 3600

  private var localSeconds: Int64 { milliseconds / 1000 + Self.offsetSeconds }

  /// Year, month and day after Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private var date: (year: Int64, month: Int64, day: Int64) {
    let shifted = localSeconds / 86_400 + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  private static func padded(_ value: Int64, to width: Int = 2) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// `2026-06-09`.
  var day: String {
    let (year, month, day) = date
    return "\(Self.padded(year, to: 4))-\(Self.padded(month))-\(Self.padded(day))"
  }

  /// `09/06/2026`.
  var vietnameseDay: String {
    let (year, month, day) = date
    return "\(Self.padded(day))/\(Self.padded(month))/\(Self.padded(year, to: 4))"
  }

  /// `260609`, as in dossier codes.
  var shortDay: String { String(day.filter { $0 != "-" }.dropFirst(2)) }

  private var time: String {
    let seconds = localSeconds % 86_400
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
    return parts.map { Self.padded($0) }.joined(separator: ":")
  }

  /// `2026-06-09T14:30:00+07:00`.
  var withOffset: String { "\(day)T\(time)+07:00" }

  /// `20260609143000`.
  var compact: String { String("\(day)\(time)".filter { $0 != "-" && $0 != ":" }) }

  /// `2026-06-09 14:30:00`.
  var spaced: String { "\(day) \(time)" }

  /// `2026-06-09T14:30:00`.
  var withoutOffset: String { "\(day)T\(time)" }

  func adding(minutes: Int) -> DemoInstant {
    DemoInstant(milliseconds: milliseconds + Int64(minutes) * 60_000)
  }
}
