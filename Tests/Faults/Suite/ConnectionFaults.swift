import Support

extension Fault {
  /// The connection to the warehouse is hurt by a proxy before it.
  static let connectionFaults: [Fault] = [
    Fault(
      "commit-lost-before", invariant: exactlyOnce,
      injection: "the proxy cuts the connection at a load's COMMIT, which PostgreSQL never sees",
      isQuick: true
    ) { try $0.throughProxy(LoadCommitSpotter(), .cutBefore, "COMMITs lost") },
    Fault(
      "commit-lost-after", invariant: exactlyOnce,
      injection: "the proxy passes a load's COMMIT on and cuts when PostgreSQL answers",
      isQuick: true
    ) { try $0.throughProxy(LoadCommitSpotter(), .cutAtReply, "answers to COMMIT lost") },
    Fault(
      "copy-cut", invariant: exactlyOnce,
      injection: "the proxy cuts the connection in the midst of a COPY's data", isQuick: true
    ) { try $0.throughProxy(CopySpotter(afterMessages: 3), .cutBefore, "COPYs cut") },
    Fault(
      "reply-blackholed",
      invariant: exactlyOnce + "; the lane gives the silent session up by itself",
      injection: "from a load's COMMIT on, nothing that PostgreSQL says comes back"
    ) { try $0.throughProxy(LoadCommitSpotter(), .loseReplies, "sessions gone silent", times: 1) },
  ]
}

extension FaultStage {
  /// Loads while the proxy does its harm so many times.
  fileprivate func throughProxy(
    _ spotter: any ByteSpotter, _ effect: TCPProxy.Effect, _ what: String, times: Int = 8
  ) throws -> String {
    let scenario = try scenario()
    let proxy = try TCPProxy(to: scenario.postgres.port, spotting: spotter)
    defer { proxy.close() }
    let daemon = scenario.daemon(consumer: "batch_bytes_max = 65536", warehousePort: proxy.port)
    var count = 12_000
    proxy.arm(effect, times: times)
    start(daemon)
    try scenario.produce(count)
    var seconds = try settle(scenario, at: count, seconds: 150)
    while proxy.fired < times && count < 40_000 {
      try scenario.produce(2_000, from: count)
      count += 2_000
      seconds += try settle(scenario, at: count)
    }
    try require(proxy.fired == times, "the fault came about \(proxy.fired) times, not \(times)")
    try stop(daemon)
    return "\(what): \(times), all taken after \(tenths(seconds)); \(try promise(scenario))"
  }
}
