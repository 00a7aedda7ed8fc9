import Pipeline

/// What happens to the world: records come, things break, an operator acts.
extension World {
  func begin() {
    for daemon in daemons { daemon.start() }
    rebalance()
    produceLater()
    disturbLater()
    operateLater()
    backUpLater()
  }

  // MARK: - Records

  private func produceLater() {
    plan(random.within(20...profile.produceMilliseconds)) { [unowned self] in
      if isCalm { return }
      produce(random.pick(Array(logs.indices)))
      produceLater()
    }
  }

  private func produce(_ number: Int) {
    defer { wakeDaemons() }
    if logs[number].openTransaction != nil {
      let commits = random.chance(50)
      if !commits { met(.abortedTransaction) }
      logs[number].endTransaction(commits: commits, marker: newEntry(.marker))
      return
    }
    // The first record of a log is a plain one, so that a ledger which moved has a fingerprint.
    if profile.hasTransactions && random.chance(25) && logs[number].end > 0
      && !logs[number].needsPlain
    {
      met(.openTransaction)
      logs[number].beginTransaction()
    }
    for _ in 0..<random.within(1...6) { logs[number].append(newEntry(randomKind())) }
  }

  private func randomKind() -> LogEntry.Kind {
    random.pick([.valid, .valid, .valid, .valid, .valid, .invalid, .tombstone, .poison])
  }

  // MARK: - Disturbances

  private func disturbLater() {
    guard !profile.disturbances.isEmpty else { return }
    plan(random.within(100...profile.pauseMilliseconds)) { [unowned self] in
      if isCalm { return }
      disturb(random.pick(profile.disturbances))
      disturbLater()
    }
  }

  private func disturb(_ kind: Profile.Disturbance) {
    let number = random.pick(Array(logs.indices))
    let topic = logs[number].at.topic
    let duration = random.pick([random.within(10...500), random.within(1_000...20_000)])
    switch kind {
    case .kill: die(random.pick(daemons))
    case .freeze: freeze(random.pick(daemons), duration)
    case .rebalance: rebalance()
    case .twoOwners: addOwner(random.pick(daemons), duration)
    case .warehouseCrash:
      met(duration > 1_000 ? .warehouseOutage : .warehouseCrash)
      warehouse.crash(outage: duration, restoring: false)
    case .restore: warehouse.crash(outage: duration, restoring: true)
    case .unfitTable: warehouse.spoil(topic, for: duration)
    case .lockedTable: warehouse.lock(topic, for: duration)
    case .refusingQuarantine: warehouse.refuseQuarantine(logs[number].at, for: duration)
    case .brokerOutage: breakBroker(duration)
    case .leaderLag: lagUntil = now + duration
    case .recreate: recreate(topic)
    case .truncate: truncate(number)
    case .expire:
      let log = logs[number]
      if log.low < log.stableEnd,
        logs[number].expire(before: random.within(log.low + 1...log.stableEnd))
      {
        met(.retention)
      }
    case .compact:
      let log = logs[number]
      if log.low < log.stableEnd,
        logs[number].compact(random.within(log.low...log.stableEnd - 1))
      {
        met(.compaction)
      }
    }
  }

  private func breakBroker(_ duration: Int64) {
    guard isBrokerUp else { return }
    met(.brokerOutage)
    isBrokerUp = false
    plan(duration) { [unowned self] in repairBroker() }
  }

  private func repairBroker() {
    guard !isBrokerUp else { return }
    isBrokerUp = true
    for daemon in daemons { daemon.recheckIsDue = true }
    wakeDaemons()
  }

  private func recreate(_ topic: String) {
    if bareTopics.contains(topic) { return }
    met(.topicRecreated)
    for number in logs.indices where logs[number].at.topic == topic {
      let former = logs[number].end
      logs[number].recreate()
      // Now and then the new topic is at once as full as the old one was.
      let filled = random.chance(40) ? former + 3 : random.within(0...3)
      for _ in 0..<filled { logs[number].append(newEntry(randomKind())) }
    }
    wakeDaemons()
  }

  private func truncate(_ number: Int) {
    let log = logs[number]
    guard log.openTransaction == nil, log.end > log.low, !bareTopics.contains(log.at.topic) else {
      return
    }
    met(.partitionTruncated)
    logs[number].truncate(to: random.within(max(log.low, log.end - 4)...log.end - 1))
    for _ in 0..<random.within(0...6) { logs[number].append(newEntry(randomKind())) }
    wakeDaemons()
  }

  // MARK: - Daemons

  /// Whether a daemon dies at this step of its work: it does nothing behind the step, and is gone
  /// before time goes on.
  func mayCrash(_ daemon: SimulatedDaemon, _ step: Fault) -> Bool {
    guard !isCalm, daemon.isAlive, random.chance(profile.crashPercent) else { return false }
    met(step)
    let life = daemon.life
    plan(0) { [unowned self] in if daemon.life == life { die(daemon) } }
    return true
  }

