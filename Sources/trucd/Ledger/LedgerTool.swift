import Configuration
import Kafka
import Pipeline
import Warehouse

/// An operator's hand on the ledger.
struct LedgerTool {
  struct Failure: Error {
    var status: ExitStatus
    var message: String
  }

  let configuration: Configuration
  let session: any WarehouseAdministration

  static func with(
    _ arguments: Arguments, _ work: (LedgerTool) throws(Failure) -> Void
  ) -> ExitStatus {
    withWarehouse(arguments) { (configuration, session) throws(Failure) in
      try work(LedgerTool(configuration: configuration, session: session))
    }
  }

  /// Does an operator's work on the warehouse that the command line's configuration names.
  static func withWarehouse(
    _ arguments: Arguments,
    _ work: (Configuration, any WarehouseAdministration) throws(Failure) -> Void
  ) -> ExitStatus {
    let path = arguments.value("config") ?? Command.defaultConfiguration
    guard let loaded = LoadedConfiguration.orComplain(path) else { return .configuration }
    do throws(Failure) {
      let session = try asking { () throws(WarehouseError) in
        let session = try Warehouses.make(loaded.configuration.warehouse).makeAdministration(
          application: "trucd operator")
        try session.connect()
        return session
      }
      defer { session.close() }
      try work(loaded.configuration, session)
      return .success
    } catch {
      Terminal.complain(error.message)
      return error.status
    }
  }

  func list() throws(Failure) {
    let found = try Self.listing { () throws(WarehouseError) in try session.ledger() }
    guard let entries = found else { return }
    var table = Table([
      ("partition", .left), ("source", .right), ("next", .right), ("loaded", .right),
      ("superseded", .right),
      ("quarantined", .right), ("tombstones", .right), ("discarded", .right), ("gaps", .right),
    ])
    for entry in entries.sorted(by: { $0.at < $1.at }) {
      let totals = entry.totals
      let numbers = [
        entry.nextOffset, totals.loaded, totals.superseded, totals.quarantined, totals.tombstones,
        totals.discarded, totals.gaps,
      ]
      table.add([entry.at.description, "\(entry.source)"] + numbers.map(\.grouped))
    }
    Terminal.say(table.isEmpty ? "the ledger is empty: nothing has been read yet" : table.text)
  }

  /// - Parameter force: discard also what could still be read.
  func discard(_ operands: [String], to text: String?, force: Bool) throws(Failure) {
    guard operands.count == 1, let wanted = FixedPartition(operands[0]) else {
      throw Failure(status: .usage, message: "give one partition, as in env.air-quality/0")
    }
    guard let offset = text.flatMap(Int64.init), offset >= 0 else {
      throw Failure(status: .usage, message: "--to needs the offset at which to go on")
    }
    let place = TopicPartition(topic: wanted.topic, partition: wanted.partition)
    let witness = try BrokerWitness(configuration.kafka)
    defer { witness.close() }
    guard let entry = try entries(of: place.topic, witness).first(where: { $0.at == place }) else {
      throw Failure(status: .badInput, message: "the ledger does not know \(place)")
    }
    let marks = try witness.watermarks(of: place)
    guard offset > entry.nextOffset, offset <= marks.high else {
      throw Failure(
        status: .badInput,
        message: "\(place) stands at \(entry.nextOffset) and ends at \(marks.high): "
          + "\(offset) is not between them")
    }
    guard entry.nextOffset < marks.low && offset <= marks.low || force else {
      throw Failure(
        status: .badInput,
        message:
          "Kafka still holds the records of \(place) from \(max(marks.low, entry.nextOffset)) "
          + "on; nothing need be discarded. --force discards them all the same")
    }
    let isDone = try Self.asking { () throws(WarehouseError) in
      try session.discard(
        source: entry.source, partition: place.partition, expected: entry.nextOffset, to: offset)
    }
    guard isDone else {
      throw Failure(
        status: .unavailable, message: "\(place) moved meanwhile; look at it and try again")
    }
    Terminal.say(
      "\(place): \(offset - entry.nextOffset) offsets discarded, reading goes on at \(offset)")
  }

  /// - Parameter force: begin a generation although ledger and broker agree, which reads the whole
  ///   topic once more.
  func renew(_ operands: [String], force: Bool) throws(Failure) {
    guard operands.count == 1 else {
      throw Failure(status: .usage, message: "give one topic, as in env.air-quality")
    }
    let topic = operands[0]
    let witness = try BrokerWitness(configuration.kafka)
    defer { witness.close() }
    let entries = try entries(of: topic, witness)
    guard !entries.isEmpty else {
      throw Failure(status: .badInput, message: "the ledger does not know topic \(topic)")
    }
    var evidence: [String] = []
    for entry in entries {
      if let line = try witness.contradiction(to: entry) { evidence.append(line) }
    }
    guard !evidence.isEmpty || force else {
      throw Failure(
        status: .badInput,
        message: "ledger and broker agree about \(topic): it was not made again. A new generation "
          + "would load all of its records a second time; --force does so all the same")
    }
    for line in evidence { Terminal.say(line) }
    let source = try Self.asking { () throws(WarehouseError) in
      try session.startGeneration(cluster: witness.cluster, topic: topic)
    }
    Terminal.say("\(source.topic): generation \(source.generation) begins")
  }

  /// The ledger's rows of a topic's newest generation; none where the topic was never read.
  private func entries(
    of topic: String, _ witness: BrokerWitness
  ) throws(Failure) -> [LedgerEntry] {
    let all = try Self.asking { () throws(WarehouseError) in try session.ledger() }
    // Asked only for what is known: the question makes a row for a topic that is not.
    guard all.contains(where: { $0.at.topic.utf8.elementsEqual(topic.utf8) }) else { return [] }
    let sources = try Self.asking { () throws(WarehouseError) in
      try session.sources(cluster: witness.cluster, topics: [topic])
    }
    return all.filter { $0.source == sources.first?.id }.sorted { $0.at < $1.at }
  }

  static func asking<Answer>(
    _ question: () throws(WarehouseError) -> Answer
  ) throws(Failure) -> Answer {
    do throws(WarehouseError) {
      return try question()
    } catch {
      throw failure(error)
    }
  }

  /// The same for a list, of which there is none before a daemon makes the bus's own tables.
  /// - Returns: nil then, and that is told.
  static func listing<Answer>(
    _ question: () throws(WarehouseError) -> Answer
  ) throws(Failure) -> Answer? {
    do throws(WarehouseError) {
      return try question()
    } catch {
      guard let table = tableLacking(error) else { throw failure(error) }
      Terminal.say(noTable(table))
      return nil
    }
  }

  private static func failure(_ error: WarehouseError) -> Failure {
    if let table = tableLacking(error) {
      return Failure(status: .badInput, message: noTable(table))
    }
    let status: ExitStatus = error.code == .misconfigured ? .configuration : .unavailable
    return Failure(status: status, message: error.description)
  }

  /// PostgreSQL's `undefined_table`, which SQLite's sessions give as well.
  private static let undefinedTable = "42P01"

  private static func tableLacking(_ error: WarehouseError) -> String? {
    error.sqlState == undefinedTable ? error.table : nil
  }

  private static func noTable(_ table: String) -> String {
    "the warehouse has no \(table) yet: a daemon makes it at its start (trucd run)"
  }
}
