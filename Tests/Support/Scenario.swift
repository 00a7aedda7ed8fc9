import Glibc
import Kafka
import Pipeline

/// A Kafka, a PostgreSQL, contracts and daemons of one test.
public final class Scenario {
  public let cluster: KafkaCluster
  /// Another one after a failover.
  public var postgres: PostgresServer
  public let database: String
  /// Its tables are spread over nodes.
  public let isDistributed: Bool
  public let topics: [String]
  public let partitions: Int32
  public let folder: TestFolder

  /// Topics of a test's own; each has a contract and a table of the same name.
  public init?(
    _ name: String, cluster: KafkaCluster, postgres: PostgresServer, topics count: Int = 1,
    partitions: Int32 = 3, settings: [KafkaProperty] = [], isDistributed: Bool = false
  ) {
    self.cluster = cluster
    self.postgres = postgres
    self.isDistributed = isDistributed
    self.partitions = partitions
    let unique = "\(name)_\(getpid())_\(Int.random(in: 0..<1_000_000))"
    database = unique
    topics = (0..<count).map { "\(unique).\($0)" }
    folder = TestFolder(name)
    do throws(KafkaError) {
      for topic in topics {
        try cluster.createTopic(topic, partitions: partitions, settings: settings)
      }
    } catch {
      return nil
    }
    guard postgres.makeDatabase(database, isDistributed: isDistributed) else { return nil }
    mkdir("\(folder.path)/Schemas", 0o755)
    mkdir("\(folder.path)/Schemas/test", 0o755)
    for index in topics.indices { writeContract(index) }
  }

  public func table(_ index: Int) -> String { "events_\(index)" }

  /// - Parameters:
  ///   - extra: further properties, each with a comma in front.
  ///   - root: further members of the schema, each with a comma behind.
  public func writeContract(_ index: Int, extra: String = "", root: String = "") {
    let text = """
      {
        \(root)
        "type": "object",
        "required": ["id", "name"],
        "properties": {
          "id": {"type": "integer", "minimum": 0},
          "name": {"type": "string", "minLength": 1, "maxLength": 40},
          "value": {"type": "number", "x-trucd": {"type": "numeric(12,3)"}},
          "at": {"type": "string", "format": "date-time"}\(extra)
        },
        "additionalProperties": false,
        "x-trucd": {"topics": ["\(topics[index])"], "owner": "H17.99", "table": "\(table(index))"}
      }
      """
    write(text, to: "\(folder.path)/Schemas/test/event\(index).v1.schema.json")
  }

  public func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  /// A daemon of its own configuration; `name` tells several of one scenario apart.
  /// - Parameters:
  ///   - instance: `name` where none is given.
  ///   - bootstrap: the cluster's where none is given.
  ///   - warehousePort: of a proxy before the database's server.
  ///   - user: of the database; the server's superuser where none is given.
  public func daemon(
    _ name: String = "a", instance: String? = nil, consumer: String = "", kafka: String = "",
    warehouse: String = "", bootstrap: String? = nil, warehousePort: UInt16? = nil,
    user: String? = nil
  ) -> TestDaemon {
    let own = "\(folder.path)/\(name)"
    mkdir(own, 0o755)
    return TestDaemon(
      folder: own,
      configuration: """
        [kafka]
        "bootstrap.servers" = "\(bootstrap ?? cluster.bootstrap)"
        "group.id" = "\(database)"
        \(kafka)
        [consumer]
        instance = "\(instance ?? name)"
        \(consumer)
        [contracts]
        directory = "\(folder.path)/Schemas"
        reload_quiet_s = 0.3
        [warehouse]
        url = "\(postgres.url(database: database, user: user, port: warehousePort))"
        \(isDistributed ? "distributed = \"citus\"" : "")
        \(warehouse)
        [admin]
        enabled = false
        [log]
        format = "text"
        level = "debug"

        """)
  }

  // MARK: - Records

