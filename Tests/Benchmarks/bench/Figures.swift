import Glibc

/// Named figures in the order in which they were found, and where they are kept.
struct Figures {
  private(set) var all: [(name: String, value: Double)] = []

  mutating func add(_ name: String, _ value: Double) {
    all.append((name, value))
    print("\(name)\(String(repeating: " ", count: max(40 - name.count, 1)))\(Self.text(value))")
    fflush(nil)
  }

  /// One JSON object on one line.
  var json: String {
    let members = all.map { "\"\($0.name)\": \(Self.text($0.value))" }
    return "{\(members.joined(separator: ", "))}"
  }

  /// Three decimals, of which none is an empty zero.
  static func text(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "0" }
    let thousandths = Int((value * 1_000).rounded())
    let rest = String(1_000 + thousandths.magnitude % 1_000).dropFirst()
    let decimals = rest.reversed().drop { $0 == "0" }.reversed()
    let whole = "\(thousandths < 0 ? "-" : "")\(thousandths.magnitude / 1_000)"
    return decimals.isEmpty ? whole : "\(whole).\(String(decimals))"
  }
}
