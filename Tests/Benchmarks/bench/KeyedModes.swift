import BenchRecords
import Support

/// `upsert` and `history` end to end, beside the same work by hand-driven SQL: the same rows from
/// ready binary files, in transactions of the bus's size, copied into a temporary table and merged
/// by one statement (`history`: two, behind the lock of the keys).
struct KeyedModes {
  let bed: Bed
  let count: Int

  private let topic = "bench.keyed"
  private let partitions: Int32 = 4
  /// Rows of one transaction of the hand-driven SQL.
  private let rowsPerTransaction = 25_000
  /// Each key comes so many times.
  private let versions = 5

  func run(_ figures: inout Figures) throws {
    let keys = max(count / versions, 1)
    try bed.publish(topic, partitions: partitions, count: count, distinct: count) { number in
      AirQualityRecord.version(number / keys, ofStation: number % keys)
    }
    // All rows, as a file to work from.
    _ = try load("append")
    let files = try exportRows()
    let upsert = try load("upsert")
    let upsertBySQL = try time(
      files, merging: [Self.upsert], adding: ["PRIMARY KEY (station_id)"])
    figures.add("upsert_vs_sql", upsertBySQL / upsert)
    let history = try load("history")
    let historyBySQL = try time(
      files, merging: Self.history,
      adding: [
        "valid_from timestamptz", "valid_to timestamptz", "PRIMARY KEY (station_id, valid_from)",
      ])
    figures.add("history_vs_sql", historyBySQL / history)
  }

  // MARK: The bus

  /// Seconds for all records, at the rate from the first commit to the last.
  private func load(_ mode: String) throws -> Double {
    let contracts = try bed.writeContracts(mode, [("bench/keyed.v1.schema.json", contract(mode))])
    let daemon = try BenchDaemon(bed, database: "bench_\(mode)", contracts: contracts)
    let window = try daemon.load(count)
    daemon.stop()
    return Double(count) / window.recordsPerSecond
  }

  private func contract(_ mode: String) -> String {
    let key = mode == "append" ? "" : #", "key": "stationId", "order": "observedAt""#
    return """
      {"type": "object", "required": ["stationId", "observedAt"], "additionalProperties": false,
      "properties": {
        "stationId": {"type": "string", "maxLength": 40}, "agency": {"type": "string"},
        "observedAt": {"type": "string", "format": "date-time"},
        "averagingMinutes": {"type": "integer", "enum": [5, 60, 480, 1440]},
        "status": {"type": "string", "enum": ["00", "01", "02"]},
        "pm25": {"type": "number", "minimum": 0}, "pm10": {"type": "number", "minimum": 0},
        "no2": {"type": "number", "minimum": 0}, "so2": {"type": "number", "minimum": 0},
        "o3": {"type": "number", "minimum": 0}, "co": {"type": "number", "minimum": 0},
        "temperature": {"type": "number"}, "humidity": {"type": "number"}},
      "x-trucd": {"topics": ["\(topic)"], "owner": "H17.12", "table": "keyed", "mode": "\(mode)"\(key)}}
      """
  }

  // MARK: By hand

  private func exportRows() throws -> [String] {
    let transactions = (count + rowsPerTransaction - 1) / rowsPerTransaction
    let perPartition = rowsPerTransaction / Int(partitions)
    let files = (0..<transactions).map { "\(bed.folder)/keyed.\($0).bin" }
    for (number, file) in files.enumerated() {
      let last = number == transactions - 1 ? Int(Int32.max) : (number + 1) * perPartition
      guard
        bed.postgres.query(
          """
          COPY (SELECT * FROM keyed WHERE _offset >= \(number * perPartition) AND _offset < \(last)) \
          TO '\(file)' (FORMAT binary)
          """, database: "bench_append") != nil
      else { throw BenchFailure("cannot write \(file)") }
    }
    return files
  }

  private func time(
    _ files: [String], merging statements: [String], adding additions: [String]
  ) throws -> Double {
    let begin = """
      DROP TABLE IF EXISTS target, target_keys; \
      CREATE TABLE target AS SELECT * FROM keyed WITH NO DATA; \
      ALTER TABLE target ALTER station_id TYPE text COLLATE "C"; \
      CREATE TABLE target_keys (station_id text COLLATE "C" PRIMARY KEY);
      """
    let declared = additions.map { "ADD \($0)" }.joined(separator: ", ")
    guard
      bed.postgres.query(begin + "ALTER TABLE target \(declared)", database: "bench_append") != nil
    else { throw BenchFailure("cannot make the table of the hand-driven SQL") }
    var script = """
      SET jit = off; CREATE TEMP TABLE staged ON COMMIT DELETE ROWS AS SELECT * FROM keyed \
      WITH NO DATA; ALTER TABLE staged ALTER station_id TYPE text COLLATE "C";
      """
    for file in files {
      script += """
        BEGIN; COPY staged FROM '\(file)' (FORMAT binary); \
        \(statements.joined(separator: "; ")); COMMIT;
        """
    }
    let clock = ContinuousClock()
    let begun = clock.now
    guard bed.postgres.query(script, database: "bench_append") != nil else {
      throw BenchFailure("the hand-driven SQL failed")
    }
    return begun.duration(to: clock.now) / .seconds(1)
  }

  private static let columns = [
    "agency", "averaging_minutes", "co", "humidity", "no2", "o3", "observed_at", "pm10", "pm25",
    "so2", "status", "station_id", "temperature", "_source", "_partition", "_offset", "_item",
    "_timestamp", "_contract", "_loaded_at",
  ]
  private static let list = columns.joined(separator: ", ")
  private static let setting = columns.map { "\($0) = EXCLUDED.\($0)" }.joined(separator: ", ")

  private static let upsert = """
    INSERT INTO target AS t (\(list)) SELECT DISTINCT ON (station_id) \(list) FROM staged \
    ORDER BY station_id, observed_at DESC ON CONFLICT (station_id) DO UPDATE SET \(setting) \
    WHERE t.observed_at < EXCLUDED.observed_at
    """

  private static let history = [
    """
    INSERT INTO target_keys SELECT DISTINCT station_id FROM staged ORDER BY 1 \
    ON CONFLICT DO NOTHING
    """,
    """
    SELECT count(*) FROM (SELECT FROM target_keys WHERE station_id IN \
    (SELECT station_id FROM staged) ORDER BY station_id FOR UPDATE) k
    """,
    """
    INSERT INTO target AS t (\(list), valid_from, valid_to) SELECT \(list), observed_at, \
    least(lead(observed_at) OVER (PARTITION BY station_id ORDER BY observed_at), \
    (SELECT min(n.valid_from) FROM target n WHERE n.station_id = s.station_id \
    AND n.valid_from > s.observed_at)) \
    FROM (SELECT DISTINCT ON (station_id, observed_at) * FROM staged \
    ORDER BY station_id, observed_at) s ON CONFLICT (station_id, valid_from) DO NOTHING
    """,
    """
    UPDATE target t SET valid_to = s.until FROM (SELECT station_id, observed_at AS until, \
    (SELECT max(p.valid_from) FROM target p WHERE p.station_id = staged.station_id \
    AND p.valid_from < staged.observed_at) AS before FROM staged) s \
    WHERE t.station_id = s.station_id AND t.valid_from = s.before \
    AND (t.valid_to IS NULL OR t.valid_to > s.until)
    """,
  ]
}
