import Glibc
import Support

// Prints figures, most of them as ratios to something measured in the same run, and writes
// .build/bench.json. Needs real Kafka and PostgreSQL: see README, "Figures".
let count = environment("RECORDS").flatMap { Int($0) } ?? 2_000_000
let rounds = environment("ROUNDS").flatMap { Int($0) } ?? 3
let scenes = environment("SCENES")?.split(separator: ",").map(String.init) ?? Scene.names
let points = environment("POINTS")?.split(separator: ",").map(String.init) ?? []
let history = History(path: "Tests/Benchmarks/history.jsonl")

do {
  for scene in scenes where !Scene.names.contains(scene) {
    throw BenchFailure("SCENES knows no \(scene): \(Scene.names.joined(separator: ", "))")
  }
  print(Machine.name)
  let bed = try Bed()
  defer { bed.end() }
  var figures = Figures()
  for scene in scenes { try Scene.run(scene, bed, &figures) }
  try Bed.write(figures.json + "\n", to: ".build/bench.json")
  history.compare(figures)
  if environment("HISTORY") == "1" { try history.keep(figures) }
} catch {
  print("bench: \(error)")
  exit(70)
}

/// The measurements by name.
enum Scene {
  static let names = ["append", "consume", "restart", "keyed", "latency", "scaling", "curves"]

  static func run(_ name: String, _ bed: Bed, _ figures: inout Figures) throws {
    switch name {
    case "append": try Append(bed: bed, count: count, rounds: rounds).run(&figures)
    case "consume": try Consume(bed: bed, count: count, rounds: rounds).run(&figures)
    case "restart": try Restart(bed: bed, count: count, rounds: rounds).run(&figures)
    case "keyed": try KeyedModes(bed: bed, count: min(count, 500_000)).run(&figures)
    case "latency": try Latency(bed: bed, seconds: 20).run(&figures)
    case "scaling":
      try Scaling(bed: bed, count: min(count, 1_000_000), rounds: rounds).run(&figures)
      try Rebalance(bed: bed, rounds: rounds).run(&figures)
    default: try Curves(bed: bed, count: min(count, 400_000), points: points).run(&figures)
    }
  }
}
