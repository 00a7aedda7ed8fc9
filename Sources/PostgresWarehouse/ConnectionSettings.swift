import CPostgres
import Warehouse

/// Where to connect and what every session sets.
struct ConnectionSettings: Sendable {
  let url: String
  private(set) var options: WarehouseOptions

  /// - Throws: `.misconfigured`. The URL and libpq's words about it are never shown, for both may
  ///   hold the password.
  init(url: String, options: WarehouseOptions) throws(WarehouseError) {
    guard Self.isSound(url) else {
      throw WarehouseError(
        .misconfigured,
        "warehouse.url is no valid PostgreSQL URL: postgresql://USER@HOST:PORT/DATABASE, with "
          + "special characters percent-encoded")
    }
    self.url = url
    self.options = options
  }

  /// The same place, for short questions.
  func answering(withinMilliseconds limit: Int) -> ConnectionSettings {
    var settings = self
    settings.options.answerTimeoutMilliseconds = min(limit, options.answerTimeoutMilliseconds)
    settings.options.connectTimeoutSeconds = min(
      max(limit / 1_000, 1), options.connectTimeoutSeconds)
    return settings
  }

  /// Whether libpq can read it and no piece of a password that was not percent-encoded has come to
  /// stand elsewhere, where libpq and the server would repeat it in their messages.
  private static func isSound(_ url: String) -> Bool {
    guard let parsed = PQconninfoParse(url, nil) else { return false }
    defer { PQconninfoFree(parsed) }
    var option = parsed
    while let keyword = option.pointee.keyword {
      if let text = option.pointee.val {
        let value = String(cString: text)
        switch String(cString: keyword) {
        case "host", "dbname", "user": if value.contains("@") { return false }
        case "port": if !value.allSatisfy({ $0.isNumber || $0 == "," }) { return false }
        default: break
        }
      }
      option += 1
    }
    return true
  }

  /// libpq's parameters; what comes after `dbname` wins over the URL.
  func parameters(application: String) -> [(String, String)] {
    var list = [
      ("dbname", url),
      ("client_encoding", "UTF8"),
      ("application_name", application),
      ("connect_timeout", "\(options.connectTimeoutSeconds)"),
      ("keepalives", "1"),
      ("keepalives_idle", "10"),
      ("keepalives_interval", "5"),
      ("keepalives_count", "3"),
      ("tcp_user_timeout", "\(options.answerTimeoutMilliseconds)"),
    ]
    if let password = options.password { list.append(("password", password)) }
    return list
  }

  /// The server is told of keepalives too, or the session of a machine that lost its power would
  /// keep its locks for hours; on a local socket it ignores them.
  /// `synchronous_commit` is left to the database: its owner decides what durable means.
  func sessionStatements(lockTimeoutMilliseconds: Int) -> String {
    let statements = [
      "SET client_min_messages = error",
      "SET standard_conforming_strings = on",
      "SET TimeZone = 'UTC'",
      // pg_catalog comes first without being named. The bus qualifies all its names; the schema is
      // there for the functions of an operator's triggers and constraints.
      "SET search_path = \(SQLText.quoted(options.schema)), pg_temp",
      "SET lock_timeout = \(lockTimeoutMilliseconds)",
      "SET statement_timeout = \(options.answerTimeoutMilliseconds)",
      "SET idle_in_transaction_session_timeout = \(options.idleInTransactionTimeoutMilliseconds)",
      "SET tcp_keepalives_idle = 10", "SET tcp_keepalives_interval = 5",
      "SET tcp_keepalives_count = 3",
      "SET tcp_user_timeout = \(options.idleInTransactionTimeoutMilliseconds)",
    ]
    let cluster = options.cluster == nil ? [] : ClusterStatements.session
    return (statements + cluster).joined(separator: "; ")
  }
}
