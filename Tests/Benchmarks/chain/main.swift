import BenchRecords
import Contracts
import Glibc
import Pipeline
import PostgresWarehouse

// The chain of a lane alone, without Kafka and database: from a batch's bytes to rows of binary
// COPY. `bench-chain BATCHES` prints the least and the median time of a record.
let batches = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 100 : 100
let recordsPerBatch = 20_000

let catalog = ContractCatalog.load([
  ContractFile(path: "city/sensor.v1.schema.json", bytes: Array(CityRecord.contract().utf8))
])
guard let warehouse = try? PostgresWarehouse(url: "postgresql:///none"),
  catalog.problems.isEmpty
else {
  print("bench-chain: \(catalog.problems.map(\.description).joined(separator: "; "))")
  exit(70)
}
let builder = BatchBuilder(
  judge: Judge(catalog: catalog, limits: .init()) { warehouse.makeRowBuffer(for: $0) })
let place = TopicPartition(topic: CityRecord.topic, partition: 0)
var ledger = LaneLedger()
ledger.open(LanePartition(slot: 0, epoch: 1, source: 1, at: place, expected: 0, low: 0))
let buffer = RecordBuffer()
for number in 0..<recordsPerBatch {
  CityRecord.value(number).withUnsafeBytes { value in
    buffer.append(
      slot: 0, epoch: 1, offset: Int64(number), timestamp: 1_790_000_000_000, key: nil,
      value: value, now: 0)
  }
}
let clock = ContinuousClock()
var times: [Double] = []
for _ in 0..<batches {
  let begun = clock.now
  guard let built = builder.build(buffer, ledger: ledger),
    built.advances.first?.ledger.adds.loaded == Int64(recordsPerBatch)
  else {
    print("bench-chain: a record of the city was not loaded")
    exit(70)
  }
  times.append(begun.duration(to: clock.now) / .nanoseconds(1) / Double(recordsPerBatch))
}
times.sort()
print("ns a record, bytes to COPY rows: least \(Int(times[0])), median \(Int(times[batches / 2]))")
