import Glibc
import Support

// Loads the same records without and with refused ones among them, and prints what those cost as a
// ratio. Needs PostgreSQL alone: see README, "Figures".
let count = getenv("RECORDS").flatMap { Int(String(cString: $0)) } ?? 1_000_000
let share = 100

do {
  print("loading \(count) records, then the same with one refused in \(share) …")
  fflush(nil)
  let bench = try PoisonBench(server: try PostgresServer.separate(), count: count, share: share)
  var lines: [String] = []
  for guardian in PoisonBench.Guardian.allCases {
    let clean = try bench.load(under: guardian, poisoned: false)
    let poisoned = try bench.load(under: guardian, poisoned: true)
    let ratio = clean.seconds / poisoned.seconds
    let each = Double(poisoned.statements - clean.statements) / Double(count / share)
    print(
      """
      \(guardian.rawValue)
        none refused         \(rounded(clean.seconds)) s
        1 % refused          \(rounded(poisoned.seconds)) s
        statements for each  \(rounded(each))
        \(guardian.figure): \(rounded(ratio))
      """)
    lines.append("\"\(guardian.figure)\": \(rounded(ratio))")
    lines.append("\"\(guardian.figure)_statements\": \(rounded(each))")
  }
  if let file = fopen(".build/bench-poison.json", "w") {
    fputs("{\(lines.joined(separator: ", ")), \"records\": \(count)}\n", file)
    fclose(file)
  }
} catch {
  print("bench-poison: \(error)")
  exit(70)
}

func rounded(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let rest = hundredths % 100
  return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
