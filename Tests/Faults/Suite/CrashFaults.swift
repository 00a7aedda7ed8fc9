import Glibc
import Support

extension Fault {
  /// The daemon dies by SIGKILL.
  static let crashFaults: [Fault] = [
    Fault(
      "sigkill-random", invariant: exactlyOnce,
      injection: "SIGKILL at random moments of a load that a slow warehouse stretches"
    ) { try $0.killAtRandom(times: 20) },
    Fault(
      "crash-every-syscall", invariant: exactlyOnce,
      injection:
        "SIGKILL at the n-th sendto, recvfrom, sendmsg, recvmsg, poll or write of a thread, "
        + "by strace, for each n from the start on"
    ) { try $0.crashAtEveryCall() },
  ]
}

extension FaultStage {
  fileprivate func killAtRandom(times: Int) throws -> String {
    let scenario = try scenario()
    let proxy = try TCPProxy(to: scenario.postgres.port)
    defer { proxy.close() }
    proxy.delay(milliseconds: 4)
    let daemon = scenario.daemon(consumer: "batch_bytes_max = 65536", warehousePort: proxy.port)
    let slice = 2_000
    start(daemon)
    for round in 0..<times {
      try scenario.produce(slice, from: round * slice)
      usleep(UInt32.random(in: 0..<900_000))
      daemon.kill()
      start(daemon)
    }
    let seconds = try settle(scenario, at: times * slice, seconds: 150)
    try stop(daemon)
    return "\(times) kills, all taken \(tenths(seconds)) after the last; \(try promise(scenario))"
  }

  /// One life after the other, each with records to load, each ended at a system call further on.
  fileprivate func crashAtEveryCall() throws -> String {
    try need("strace", package: "strace")
    let scenario = try scenario(partitions: 2)
    let daemon = scenario.daemon(consumer: "batch_bytes_max = 65536")
    var lives = CrashingLives(stage: self, scenario: scenario, daemon: daemon)
    // The thread that keeps the contracts is the first to reach the small counts, the lanes the others.
    let counts = Array(1...24) + stride(from: 26, through: 90, by: 2)
    for call in ["sendto", "recvfrom"] { try lives.run(call, counts) }
    for call in ["sendmsg", "recvmsg", "poll", "write"] {
      try lives.run(call, [1, 2, 3, 5, 8, 13, 21, 34])
    }
    start(daemon)
    try settle(scenario, at: lives.produced)
    try stop(daemon)
    return "\(lives.crashes) crashes at \(lives.calls.count) system calls, \(lives.withCommits) of "
      + "them after commits of their own; \(try promise(scenario))"
  }
}

private struct CrashingLives {
  let stage: FaultStage
  let scenario: Scenario
  let daemon: TestDaemon
  var produced = 0
  var crashes = 0
  /// Lives that committed something before they ended.
  var withCommits = 0
  var calls: Set<String> = []

  init(stage: FaultStage, scenario: Scenario, daemon: TestDaemon) {
    (self.stage, self.scenario, self.daemon) = (stage, scenario, daemon)
  }

  /// Crashes at each of the counts, while records come in small batches. The first one that is not
  /// reached ends the call.
  mutating func run(_ call: String, _ counts: [Int]) throws {
    for count in counts {
      let before = scenario.accounted()
      stage.start(
        daemon,
        under: [
          "strace", "-D", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=\(call)",
          "-e", "inject=\(call):signal=SIGKILL:when=\(count)",
        ])
      let crashed = try produceUntilItEnds()
      daemon.kill()
      guard crashed else { return }
      crashes += 1
      calls.insert(call)
      if scenario.accounted() > before { withCommits += 1 }
    }
  }

  private mutating func produceUntilItEnds() throws -> Bool {
    for _ in 0..<60 {
      if daemon.hasEnded { return true }
      try scenario.produce(40, from: produced)
      produced += 40
      usleep(20_000)
    }
    return daemon.hasEnded
  }
}
