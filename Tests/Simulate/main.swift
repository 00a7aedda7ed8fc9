import Glibc
import Simulator

/// `simulate [--seeds n] [--from seed] [--bug name]`: runs seeds one after the other. With one seed
/// it prints what happened, line by line.
struct Arguments {
  var seeds: UInt64 = 1_000
  var from: UInt64 = 1
  var bug: PlantedBug?

  init?(_ words: ArraySlice<String>) {
    var rest = words
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { return nil }
      switch (name, UInt64(value), PlantedBug(rawValue: value)) {
      case ("--seeds", let number?, _): seeds = number
      case ("--from", let number?, _): from = number
      case ("--bug", _, let planted?): bug = planted
      default: return nil
      }
    }
  }
}

func report(_ run: Simulation) {
  print("seed \(run.seed): NOT well (\(run.events) events)")
  for complaint in run.complaints.prefix(10) { print("  \(complaint)") }
  print("  once more, with all that happened: make simulate SEEDS=1 FROM=\(run.seed)")
}

guard let arguments = Arguments(CommandLine.arguments.dropFirst()) else {
  let bugs = PlantedBug.allCases.map(\.rawValue).joined(separator: ", ")
  print("usage: simulate [--seeds n] [--from seed] [--bug \(bugs)]")
  exit(64)
}

let clock = ContinuousClock()
let begun = clock.now
var faults = FaultCounts()
var runsThatMet: [Fault: Int] = [:]
var schedules: Set<UInt64> = []
var events = 0
var rows = 0
var failed: [UInt64] = []
for seed in arguments.from..<(arguments.from + arguments.seeds) {
  let run = Simulation.run(seed: seed, bug: arguments.bug, isTracing: arguments.seeds == 1)
  for line in run.trace { print(line) }
  faults.add(run.faults)
  for fault in Fault.allCases where run.faults[fault] > 0 { runsThatMet[fault, default: 0] += 1 }
  schedules.insert(run.schedule)
  events += run.events
  rows += run.rows
  if !run.complaints.isEmpty {
    failed.append(seed)
    if failed.count <= 20 { report(run) }
  }
}

print("\nfault                        met    in runs")
for fault in Fault.allCases {
  let name = fault.rawValue + String(repeating: " ", count: max(24 - fault.rawValue.count, 1))
  let met = String(faults[fault])
  let runs = String(runsThatMet[fault] ?? 0)
  print(
    name + String(repeating: " ", count: max(8 - met.count, 1)) + met
      + String(repeating: " ", count: max(11 - runs.count, 1)) + runs)
}
let spent = clock.now - begun
print(
  """

  seeds \(arguments.from) to \(arguments.from + arguments.seeds - 1): \(schedules.count) schedules, \
  \(events) events, \(rows) rows, in \(spent)
  \(failed.isEmpty ? "all well" : "\(failed.count) NOT well, first \(failed[0])")
  """)
exit(failed.isEmpty ? 0 : 1)
