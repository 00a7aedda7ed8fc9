import JSON
import SQLiteWarehouse

/// What came of the demo, read from the warehouse by plain SQL.
struct DemoReport {
  private let published: DemoTally
  private let seconds: Double
  private let database: String
  private let log: String
  private let reader: SQLiteReader

  init(
    database: String, published: DemoTally, seconds: Double, log: String
  ) throws(Demo.Failure) {
    self.database = database
    self.published = published
    self.seconds = seconds
    self.log = log
    guard let reader = SQLiteReader(path: database) else {
      throw Demo.Failure(status: .software, message: "\(database) cannot be read; see \(log)")
    }
    self.reader = reader
  }

  /// Every published event is where it must be, and the ledger adds up.
  var isComplete: Bool {
    let stages = published.quarantined.allSatisfy { stage, count in
      number("SELECT count(*) FROM trucd_quarantine WHERE stage = '\(stage.rawValue)'") == count
    }
    return stages && loadedRows == published.loaded && tombstones == published.tombstones
      && quarantined == published.quarantinedTotal && sumHolds
  }

  var text: String {
    [
      Terminal.bold("\nRows by table"), tables.text,
      Terminal.bold("\nRejections by stage, reason and agency"), rejections.text,
      Terminal.bold("\nOne rejection in full"), example,
      Terminal.bold("\nThe sum"), sum,
      Terminal.bold("\nTry it"), queries,
    ].joined(separator: "\n")
  }

  private var tableNames: [String] {
    let sql = """
      SELECT name FROM sqlite_master
      WHERE type = 'table' AND name NOT LIKE 'trucd\\_%' ESCAPE '\\' ORDER BY name
      """
    return rows(sql).compactMap { $0[0] }
  }

  private var tables: Table {
    var table = Table([("table", .left), ("rows", .right)])
    for name in tableNames {
      table.add([name, number("SELECT count(*) FROM \"\(name)\"").grouped])
    }
    return table
  }

  private var rejections: Table {
    var table = Table([
      ("stage", .left), ("reason", .left), ("agency", .left), ("records", .right),
    ])
    let sql = """
      SELECT stage, coalesce(json_extract(errors, '$[0].keyword'),
                             json_extract(errors, '$[0].code')), coalesce(agency, '–'), count(*)
      FROM trucd_quarantine GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3
      """
    for row in rows(sql) { table.add(row.map { $0 ?? "–" }) }
    return table
  }

  /// The longest explained one of a missing field, as an agency would read it.
  private var example: String {
    let sql = """
      SELECT topic, _partition, _offset, agency, errors, CAST(payload AS TEXT)
      FROM trucd_quarantine
      WHERE stage = 'validate' AND json_extract(errors, '$[0].keyword') = 'required'
      ORDER BY length(errors) DESC, _offset LIMIT 1
      """
    guard let row = rows(sql).first else { return "  none" }
    let cells = row.map { $0 ?? "–" }
    return """
        \(cells[0])/\(cells[1]) at offset \(cells[2]), agency \(cells[3])
        record: \(cells[5])
      \(messages(cells[4]))
      """
  }

  private func messages(_ errors: String) -> String {
    guard let list = try? JSONReader.parse(Array(errors.utf8)).array else { return "  " + errors }
    return list.map { error in
      """
          at \(error["instanceLocation"]?.string ?? "")/\(error["property"]?.string ?? "") (\(error["keyword"]?.string ?? ""))
            vi: \(error["message"]?["vi"]?.string ?? "")
                \(error["hint"]?["vi"]?.string ?? "")
            en: \(error["message"]?["en"]?.string ?? "")
                \(error["hint"]?["en"]?.string ?? "")
      """
    }.joined(separator: "\n")
  }

  private var sum: String {
    var table = Table([("", .left), ("published", .right), ("found", .right), ("", .left)])
    func line(_ name: String, _ expected: Int64, _ found: Int64) {
      table.add([
        name, expected.grouped, found.grouped, expected == found ? "✓" : "✗",
      ])
    }
    line("rows in the warehouse", published.loaded, loadedRows)
    line("records in quarantine", published.quarantinedTotal, quarantined)
    line("tombstones", published.tombstones, tombstones)
    line("all", published.total, loadedRows + quarantined + tombstones)
    let rate = Int64(Double(published.total) / max(seconds, 0.001))
    return table.text + """


        next_offset − first_offset = the six totals, in every partition: \(sumHolds ? "✓" : "✗")
        \(published.total.grouped) events in \(tenths(seconds)) s, one SIGKILL and a restart included: \
      \(rate.grouped) events/s
      """
  }

  private var queries: String {
    """
      the warehouse is \(database), the daemon's log \(log)
      sqlite3 \(database) "SELECT station_id, avg(pm25) FROM air_quality GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
      sqlite3 \(database) "SELECT agency, stage, count(*) FROM trucd_quarantine GROUP BY 1, 2"
      sqlite3 -line \(database) "SELECT * FROM trucd_ledger LIMIT 3"
    """
  }

  private var loadedRows: Int64 {
    tableNames.reduce(0) { $0 + number("SELECT count(*) FROM \"\($1)\"") }
  }
  private var quarantined: Int64 { number("SELECT count(*) FROM trucd_quarantine") }
  private var tombstones: Int64 { number("SELECT sum(tombstones) FROM trucd_ledger") }
  private var sumHolds: Bool {
    number(
      """
      SELECT count(*) FROM trucd_ledger WHERE next_offset - first_offset
        <> loaded + superseded + quarantined + tombstones + discarded + gaps
      """) == 0
  }

  private func rows(_ sql: String) -> [[String?]] { reader.rows(sql) ?? [] }

  private func number(_ sql: String) -> Int64 {
    rows(sql).first?.first.flatMap { $0 }.flatMap(Int64.init) ?? 0
  }

  private func tenths(_ seconds: Double) -> String {
    let tenths = Int64((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
