import Glibc
import JSON
import Support

/// Former runs, one JSON object a line, kept in the repository.
struct History {
  let path: String

  private struct Entry {
    var date: String
    var machine: String
    var figures: [(name: String, value: Double)]

    init?(line: String) {
      guard let object = try? JSONReader.parse(line), let date = object["date"]?.string,
        let machine = object["machine"]?.string, let members = object["figures"]?.object
      else { return nil }
      self.date = date
      self.machine = machine
      figures = members.compactMap { member in
        member.value.number.flatMap { Double($0.text) }.map { (member.name, $0) }
      }
    }
  }

  /// Says how figures changed since each was last found on this machine: a run may leave scenes out.
  func compare(_ figures: Figures) {
    let entries = ChildProcess.lines(of: path).compactMap { Entry(line: $0) }
      .filter { $0.machine == Machine.name }
    guard let last = entries.last else {
      return print("no former run on this machine in \(path); HISTORY=1 keeps this one")
    }
    let before = Dictionary(
      entries.flatMap(\.figures).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    let changes = figures.all.compactMap { figure -> String? in
      guard let old = before[figure.name], old != 0 else { return nil }
      let percent = Int(((figure.value / old - 1) * 100).rounded())
      return percent.magnitude < 10 ? nil : "\(figure.name) \(percent > 0 ? "+" : "")\(percent) %"
    }
    print(
      changes.isEmpty
        ? "since \(last.date): nothing changed by 10 % or more"
        : "since \(last.date): \(changes.joined(separator: ", "))")
  }

  func keep(_ figures: Figures) throws {
    guard let file = fopen(path, "a") else { throw BenchFailure("cannot write \(path)") }
    defer { fclose(file) }
    let machine = JSONWriter.text(of: .string(Machine.name))
    fputs(
      "{\"date\": \"\(today)\", \"machine\": \(machine), \"figures\": \(figures.json)}\n", file)
  }

  private var today: String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1_900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }
}
