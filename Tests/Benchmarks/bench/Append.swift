import BenchRecords
import Kafka
import Support

/// End to end on real Kafka and PostgreSQL into an append table, beside `COPY … FROM` of the same
/// rows from a ready binary file into a table of the same shape: in turn, several times.
struct Append {
  let bed: Bed
  let count: Int
  let rounds: Int

  func run(_ figures: inout Figures) throws {
    _ = try bed.cityTopic(count)
    let contracts = try bed.cityContracts()
    var windows: [LoadWindow] = []
    var copies: [Double] = []
    var memory = 0.0
    for round in 0..<rounds {
      let database = "bench_append_\(round)"
      let daemon = try BenchDaemon(bed, database: database, contracts: contracts)
      windows.append(try daemon.load(count))
      memory = max(memory, daemon.stop())
      copies.append(try copy(in: database, round))
      bed.drop(database)
    }
    add(windows, copies, memory, to: &figures)
  }

  private func add(
    _ windows: [LoadWindow], _ copies: [Double], _ memory: Double, to figures: inout Figures
  ) {
    let ratios = zip(windows, copies).map { $0.recordsPerSecond / (Double(count) / $1) }
    figures.add("append_vs_copy", median(ratios))
    figures.add("append_records_per_s", median(windows.map(\.recordsPerSecond)))
    figures.add("copy_records_per_s", Double(count) / median(copies))
    figures.add("cpu_us_per_record", median(windows.map(\.daemon)))
    figures.add("cpu_us_reading_kafka", median(windows.map(\.reading)))
    figures.add("cpu_us_polling", median(windows.map(\.polling)))
    figures.add("cpu_us_lanes", median(windows.map(\.lanes)))
    figures.add("cpu_us_broker", median(windows.map(\.broker)))
    figures.add("cpu_us_database", median(windows.map(\.database)))
    figures.add("rss_mib_peak", memory)
  }

  /// Loads the rows that the daemon loaded once more.
  private func copy(in database: String, _ round: Int) throws -> Double {
    let file = "\(bed.folder)/rows.bin"
    let prepare =
      "CREATE TABLE baseline (LIKE \(CityRecord.table) INCLUDING ALL); "
      + (round == 0 ? "COPY \(CityRecord.table) TO '\(file)' (FORMAT binary)" : "")
    guard bed.postgres.query(prepare, database: database) != nil else {
      throw BenchFailure("cannot prepare the rows for COPY")
    }
    _ = bed.postgres.query("CHECKPOINT")
    let taken = seconds {
      _ = bed.postgres.query("COPY baseline FROM '\(file)' (FORMAT binary)", database: database)
    }
    let copied = bed.postgres.query("SELECT count(*) FROM baseline", database: database)
    guard copied?.first?.first == "\(count)" else {
      throw BenchFailure("COPY loaded \(copied ?? []) rows, not \(count)")
    }
    return taken
  }
}
