import CPostgres
import Glibc
import Warehouse

/// A statement with its parameters, prepared on first use in a connection.
struct Statement {
  enum Parameter {
    case null
    case text(String)
    /// bytea.
    case bytes([UInt8])

    static func integer(_ value: some BinaryInteger) -> Parameter { .text(String(value)) }
    static func optional(_ value: Int64?) -> Parameter { value.map { .integer($0) } ?? .null }
    static func optional(_ text: String?) -> Parameter { text.map { .text($0) } ?? .null }
  }

  let sql: String
  var parameters: [Parameter] = []
  /// How the answer's rows, which are (source, partition, offset), are counted.
  var counting = Counting.none

  enum Counting {
    /// They are kept as they are.
    case none
    /// Each row is another record's.
    case rows
    /// A record may have several rows.
    case records
  }

  init(_ sql: String, _ parameters: [Parameter] = []) {
    self.sql = sql
    self.parameters = parameters
  }
}

extension Statement {
  /// Hands libpq's parallel arrays to `body`; they live no longer than the call.
  func withArrays<R>(
    _ body: (
      _ count: Int32, _ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]
    ) -> R
  ) -> R {
    var bytes: [UInt8] = []
    var starts: [Int?] = []
    var lengths: [Int32] = []
    var formats: [Int32] = []
    for parameter in parameters {
      let value: [UInt8]?
      switch parameter {
      case .null: value = nil
      case .text(let text): value = Array(text.utf8)
      case .bytes(let raw): value = raw
      }
      if case .bytes = parameter { formats.append(1) } else { formats.append(0) }
      starts.append(value == nil ? nil : bytes.count)
      lengths.append(Int32(value?.count ?? 0))
      bytes += value ?? []
      bytes.append(0)
    }
    return bytes.withUnsafeBytes { raw in
      let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
      let values = starts.map { start in start.flatMap { offset in base.map { $0 + offset } } }
      return body(Int32(parameters.count), values, lengths, formats)
    }
  }
}

/// What a statement answered.
struct QueryResult {
  /// The command tag's words: `UPDATE 1`, `COMMIT`, `ROLLBACK`.
  var tag = ""
  /// Rows that the statement changed, or 0.
  var affected = 0
  var rows: [[String?]] = []
  /// Records named by the rows of a counted statement.
  var records = RecordTally()

  init() {}

  init(_ result: OpaquePointer, counting: Statement.Counting = .none) {
    tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
    affected = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    let columns = PQnfields(result)
    if counting != .none {
      count(result, counting)
      return
    }
    rows = (0..<PQntuples(result)).map { row in
      (0..<columns).map { column in
        guard PQgetisnull(result, row, column) == 0, let text = PQgetvalue(result, row, column)
        else { return nil }
        return String(cString: text)
      }
    }
  }

  private mutating func count(_ result: OpaquePointer, _ counting: Statement.Counting) {
    func number(_ row: Int32, _ column: Int32) -> Int64 {
      PQgetvalue(result, row, column).map { Int64(strtoll($0, nil, 10)) } ?? 0
    }
    var seen: Set<[Int64]> = []
    for row in 0..<PQntuples(result) {
      let (source, partition) = (number(row, 0), number(row, 1))
      if counting == .records, !seen.insert([source, partition, number(row, 2)]).inserted {
        continue
      }
      records.add(source: source, partition: Int32(truncatingIfNeeded: partition))
    }
  }
}
