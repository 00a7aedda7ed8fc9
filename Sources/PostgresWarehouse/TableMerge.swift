import Contracts
import Pipeline
import Warehouse

/// The load of one table whose rows have a key, within a batch's transaction: a copy into the
/// staging table, then the merge.
struct TableMerge {
  let rows: PostgresRowBuffer
  private let connection: Connection
  private let shape: TableShape
  private let location: TableLocation
  private let staging: StagingTable
  private let copy: TableCopy
  private let words: LoadFaults

  init(
    _ load: TableLoad, through staging: StagingTable, on connection: Connection,
    dialect: PostgresDialect
  ) throws(BatchTransaction.Failure) {
    rows = try TableCopy.rows(of: load)
    location = try TableCopy.location(of: load.table, dialect)
    self.connection = connection
    self.staging = staging
    shape = load.table
    words = LoadFaults(shape: shape)
    copy = TableCopy(
      rows, of: shape, into: staging.sql, named: staging.name, columns: staging.columns,
      on: connection)
  }

  /// All rows at once.
  func run() throws(BatchTransaction.Failure) -> MergeResult {
    try copy.loadAll()
    let statements = MergeStatements(shape, at: location, from: staging, bounded: false)
    let (list, write) = steps(of: statements)
    do { return MergeResult(effective: try connection.pipeline(list)[write].records) } catch {
      throw words.failure(error)
    }
  }

  /// The statements of a merge.
  /// - Parameter records: those to merge, where not all are.
  /// - Returns: the one among them as well that answers with the records of which a version took
  ///   effect.
  private func steps(
    of statements: MergeStatements, records: ArraySlice<Int32>? = nil
  ) -> (list: [Statement], write: Int) {
    let parameters: [Statement.Parameter] =
      records.map { [.text("{\($0.map(String.init).joined(separator: ","))}")] } ?? []
    let hasDeletions = !rows.deletions.isEmpty
    var write = Statement(statements.write, parameters)
    write.counting = rows.hasRecordsOfSeveralRows ? .records : .rows
    let before = [statements.lock, hasDeletions ? statements.note : nil].compactMap { $0 }
    let after = [hasDeletions ? statements.remove : nil, statements.close].compactMap { $0 }
    let gathering =
      statements.clear.map { Statement($0) } + statements.gather.map { Statement($0, parameters) }
    let list =
      before.map { Statement($0, parameters) } + gathering + [write]
      + after.map { Statement($0, parameters) }
    return (list, before.count + gathering.count)
  }

  // MARK: Refused rows

  /// Merges what the database takes: first the copy finds what is no value of its type, then the
  /// merge what constraints and triggers refuse. Records are tried in the order of their keys, so
  /// that the locks are taken in order here too.
  ///
  /// Where versions of one key are merged apart, the smaller counts as loaded although the larger
  /// of the same batch supersedes it.
  func isolate() throws(BatchTransaction.Failure) -> MergeResult {
    var result = MergeResult(refused: try copy.isolate())
    let statements = MergeStatements(shape, at: location, from: staging, bounded: true)
    let index = "trucd_staging_record"
    do {
      let records = try recordsByKey(statements)
      try connection.run(
        "CREATE INDEX \(index) ON \(staging.sql) (\(StagingTables.record))")
      let savepoint = try LoadSavepoint(on: connection)
      let refused = try RowIsolation<PostgresFault>.run(records: records.count) {
        (range) throws(PostgresFault) in
        try attempt(records[range], by: statements, savepoint, &result.effective)
      }
      try savepoint.finish()
      try connection.run("DROP INDEX pg_temp.\(index)")
      result.refused += refused.map { (records[$0.record], words.loadFault($0.fault)) }
      result.refused.sort { $0.record < $1.record }
      return result
    } catch {
      throw words.isolationFailure(error)
    }
  }

  private func recordsByKey(_ statements: MergeStatements) throws(PostgresFault) -> [Int32] {
    var seen: Set<Int32> = []
    let rows = try connection.pipeline([Statement(statements.recordsByKey)])[0].rows
    return rows.compactMap { $0[0].flatMap { Int32($0) } }.filter { seen.insert($0).inserted }
  }

  private func attempt(
    _ records: ArraySlice<Int32>, by statements: MergeStatements, _ savepoint: LoadSavepoint,
    _ effective: inout RecordTally
  ) throws(PostgresFault) -> RowIsolation<PostgresFault>.Answer {
    do {
      let (list, write) = steps(of: statements, records: records)
      effective.add(try savepoint.pipeline(list)[write].records)
      return .loaded
    } catch {
      guard let state = error.sqlState, !error.endsSession, words.verdict(on: error) == .row else {
        throw error
      }
      return .refused(state: state, record: nil, fault: error)
    }
  }
}
