import Glibc
import Support

extension Fault {
  /// Clock and end of the process.
  static let processFaults: [Fault] = [
    Fault(
      "clock-jump", invariant: exactlyOnce,
      injection:
        "the daemon's real-time clock jumps by seconds, hours and years, forth and back (a preloaded "
        + "library)"
    ) { try $0.jump() },
    Fault(
      "shutdown-all-down", invariant: "SIGTERM to exit within 10 s, status 0; nothing lost later",
      injection: "SIGTERM with broker and PostgreSQL down, with records in hand"
    ) { try $0.stopWithAllDown() },
  ]
}

extension FaultStage {
  fileprivate func jump() throws -> String {
    let scenario = try scenario()
    let (library, clock) = ("\(scenario.folder.path)/clock.so", "\(scenario.folder.path)/clock")
    try ChildProcess.check([
      "cc", "-O1", "-shared", "-fPIC", "-o", library, "Tests/Faults/ClockShift/ClockShift.c",
    ])
    try shift(clock, bySeconds: 0)
    let daemon = start(
      scenario.daemon(consumer: "batch_bytes_max = 65536"),
      environment: ["LD_PRELOAD=\(library)", "CLOCK_SHIFT_FILE=\(clock)"])
    var count = 3_000
    try scenario.produce(count)
    try settle(scenario, at: count)
    let maps = ChildProcess.lines(of: "/proc/\(daemon.id ?? 0)/maps")
    try require(maps.contains { $0.hasSuffix(library) }, "the daemon has not loaded \(library)")
    let jumps = [2, -3, 7_200, -3_600, 864_000, -86_400, 315_360_000, 0]
    var longest = 0.0
    for jump in jumps {
      try shift(clock, bySeconds: jump)
      try scenario.produce(3_000, from: count)
      count += 3_000
      longest = max(longest, try settle(scenario, at: count))
    }
    try stop(daemon)
    return "\(jumps.count) jumps of up to ten years, each followed by 3,000 records, which were "
      + "loaded within \(tenths(longest)); \(try promise(scenario))"
  }

  /// Eight bytes, in place: the daemon has the file mapped.
  private func shift(_ clock: String, bySeconds seconds: Int) throws {
    let file = open(clock, O_WRONLY | O_CREAT, 0o644)
    defer { close(file) }
    var nanoseconds = Int64(seconds) * 1_000_000_000
    try require(pwrite(file, &nanoseconds, 8, 0) == 8, "cannot write \(clock)")
  }

  fileprivate func stopWithAllDown() throws -> String {
    let postgres = try ownPostgres()
    guard let cluster = KafkaCluster.start(nodes: 1) else {
      throw FaultSkipped(reason: "no Kafka can be started here")
    }
    defer { cluster.stop() }
    let scenario = try scenario(on: postgres, and: cluster)
    let proxy = try TCPProxy(to: postgres.port)
    defer { proxy.close() }
    let daemon = start(scenario.daemon(warehousePort: proxy.port))
    try scenario.produce(3_000)
    try settle(scenario, at: 3_000)
    // A batch is in hand, unanswered, when both go.
    proxy.blackhole(true)
    try scenario.produce(3_000, from: 3_000)
    usleep(500_000)
    try postgres.stopImmediately()
    cluster.kill(node: 1)
    usleep(500_000)
    let begun = ContinuousClock.now
    try stop(daemon)
    let seconds = (ContinuousClock.now - begun) / .seconds(1)
    try require(seconds <= 10, "SIGTERM to exit took \(tenths(seconds))")
    proxy.blackhole(false)
    proxy.cutAll()
    try postgres.start()
    cluster.restart(node: 1)
    start(daemon)
    try settle(scenario, at: 6_000)
    try stop(daemon)
    return "\(tenths(seconds)) from SIGTERM to exit; later \(try promise(scenario))"
  }
}
