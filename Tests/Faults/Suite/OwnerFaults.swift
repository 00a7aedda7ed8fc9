import Glibc
import Support

extension Fault {
  /// More than one daemon, or one that stands still while another goes on.
  static let ownerFaults: [Fault] = [
    Fault(
      "zombie", invariant: exactlyOnce + "; what the zombie still holds is refused",
      injection:
        "SIGSTOP of one of two daemons in mid-load until the other has its partitions, then "
        + "SIGCONT"
    ) { try $0.zombie(rounds: 3) },
    Fault(
      "frozen-owner",
      invariant: exactlyOnce + "; the other daemon ends the frozen session and says so",
      injection:
        "one of two daemons is stopped for good in mid-COPY, with its ledger rows locked and "
        + "its connection open"
    ) { try $0.freeze() },
    Fault(
      "two-daemons",
      invariant: exactlyOnce + "; on one host the second does not start (status 78), from another "
        + "host the broker fences one of them (status 79)",
      injection: "a second daemon with the same configuration, on this host and as if on another"
    ) { try $0.twoDaemons() },
    Fault(
      "two-owners", invariant: exactlyOnce,
      injection: "two daemons with a fixed assignment to the same partitions load at once",
      isQuick: true
    ) { try $0.twoOwners() },
    Fault(
      "rebalance-storm", invariant: exactlyOnce,
      injection: "three daemons join and leave a group every second, by SIGTERM and by SIGKILL"
    ) { try $0.storm(events: 24) },
    Fault(
      "max-poll", invariant: exactlyOnce + "; the daemon takes its partitions back by itself",
      injection: "the poll thread alone is held by strace for longer than max.poll.interval.ms"
    ) { try $0.holdPoll() },
  ]

  fileprivate static let shortSession = "\"session.timeout.ms\" = 6000"
}

extension FaultStage {
  fileprivate func zombie(rounds: Int) throws -> String {
    let scenario = try scenario(partitions: 6)
    let proxy = try TCPProxy(to: scenario.postgres.port)
    defer { proxy.close() }
    let slow = "batch_bytes_max = 65536\nlanes = 1"
    let one = scenario.daemon(
      "a", consumer: slow, kafka: Fault.shortSession, warehousePort: proxy.port)
    let other = scenario.daemon("b", consumer: slow, kafka: Fault.shortSession)
    start(one)
    start(other)
    var count = 3_000
    try scenario.produce(count)
    try settle(scenario, at: count)
    proxy.delay(milliseconds: 3)
    var longest = 0.0
    for _ in 0..<rounds {
      try scenario.produce(6_000, from: count)
      count += 6_000
      usleep(UInt32.random(in: 50_000..<400_000))
      one.send(SIGSTOP)
      try scenario.produce(3_000, from: count)
      count += 3_000
      longest = max(longest, try settle(scenario, at: count, seconds: 120))
      one.send(SIGCONT)
      try scenario.produce(600, from: count)
      count += 600
      try settle(scenario, at: count)
    }
    try stop(one)
    try stop(other)
    return "\(rounds) zombies, their partitions moved and loaded within \(tenths(longest)), "
      + "\(one.mentions("any more; reads it again")) of their commits refused by the ledger; "
      + "\(try promise(scenario))"
  }

  fileprivate func freeze() throws -> String {
    let scenario = try scenario(partitions: 6)
    let proxy = try TCPProxy(to: scenario.postgres.port, spotting: CopySpotter(afterMessages: 12))
    defer { proxy.close() }
    let slow = "batch_bytes_max = 65536\nlanes = 1"
    let one = scenario.daemon(
      "a", consumer: slow, kafka: Fault.shortSession, warehousePort: proxy.port)
    let other = scenario.daemon("b", consumer: slow, kafka: Fault.shortSession)
    proxy.arm(.hold)
    start(one)
    try scenario.produce(6_000)
    try wait(for: "a COPY to be held") { proxy.fired == 1 }
    one.send(SIGSTOP)
    start(other)
    try scenario.produce(3_000, from: 6_000)
    let seconds = try settle(scenario, at: 9_000, seconds: 120)
    let ended = other.mentions("ended the database session")
    try require(ended > 0, "the other daemon ended no session")
    one.send(SIGCONT)
    try scenario.produce(3_000, from: 9_000)
    try settle(scenario, at: 12_000)
    try stop(one)
    try stop(other)
    return "its partitions moved and loaded within \(tenths(seconds)), sessions ended: \(ended); "
      + "\(try promise(scenario))"
  }

