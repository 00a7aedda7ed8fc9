import Simulator
import Testing

@Suite("The bus in a simulated world")
struct SimulationTests {
  @Test("A thousand seeds are well, and among them each kind of fault is met")
  func sound() async {
    let runs = await Self.run(seeds: 1...1_000)
    for run in runs {
      #expect(run.complaints.isEmpty, "make simulate SEEDS=1 FROM=\(run.seed)")
    }
    var met = FaultCounts()
    for run in runs { met.add(run.faults) }
    for fault in Fault.allCases {
      #expect(met[fault] > 0, "\(fault) was never met")
    }
    #expect(Set(runs.map(\.schedule)).count == runs.count)
  }

  /// The most seeds that each bug may take. What `make simulate BUG=` prints is fewer.
  static let seedsMax: [(PlantedBug, UInt64)] = [
    (.ledgerOff, 2), (.commitBeforeWrite, 20), (.quarantineOutside, 20), (.seekOffByOne, 5),
    (.fenceIgnored, 20), (.fingerprintIgnored, 20),
  ]

  @Test("Each planted bug is found within its number of seeds", arguments: seedsMax)
  func planted(_ bug: PlantedBug, _ most: UInt64) {
    #expect((1...most).contains { !Simulation.run(seed: $0, bug: bug).complaints.isEmpty })
  }

  @Test("A seed replays exactly", arguments: [UInt64(3), 17, 1_000_003])
  func replay(_ seed: UInt64) {
    let first = Simulation.run(seed: seed, isTracing: true)
    let second = Simulation.run(seed: seed, isTracing: true)
    #expect(first.schedule == second.schedule)
    #expect(first.trace == second.trace && !first.trace.isEmpty)
  }

  private static func run(seeds: ClosedRange<UInt64>) async -> [Simulation] {
    await withTaskGroup(of: Simulation.self) { group in
      for seed in seeds { group.addTask { Simulation.run(seed: seed) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }
}
