/// What a warehouse may be told beside its URL. Times are bounds, so that no call waits for ever.
public struct WarehouseOptions: Sendable {
  /// The schema of tables that a contract names without one.
  public var schema = "public"
  /// Nil leaves it to the URL or to the warehouse's own means (for PostgreSQL `PGPASSFILE`,
  /// `~/.pgpass`, peer, certificates).
  public var password: String?
  public var connectTimeoutSeconds = 5
  public var lockTimeoutMilliseconds = 10_000
  /// The longest wait for the answer to one statement; then the connection is given up.
  public var answerTimeoutMilliseconds = 60_000
  /// After this silence within a transaction the server ends the session.
  public var idleInTransactionTimeoutMilliseconds = 30_000
  /// What spreads tables over several nodes; nil: the database is one machine.
  public var cluster: WarehouseCluster?

  public init() {}
}

/// What spreads a warehouse's tables over several nodes.
public enum WarehouseCluster: String, Sendable, CaseIterable {
  /// The extension Citus of PostgreSQL.
  case citus
}

/// The kinds of warehouse, by the scheme of their URL. A new warehouse is a new target and one
/// entry here.
public struct WarehouseRegistry: Sendable {
  public typealias Maker =
    @Sendable (_ url: String, _ options: WarehouseOptions) throws(WarehouseError) -> any Warehouse

  private let kinds: [(scheme: String, make: Maker)]

  public init(_ kinds: [(scheme: String, make: Maker)]) {
    self.kinds = kinds
  }

  /// - Throws: `.misconfigured`.
  public func warehouse(at url: String, options: WarehouseOptions) throws(WarehouseError)
    -> any Warehouse
  {
    let scheme = url.prefix { $0 != ":" }.lowercased()
    guard url.contains(":"), let kind = kinds.first(where: { $0.scheme == scheme }) else {
      let known = kinds.map { "\($0.scheme):" }.joined(separator: ", ")
      throw WarehouseError(
        .misconfigured,
        "warehouse.url does not begin with the scheme of a known warehouse; known are \(known)")
    }
    return try kind.make(url, options)
  }
}