  fileprivate func twoDaemons() throws -> String {
    let scenario = try scenario()
    let first = start(scenario.daemon("a", kafka: Fault.shortSession))
    try scenario.produce(3_000)
    try settle(scenario, at: 3_000)
    let second = start(scenario.daemon("a2", instance: "a", kafka: Fault.shortSession))
    let refused = second.wait()
    try require(refused == 78, "the second daemon ended with \(refused), not with 78")
    // The address list names the same cluster in other words, as another host's file may.
    let brokers = scenario.cluster.bootstrap.split(separator: ",").reversed().joined(separator: ",")
    let far = start(
      scenario.daemon(
        "a3", instance: "a", kafka: Fault.shortSession,
        bootstrap: brokers == scenario.cluster.bootstrap ? brokers + "," + brokers : brokers))
    try scenario.produce(3_000, from: 3_000)
    try wait(for: "one of them fenced") { first.hasEnded || far.hasEnded }
    let (fenced, left) = first.hasEnded ? (first, far) : (far, first)
    let status = fenced.wait()
    try require(status == 79, "the fenced daemon ended with \(status), not with 79")
    try scenario.produce(3_000, from: 6_000)
    let seconds = try settle(scenario, at: 9_000)
    try stop(left)
    return "statuses 78 and 79, the other one loaded on within \(tenths(seconds)); "
      + "\(try promise(scenario))"
  }

  fileprivate func twoOwners() throws -> String {
    let scenario = try scenario()
    let list = (0..<scenario.partitions).map { "\"\(scenario.topics[0])/\($0)\"" }
    let fixed = """
      assignment = "fixed"
      partitions = [\(list.joined(separator: ", "))]
      batch_bytes_max = 65536
      """
    let one = start(scenario.daemon("a", consumer: fixed))
    let other = start(scenario.daemon("b", consumer: fixed))
    var count = 0
    for _ in 0..<8 {
      try scenario.produce(1_500, from: count)
      count += 1_500
      usleep(300_000)
    }
    let seconds = try settle(scenario, at: count)
    try stop(one)
    try stop(other)
    let misses = [one, other].reduce(0) { $0 + $1.mentions("any more; reads it again") }
    return "\(misses) commits refused by the ledger, all taken after \(tenths(seconds)); "
      + "\(try promise(scenario))"
  }

  fileprivate func storm(events: Int) throws -> String {
    let scenario = try scenario(partitions: 12)
    let daemons = ["a", "b", "c"].map {
      scenario.daemon($0, consumer: "batch_bytes_max = 65536", kafka: Fault.shortSession)
    }
    start(daemons[0])
    var count = 0
    var (joins, leaves, kills) = (0, 0, 0)
    for event in 0..<events {
      try scenario.produce(1_500, from: count)
      count += 1_500
      usleep(UInt32.random(in: 300_000..<1_500_000))
      let daemon = daemons[event % daemons.count]
      if daemon.id == nil {
        start(daemon)
        joins += 1
      } else if Bool.random() {
        try stop(daemon)
        leaves += 1
      } else {
        daemon.kill()
        kills += 1
      }
    }
    for daemon in daemons where daemon.id == nil { start(daemon) }
    let seconds = try settle(scenario, at: count, seconds: 150)
    for daemon in daemons { try stop(daemon) }
    return "\(joins) joined, \(leaves) left, \(kills) died, all taken \(tenths(seconds)) after the "
      + "last; \(try promise(scenario))"
  }

  fileprivate func holdPoll() throws -> String {
    try need("strace", package: "strace")
    let scenario = try scenario()
    let kafka = "\(Fault.shortSession)\n\"max.poll.interval.ms\" = 7000"
    let daemon = start(scenario.daemon(kafka: kafka))
    try scenario.produce(3_000)
    try settle(scenario, at: 3_000)
    let tasks = "/proc/\(daemon.id ?? 0)/task"
    let held = ChildProcess.run([
      "sh", "-c",
      """
      for task in \(tasks)/*; do
        [ "$(cat "$task/comm")" = poll ] || continue
        timeout 30 strace -qqq -o /dev/null -p "${task##*/}" -e trace=futex,poll,epoll_wait,ppoll \
          -e inject=futex,poll,epoll_wait,ppoll:delay_enter=11s:when=1 &
        sleep 13; kill $!; exit 0
      done
      exit 1
      """,
    ])
    try require(held == 0, "the daemon has no thread named poll")
    let begun = 3_000
    try scenario.produce(3_000, from: begun)
    let seconds = try settle(scenario, at: 6_000)
    let said = daemon.mentions("max.poll.interval.ms") + daemon.mentions("max-poll")
    try require(said > 0, "the daemon says nothing of max.poll.interval.ms: nothing was exceeded")
    try stop(daemon)
    return "exceeded and said, reads again after \(tenths(seconds)); \(try promise(scenario))"
  }
}
