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

  private let configuration: Configuration
  private let session: any WarehouseAdministration

  static func with(
    _ arguments: Arguments, _ work: (LedgerTool) throws(Failure) -> Void
  ) -> ExitStatus {
    let path = arguments.value("config") ?? Command.defaultConfiguration
    guard let loaded = LoadedConfiguration.orComplain(path) else { return .configuration }
    do throws(Failure) {
      let tool = try LedgerTool(loaded.configuration)
      defer { tool.session.close() }
      try work(tool)
      return .success
    } catch {
      Terminal.complain(error.message)
      return error.status
    }
  }

  private init(_ configuration: Configuration) throws(Failure) {
    self.configuration = configuration
    session = try Self.asking { () throws(WarehouseError) in
      let session = try Warehouses.make(configuration.warehouse).makeAdministration(
        application: "trucd ledger")
      try session.connect()
      return session
    }
  }

  func list() throws(Failure) {
    let entries = try Self.asking { () throws(WarehouseError) in try session.ledger() }
    var table = Table([
      ("partition", .left), ("next", .right), ("loaded", .right), ("superseded", .right),
      ("quarantined", .right), ("tombstones", .right), ("discarded", .right), ("gaps", .right),
    ])
    for entry in entries.sorted(by: { $0.at < $1.at }) {
      let totals = entry.totals
      let numbers = [
        entry.nextOffset, totals.loaded, totals.superseded, totals.quarantined, totals.tombstones,
        totals.discarded, totals.gaps,
      ]
      table.add([entry.at.description] + numbers.map(\.grouped))
    }
    Terminal.say(table.isEmpty ? "the ledger is empty: nothing has been read yet" : table.text)
  }

  func discard(_ operands: [String], to text: String?) throws(Failure) {
    guard operands.count == 1, let wanted = FixedPartition(operands[0]) else {
      throw Failure(status: .usage, message: "give one partition, as in env.air-quality/0")
    }
    guard let offset = text.flatMap(Int64.init), offset >= 0 else {
      throw Failure(status: .usage, message: "--to needs the offset at which to go on")
    }
    let entry = try newestEntry(
      of: TopicPartition(topic: wanted.topic, partition: wanted.partition))
    guard offset > entry.nextOffset else {
      throw Failure(
        status: .badInput,
        message: "\(entry.at) already stands at \(entry.nextOffset); nothing lies before \(offset)")
    }
    let isDone = try Self.asking { () throws(WarehouseError) in
      try session.discard(
        source: entry.source, partition: entry.at.partition, expected: entry.nextOffset,
        to: offset)
    }
    guard isDone else {
      throw Failure(
        status: .unavailable, message: "\(entry.at) moved meanwhile; look at it and try again")
    }
    Terminal.say(
      "\(entry.at): \(offset - entry.nextOffset) offsets discarded, reading goes on at \(offset)")
  }

  func renew(_ operands: [String]) throws(Failure) {
    guard operands.count == 1 else {
      throw Failure(status: .usage, message: "give one topic, as in env.air-quality")
    }
    let cluster = try clusterID()
    let source = try Self.asking { () throws(WarehouseError) in
      try session.startGeneration(cluster: cluster, topic: operands[0])
    }
    Terminal.say("\(source.topic): generation \(source.generation) begins")
  }

  private func newestEntry(of place: TopicPartition) throws(Failure) -> LedgerEntry {
    let cluster = try clusterID()
    let found = try Self.asking { () throws(WarehouseError) in
      let sources = try session.sources(cluster: cluster, topics: [place.topic])
      return try session.ledger().first { $0.at == place && $0.source == sources.first?.id }
    }
    guard let found else {
      throw Failure(status: .badInput, message: "the ledger does not know \(place)")
    }
    return found
  }

  private func clusterID() throws(Failure) -> String {
    do throws(KafkaError) {
      let consumer = try Consumer(
        properties: configuration.kafka.properties.map { ($0.name, $0.value.revealed) })
      defer { _ = consumer.close(timeoutMs: 2_000) }
      return try consumer.clusterID(timeoutMs: 10_000)
    } catch {
      throw Failure(status: .unavailable, message: error.description)
    }
  }

  private static func asking<Answer>(
    _ question: () throws(WarehouseError) -> Answer
  ) throws(Failure) -> Answer {
    do throws(WarehouseError) {
      return try question()
    } catch {
      let status: ExitStatus = error.code == .misconfigured ? .configuration : .unavailable
      throw Failure(status: status, message: error.description)
    }
  }
}