  /// A good record, and every so often a bad one or a tombstone.
  public static func value(_ number: Int) -> [UInt8]? {
    if number % 17 == 5 { return nil }
    if number % 13 == 7 { return Array(#"{"id": "\#(number)", "name": ""}"#.utf8) }
    if number % 101 == 50 { return Array(#"{"id": \#(number), "name": "cut off"#.utf8) }
    let text = """
      {"id": \(number), "name": "sự kiện \(number)", "value": \(number % 1_000).125, \
      "at": "2026-11-24T08:\(10 + number % 50):00.5+07:00"}
      """
    return Array(text.utf8)
  }

  /// Record after record, spread over topics and partitions.
  public func produce(
    _ count: Int, from first: Int = 0, value: (Int) -> [UInt8]? = Scenario.value
  ) throws(KafkaError) {
    let producer = try Producer(properties: [
      ("bootstrap.servers", cluster.bootstrap), ("linger.ms", "20"), ("acks", "all"),
      ("enable.idempotence", "true"),
    ])
    for number in first..<first + count {
      try producer.produce(
        topic: topics[number % topics.count],
        partition: Int32(number / topics.count) % partitions, key: Array("k\(number)".utf8),
        value: value(number))
    }
    try producer.flush(timeoutMs: 60_000)
    producer.close(timeoutMs: 5_000)
  }

  // MARK: - What came of it

  /// Everything, as a foreign consumer and plain SQL see it.
  public func findings() -> Findings {
    var found = Findings()
    for topic in topics {
      for (place, length) in visible(topic) {
        if length < 0 { found.tombstones.append(place) } else { found.produced.append(place) }
      }
    }
    for index in topics.indices {
      found.warehouse += places(
        "SELECT topic, _partition, _offset FROM \"\(table(index))\" "
          + "JOIN trucd.source ON source = _source")
    }
    found.quarantine = places(
      "SELECT s.topic, _partition, _offset FROM trucd.quarantine "
        + "JOIN trucd.source s ON s.source = _source")
    found.ledger = ledger()
    return found
  }

  /// What a `read_committed` consumer that is not ours sees: places and value lengths, −1 for none.
  private func visible(_ topic: String) -> [(RecordPlace, Int)] {
    let output = "\(folder.path)/kcat.out"
    unlink(output)
    _ = ChildProcess.run(
      ["kcat", "-C", "-q", "-e", "-b", cluster.bootstrap, "-t", topic, "-o", "beginning"]
        + ["-X", "isolation.level=read_committed", "-f", "%p %o %S\n"], log: output)
    return ChildProcess.lines(of: output).compactMap { line in
      let words = line.split(separator: " ").compactMap { Int64($0) }
      guard words.count == 3 else { return nil }
      let at = TopicPartition(topic: topic, partition: Int32(words[0]))
      return (RecordPlace(at, words[1]), Int(words[2]))
    }
  }

  private func places(_ sql: String) -> [RecordPlace] {
    (postgres.query(sql, database: database) ?? []).compactMap { row in
      guard row.count == 3, let partition = Int32(row[1]), let offset = Int64(row[2]) else {
        return nil
      }
      return RecordPlace(TopicPartition(topic: row[0], partition: partition), offset)
    }
  }

  public func ledger() -> [LedgerEntry] {
    let sql = """
      SELECT source, topic, partition, first_offset, next_offset, loaded, superseded, quarantined,
        tombstones, discarded, gaps FROM trucd.ledger
      """
    return (postgres.query(sql, database: database) ?? []).compactMap { row in
      guard row.count == 11, let partition = Int32(row[2]) else { return nil }
      let numbers = row.map { Int64($0) ?? 0 }
      var totals = Totals()
      (totals.loaded, totals.superseded, totals.quarantined) = (numbers[5], numbers[6], numbers[7])
      (totals.tombstones, totals.discarded, totals.gaps) = (numbers[8], numbers[9], numbers[10])
      return LedgerEntry(
        source: numbers[0], at: TopicPartition(topic: row[1], partition: partition),
        firstOffset: numbers[3], nextOffset: numbers[4], fingerprint: nil, totals: totals)
    }
  }

  /// The ledger's offset of a topic with one partition.
  public func next(of topic: String) -> Int64 {
    ledger().first { $0.at.topic == topic }?.nextOffset ?? 0
  }

  /// Records of which the ledger knows what became.
  public func accounted() -> Int {
    Int(ledger().reduce(0) { $0 + $1.totals.sum - $1.totals.gaps })
  }

  /// Waits until so many records are accounted for; the sum rule must hold at every look.
  public func settles(at count: Int, seconds: Double = 60) -> Bool {
    eventually(seconds: seconds) {
      let entries = ledger()
      guard entries.allSatisfy({ $0.nextOffset - $0.firstOffset == $0.totals.sum }) else {
        return false
      }
      return entries.reduce(0) { $0 + $1.totals.sum - $1.totals.gaps } >= count
    }
  }
}
