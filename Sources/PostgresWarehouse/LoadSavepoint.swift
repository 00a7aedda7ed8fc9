/// The point to which a refused attempt of a load goes back. Its statements travel with those of the
/// attempts, so that they cost no round trips of their own.
final class LoadSavepoint {
  private static let goBack = "ROLLBACK TO SAVEPOINT trucd_load"
  private static let move = ["RELEASE SAVEPOINT trucd_load", "SAVEPOINT trucd_load"]

  private let connection: Connection
  /// The last attempt was refused; the transaction takes nothing before it has gone back.
  private var isBehindRefusal = false

  /// Sets it.
  init(on connection: Connection) throws(PostgresFault) {
    self.connection = connection
    try connection.run(Self.move[1])
  }

  private var before: [String] { isBehindRefusal ? [Self.goBack] : [] }

  /// One attempt by COPY: kept, with the savepoint behind it, if all of it is taken.
  func copy(
    _ sql: String, table: String, rows: [UnsafeRawBufferPointer], stopsEarly: Bool
  ) throws(PostgresFault) {
    let script = (before + [sql] + Self.move).joined(separator: "; ")
    try attempt { () throws(PostgresFault) in
      try connection.copy(script, table: table, rows: rows, stopsEarly: stopsEarly)
    }
  }

  /// One attempt by statements.
  /// - Returns: their answers.
  func pipeline(_ statements: [Statement]) throws(PostgresFault) -> [QueryResult] {
    let before = self.before.map { Statement($0) }
    let results = try attempt { () throws(PostgresFault) in
      try connection.pipeline(before + statements + Self.move.map { Statement($0) })
    }
    return Array(results.dropFirst(before.count).prefix(statements.count))
  }

  private func attempt<R>(_ work: () throws(PostgresFault) -> R) throws(PostgresFault) -> R {
    do {
      let result = try work()
      isBehindRefusal = false
      return result
    } catch {
      isBehindRefusal = true
      throw error
    }
  }

  /// Leaves the transaction ready for what comes next.
  func finish() throws(PostgresFault) {
    if isBehindRefusal { try connection.run(Self.goBack) }
    isBehindRefusal = false
  }
}
