/// An event as a producer sends it, with what the bus is to make of it.
struct DemoEvent: Sendable {
  var topic: String
  var key: [UInt8]?
  /// Nil is a tombstone.
  var value: [UInt8]?
  var headers: [(name: String, value: [UInt8])] = []
  /// Milliseconds since 1970-01-01T00:00:00Z.
  var timestamp: Int64
  /// Nil for an event without a mistake.
  var fault: DemoFault?
  var outcome: DemoOutcome
}

/// Events of six systems of a made-up city, about six in a hundred of them wrong. Equal seeds give
/// equal events, so that the demo knows beforehand what the warehouse must hold.
struct DemoEvents: Sequence, IteratorProtocol {
  private static let faultsPercent = 6
  private static let streams: [DemoStream] = [
    .airQuality, .trafficFlow, .dossier, .dossierProgress, .indicatorValue, .document,
  ]
  /// The mistakes that do not depend on what the record is about.
  private static let byteFaults: [DemoFault] = [
    .badUTF8, .truncated, .duplicateKey, .foreignContract, .tombstone,
  ]
  private static let lottery = streams.flatMap { Array(repeating: $0, count: $0.weight) }

  private var world: DemoWorld
  private var remaining: Int
  /// Mistakes so far, by topic: each stream goes through all of its own in turn.
  private var mistakes: [String: Int] = [:]

  /// - Parameter count: how many events the sequence gives.
  init(seed: UInt64, count: Int) {
    world = DemoWorld(random: DemoRandom(seed: seed))
    remaining = count
  }

  static var topics: [String] { streams.map(\.topic) }

  mutating func next() -> DemoEvent? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    world.advance()
    let stream = world.random.pick(Self.lottery)
    let draft = stream.make(&world)
    return world.random.chance(percent: Self.faultsPercent)
      ? spoiled(draft, of: stream) : sound(draft, of: stream)
  }

  private mutating func sound(_ draft: DemoDraft, of stream: DemoStream) -> DemoEvent {
    var event = event(draft, of: stream)
    DemoEnvelope.pick(&world.random, schemaID: stream.schemaID)
      .wrap(&event, contract: stream.contract, sequence: world.sequence)
    return event
  }

  private mutating func spoiled(_ draft: DemoDraft, of stream: DemoStream) -> DemoEvent {
    let turn = mistakes[stream.topic, default: 0]
    mistakes[stream.topic] = turn + 1
    let choice = turn % (Self.byteFaults.count + stream.mistakes.count)
    guard choice < stream.mistakes.count else {
      return spoiled(draft, of: stream, by: Self.byteFaults[choice - stream.mistakes.count])
    }
    let mistake = stream.mistakes[choice]
    var draft = draft
    mistake.apply(&draft.record)
    var event = event(draft, of: stream)
    (event.fault, event.outcome) = (mistake.fault, mistake.outcome)
    return event
  }

  /// Spoils a record by a mistake that any stream can make.
  private func spoiled(
    _ draft: DemoDraft, of stream: DemoStream, by fault: DemoFault
  ) -> DemoEvent {
    var draft = draft
    if fault == .duplicateKey { draft.record.repeatFirstMember() }
    var event = event(draft, of: stream)
    event.fault = fault
    event.outcome = .quarantined(.decode)
    switch fault {
    case .badUTF8: event.value = event.value.map(Self.withLegacyByte)
    case .truncated: event.value = event.value.map { Array($0.prefix($0.count * 3 / 5)) }
    case .foreignContract:
      DemoEnvelope.binary.wrap(&event, contract: "nobody/nothing.v1", sequence: world.sequence)
      event.outcome = .quarantined(.contract)
    case .tombstone:
      event.value = nil
      event.outcome = .tombstone
    default: break
    }
    return event
  }

  private func event(_ draft: DemoDraft, of stream: DemoStream) -> DemoEvent {
    DemoEvent(
      topic: stream.topic, key: Array(draft.key.utf8), value: draft.record.bytes,
      timestamp: world.now.milliseconds, outcome: .loaded)
  }

  /// "ò" as Windows-1258 has it, at the end of the first text.
  private static func withLegacyByte(_ bytes: [UInt8]) -> [UInt8] {
    let ends = zip(bytes.indices, zip(bytes, bytes.dropFirst()))
    let end = ends.first { $0.1 == (UInt8(ascii: "\""), UInt8(ascii: ",")) }
    var bytes = bytes
    bytes.insert(0xF2, at: end?.0 ?? 0)
    return bytes
  }
}