  private func die(_ daemon: SimulatedDaemon) {
    guard daemon.isAlive else { return }
    tell("\(daemon.name) dies")
    daemon.die()
    let generation = rebalances
    let life = daemon.life
    plan(10_000) { [unowned self] in
      guard daemon.life == life, !daemon.isAlive, !isCalm else { return }
      met(.sessionTimeout)
      rebalance()
    }
    plan(random.within(100...15_000)) { [unowned self] in
      guard daemon.life == life, !daemon.isAlive else { return }
      tell("\(daemon.name) starts again")
      let former = partitions(of: daemon)
      daemon.start()
      // A static member that is back in time has its partitions without a rebalance.
      if generation == rebalances { daemon.assigned(former) } else { rebalance() }
    }
  }

  /// Perhaps freezes a daemon in mid-COPY.
  func mayFreeze(_ daemon: SimulatedDaemon) {
    guard !isCalm, random.chance(profile.freezePercent) else { return }
    freeze(daemon, random.within(1_000...40_000))
  }

  /// SIGSTOP, later SIGCONT. Beyond the session timeout others take over, and the frozen one goes
  /// on as a zombie until it hears of it.
  private func freeze(_ daemon: SimulatedDaemon, _ duration: Int64) {
    guard daemon.isAlive, !daemon.isFrozen else { return }
    tell("\(daemon.name) is frozen for \(duration) ms")
    daemon.frozenUntil = now + duration
    guard duration > 10_000 else { return }
    let life = daemon.life
    plan(10_000) { [unowned self] in
      if daemon.life == life && !isCalm { rebalance() }
    }
    plan(duration + random.within(1...3_000)) { [unowned self] in
      guard daemon.life == life, !isCalm else { return }
      met(.zombie)
      rebalance()
    }
  }

  /// The members that the group's coordinator knows, in order.
  private var members: [SimulatedDaemon] { daemons.filter { $0.isAlive && !$0.isFrozen } }

  private func partitions(of daemon: SimulatedDaemon) -> [Int] {
    guard let place = dealt.firstIndex(where: { $0 === daemon }) else { return [] }
    return logs.indices.filter { $0 % dealt.count == place }
  }

  /// All members give their partitions up, then each gets its share. A frozen one does not hear.
  func rebalance() {
    met(.rebalance)
    rebalances += 1
    let generation = rebalances
    dealt = members
    for daemon in dealt { daemon.revoked() }
    plan(random.within(50...500)) { [unowned self] in
      guard generation == rebalances else { return }
      for daemon in dealt {
        later(daemon, life: daemon.life, 0) { [unowned self] in
          if generation == rebalances { daemon.assigned(partitions(of: daemon)) }
        }
      }
    }
  }

  /// A second daemon with one configuration: it reads all partitions, whoever else does.
  private func addOwner(_ daemon: SimulatedDaemon, _ duration: Int64) {
    guard daemon.isAlive, !daemon.isFrozen, daemons.count > 1 else { return }
    met(.twoOwners)
    daemon.revoked()
    daemon.assigned(Array(logs.indices))
    // Where records keep coming, the two take turns, and now and then one misses three times on end.
    if random.chance(50) { press(random.pick(Array(logs.indices)), until: now + duration) }
    plan(duration) { [unowned self] in if !isCalm { rebalance() } }
  }

  /// Records of one partition, one soon after the other.
  private func press(_ number: Int, until end: Int64) {
    plan(random.within(30...150)) { [unowned self] in
      if isCalm || now > end { return }
      produce(number)
      press(number, until: end)
    }
  }

  // MARK: - Operators

  private func backUpLater() {
    plan(random.within(2_000...8_000)) { [unowned self] in
      if isCalm { return }
      warehouse.backUp()
      backUpLater()
    }
  }

  private func operateLater() {
    guard profile.hasOperator else { return }
    plan(random.within(2_000...8_000)) { [unowned self] in
      if isCalm { return }
      if warehouse.isUp { operate(random.pick(Array(logs.indices))) }
      operateLater()
    }
  }

  /// The command that a stop's way out names.
  private func operate(_ number: Int) {
    let at = logs[number].at
    for daemon in daemons where daemon.isAlive && daemon.slots[number].isAssigned {
      switch daemon.slots[number].state.stopReason {
      case .retentionPassed:
        met(.operatorDiscard)
        bareTopics.insert(at.topic)
        return warehouse.discard(at, to: logs[number].low)
      case .beyondEnd, .fingerprintMismatch:
        met(.operatorRenew)
        return warehouse.renew(at.topic)
      case .secondOwner, .unfit, .waiting, .quarantineRefused, .unreadable, .tooManyRefused, nil:
        break
      }
    }
  }

  // MARK: - The end

  /// All that was broken is mended, and each partition has one owner.
  func calm() {
    isCalm = true
    tell("calm")
    warehouse.mend()
    lagUntil = 0
    repairBroker()
    for number in logs.indices where logs[number].openTransaction != nil {
      logs[number].endTransaction(commits: true, marker: newEntry(.marker))
    }
    for daemon in daemons {
      daemon.frozenUntil = 0
      if !daemon.isAlive { daemon.start() }
    }
    rebalance()
  }
}
