import Pipeline

/// What a run must have kept, found by comparing the database with all that the logs ever held.
struct Verdict {
  let world: World
  /// What no time mends.
  private(set) var breaches: [String] = []
  /// What the run has yet to come to.
  private(set) var unfinished: [String] = []
  private let state: DatabaseState
  /// What the tables and the quarantine hold of each partition's source, by offset.
  private var stored: [DatabaseState.Place: [Int64: Int64]] = [:]

  init(_ world: World) {
    self.world = world
    state = world.warehouse.state
    gather(state.rows, "table") { $0 == .valid }
    gather(state.quarantine, "quarantine") { $0 == .invalid || $0 == .poison }
    for (place, entry) in state.ledger.sorted(by: { $0.key < $1.key }) { check(place, entry) }
    for number in world.logs.indices { checkEnd(number) }
  }

  private mutating func breach(_ text: String) { breaches.append(text) }
  private mutating func lacks(_ text: String) { unfinished.append(text) }

  private func number(of at: TopicPartition) -> Int {
    World.places.firstIndex(of: at) ?? 0
  }

  /// Each row is of a record that stood at its offset, once, and in order.
  private mutating func gather(
    _ rows: [DatabaseState.Row], _ name: String, _ fits: (LogEntry.Kind) -> Bool
  ) {
    var last: [DatabaseState.Place: Int64] = [:]
    for row in rows {
      let spot = "\(row.place.at) offset \(row.offset)"
      let candidates = world.logs[number(of: row.place.at)].candidates(at: row.offset)
      if !candidates.contains(where: { $0.id == abs(row.id) && fits($0.kind) }) {
        breach("\(name): \(spot) holds a record that was never there")
      }
      if stored[row.place, default: [:]].updateValue(abs(row.id), forKey: row.offset) != nil {
        breach("\(name): \(spot) is there twice")
      }
      if let before = last[row.place], before >= row.offset, name == "table" {
        breach("\(name): \(spot) came after offset \(before)")
      }
      last[row.place] = row.offset
      guard let entry = state.ledger[row.place],
        (entry.firstOffset..<entry.nextOffset).contains(row.offset)
      else {
        breach("\(name): \(spot) lies outside its ledger row")
        continue
      }
    }
  }

  /// The ledger row adds up, agrees with the rows, and passed over nothing visible.
  private mutating func check(_ place: DatabaseState.Place, _ entry: LedgerEntry) {
    let totals = entry.totals
    if totals.sum != entry.nextOffset - entry.firstOffset {
      breach("\(place.at): the totals' sum is \(totals.sum), not next − first")
    }
    let loaded = state.rows.filter { $0.place == place }.count
    let quarantined = state.quarantine.filter { $0.place == place }.count
    if totals.loaded != Int64(loaded) {
      breach("\(place.at): loaded is \(totals.loaded), rows are \(loaded)")
    }
    if totals.quarantined != Int64(quarantined) {
      breach("\(place.at): quarantined is \(totals.quarantined), rows are \(quarantined)")
    }
    guard entry.firstOffset < entry.nextOffset else { return }
    let log = world.logs[number(of: place.at)]
    let held = stored[place] ?? [:]
    let discards = state.discards[place] ?? []
    var tombstonesMax: Int64 = 0
    for offset in entry.firstOffset..<entry.nextOffset where held[offset] == nil {
      if discards.contains(where: { $0.contains(offset) }) { continue }
      let candidates = log.candidates(at: offset)
      if candidates.contains(where: { $0.kind == .tombstone }) {
        tombstonesMax += 1
      } else if candidates.allSatisfy(\.isVisible) {
        breach("\(place.at) offset \(offset): a visible record was passed over")
      }
    }
    if totals.tombstones > tombstonesMax {
      breach("\(place.at): \(totals.tombstones) tombstones, at most \(tombstonesMax) were there")
    }
  }

  /// In calm each partition catches up with its log, or stands stopped for a reason that is so.
  private mutating func checkEnd(_ number: Int) {
    let log = world.logs[number]
    let owners = world.daemons.filter { $0.isAlive && $0.slots[number].isAssigned }
    guard owners.count == 1, let owner = owners.first else {
      return lacks("\(log.at): \(owners.count) owners in calm")
    }
    let place = DatabaseState.Place(source: state.source(of: log.at.topic).id, at: log.at)
    guard let entry = state.ledger[place] else {
      return lacks("\(log.at): no ledger row in calm")
    }
    if let reason = owner.slots[number].state.stopReason {
      return checkStop(reason, log, entry)
    }
    if entry.nextOffset != log.stableEnd {
      lacks("\(log.at): stands at \(entry.nextOffset) of \(log.stableEnd) and is not stopped")
    }
    let held = stored[place] ?? [:]
    for offset in max(entry.firstOffset, log.low)..<max(entry.firstOffset, log.low, log.end) {
      let current = log.entries[Int(offset)]
      guard current.isVisible, current.kind != .tombstone, held[offset] != current.id else {
        continue
      }
      lacks("\(log.at) offset \(offset): the record that stands there now was not taken")
    }
  }

  private mutating func checkStop(_ reason: StopReason, _ log: PartitionLog, _ entry: LedgerEntry) {
    let isSo =
      switch reason {
      case .retentionPassed(let next, let low): next == entry.nextOffset && low == log.low
      case .beyondEnd, .fingerprintMismatch: log.revision > 0
      case .secondOwner, .unfit, .waiting, .quarantineRefused, .unreadable, .tooManyRefused: false
      }
    if !isSo { lacks("\(log.at): stands stopped without a cause: \(reason.code)") }
  }
}
