import Pipeline

/// Why a call to a warehouse failed.
public struct WarehouseError: Error, Hashable, Sendable {
  public enum Code: String, Sendable {
    /// The connection, the server or its resources: back off and try again (SQLSTATE 08, 25006,
    /// 28, 3D, 40, 53, 55, 57, 58, the client library's own failures; a busy or full SQLite file).
    case unavailable
    /// COMMIT was sent and its answer did not come.
    case outcomeUnknown
    /// The table or a privilege does not fit (SQLSTATE 42, 22P03, 22P04, "no partition" and all
    /// that is not listed): stop the topics of this table.
    case unfit
    /// The quarantine itself refused a row: stop the partition.
    case quarantineRefused
    /// The URL or an option is wrong; trying again is of no use.
    case misconfigured
  }

  public var code: Code
  /// What happened, with the server's own words, and the way out where one is known. Never a
  /// password and never a record's value.
  public var message: String
  public var sqlState: String?
  /// The table at fault, where one is known.
  public var table: String?
  /// The partition at fault, where one is known, so that only it need stop.
  public var place: TopicPartition?
  /// The record at fault, where one is known.
  public var offset: Int64?

  public init(_ code: Code, _ message: String, sqlState: String? = nil, table: String? = nil) {
    self.code = code
    // One line for the log, whatever the server's words hold.
    self.message = message.split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
    self.sqlState = sqlState
    self.table = table
  }
}

extension WarehouseError: CustomStringConvertible {
  public var description: String {
    var text = message
    if let sqlState { text += " (SQLSTATE \(sqlState))" }
    if let table { text += " [table \(table)]" }
    return text
  }
}
