/// One run of the bus in a simulated world: records and faults for a while, then calm, then the
/// comparison of what the warehouse holds with what Kafka held.
public struct Simulation: Sendable {
  public let seed: UInt64
  /// What the run did not keep; empty where all is well.
  public let complaints: [String]
  public let faults: FaultCounts
  /// Events of the run.
  public let events: Int
  /// Identifies the order of events; equal for equal seeds.
  public let schedule: UInt64
  /// What happened, line by line, where it was asked for.
  public let trace: [String]
  /// Records that became durable, as the warehouse holds them at the end.
  public let rows: Int

  /// - Parameter bug: what the simulated ports do wrong.
  public static func run(
    seed: UInt64, bug: PlantedBug? = nil, isTracing: Bool = false
  ) -> Simulation {
    let world = World(seed: seed, bug: bug, isTracing: isTracing)
    world.begin()
    world.run(until: world.profile.milliseconds)
    var verdict = Verdict(world)
    if verdict.breaches.isEmpty { world.calm() }
    // Stopped partitions look again after 2 minutes at the latest.
    let end = world.now + calmMillisecondsMax
    while verdict.breaches.isEmpty && !verdict.unfinished.isEmpty && world.now < end {
      world.run(until: world.now + 5_000)
      verdict = Verdict(world)
    }
    return Simulation(
      seed: seed, complaints: verdict.breaches + verdict.unfinished, faults: world.counts,
      events: world.events, schedule: world.fingerprint, trace: world.trace,
      rows: world.warehouse.state.rows.count + world.warehouse.state.quarantine.count)
  }

  private static let calmMillisecondsMax: Int64 = 400_000
}
