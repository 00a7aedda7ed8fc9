import Contracts
import Pipeline
import Warehouse

/// Random records of some partitions, few keys and few orders, so that they meet often.
struct KeyedStream {
  struct Place: Hashable {
    var source: Int64
    var partition: Int32
    var at: TopicPartition { TopicPartition(topic: "t\(source)", partition: partition) }
  }

  private var state: UInt64
  private let deletes: Bool
  private let places: [Place]
  private var offsets: [Place: Int64] = [:]
  /// Loaded, superseded, tombstones.
  private(set) var totals: [Place: [Int64]] = [:]

  init(
    seed: UInt64, deletes: Bool, places: [(Int64, Int32)] = [(1, 0), (1, 1), (2, 0), (3, 7)]
  ) {
    state = seed &* 0x9E37_79B9_7F4A_7C15
    self.deletes = deletes
    self.places = places.map { Place(source: $0.0, partition: $0.1) }
    for place in self.places { (offsets[place], totals[place]) = (0, [0, 0, 0]) }
  }

  var requests: [LedgerRequest] {
    places.map { LedgerRequest(source: $0.source, at: $0.at, low: 0) }
  }

  /// SplitMix64.
  mutating func random(_ range: ClosedRange<Int64>) -> Int64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return range.lowerBound + Int64(z % UInt64(range.upperBound - range.lowerBound + 1))
  }

  private static let names = ["a", "B", "é", "e", "", "Z z", "ă"]

  mutating func next(count: Int) -> [KeyedEvent] {
    (0..<count).map { _ in
      let place = places[Int(random(0...Int64(places.count - 1)))]
      let offset = offsets[place] ?? 0
      offsets[place] = offset + 1
      let isDeletion = deletes && random(0...5) == 0
      return KeyedEvent(
        key: [Self.names[Int(random(0...6))], "\(random(-1...2))"], order: random(10...60),
        payload: isDeletion ? nil : "p\(random(0...99))", source: place.source,
        partition: place.partition, offset: offset,
        timestamp: random(0...3) == 0 ? -1 : 1_700_000_000_000 + random(0...2))
    }
  }

  mutating func count(_ events: [KeyedEvent], effective: [KeyedEvent]) {
    for event in events {
      totals[Place(source: event.source, partition: event.partition)]?[
        event.payload == nil ? 2 : 1] += 1
    }
    for event in effective {
      let place = Place(source: event.source, partition: event.partition)
      totals[place]?[0] += 1
      totals[place]?[1] -= 1
    }
  }

  /// An order as text: its bytes are ordered as the numbers are, while no language orders them so.
  static func text(_ order: Int64) -> String {
    (order < 35 ? "B" : "a") + "\(order)"
  }

  static func order(_ text: String) -> String { String(text.dropFirst()) }

  private static func cell(_ number: Int64, _ type: ColumnType) -> Cell {
    switch type {
    case .text: .text(text(number))
    case .date: .date(Int32(number))
    default: .bigint(number)
    }
  }

  func batch(
    of events: [KeyedEvent], for table: TableShape, in warehouse: any Warehouse
  ) -> Batch {
    let buffer = warehouse.makeRowBuffer(for: table)
    var partitionDays: Set<Int> = []
    var adds: [Place: Totals] = [:]
    for (record, event) in events.enumerated() {
      let place = Place(source: event.source, partition: event.partition)
      let lineage = Lineage(
        source: event.source, partition: event.partition, offset: event.offset, item: 0,
        timestamp: event.timestamp, contract: 5)
      let row: [Cell] = [
        Self.cell(event.order, table.columns[0].type), .text(event.key[0]),
        event.payload.map { .text($0) } ?? .null,
        Self.cell(Int64(event.key[1]) ?? 0, table.columns[3].type),
      ]
      if event.payload != nil, let partitioning = table.partitioning,
        let place = table.partitionPlace, case .date(let day) = row[place]
      {
        partitionDays.insert(partitioning.period(containing: Int(day)).lowerBound)
      }
      TestBatch.append(
        row, to: buffer, lineage: lineage, record: Int32(record), deleting: event.payload == nil)
      if event.payload == nil {
        adds[place, default: Totals()].tombstones += 1
      } else {
        adds[place, default: Totals()].loaded += 1
      }
    }
    let advances = adds.map { place, adds in
      let next = offsets[place] ?? 0
      return LedgerAdvance(
        source: place.source, at: place.at, expected: next - adds.sum, next: next,
        fingerprint: nil, adds: adds)
    }
    return Batch(
      advances: advances.sorted { $0.at < $1.at },
      loads: [TableLoad(table: table, rows: buffer, partitionDays: partitionDays)],
      quarantine: [],
      refuse: { record, fault in
        let event = events[Int(record)]
        return QuarantineRow(
          source: event.source, at: Place(source: event.source, partition: event.partition).at,
          offset: event.offset, timestamp: event.timestamp, agency: nil, contract: 5, stage: .load,
          errors: Array("[\"\(fault.sqlState)\"]".utf8), key: nil, headers: nil, payload: nil)
      })
  }
}
