import Contracts
import Pipeline
import Warehouse

/// A PostgreSQL database (14 or newer) as the warehouse.
public struct PostgresWarehouse: Warehouse {
  public static let schemes = ["postgresql", "postgres"]

  /// DDL waits no longer than this for a lock, so that lanes never queue long behind it.
  static let ddlLockTimeoutMilliseconds = 1_000

  private let settings: ConnectionSettings
  private let dialect: PostgresDialect
  /// Memory of the rows of all lanes and tables.
  private let pool = PiecePool()

  /// - Parameter url: a libpq URL, `postgresql://…`, or one of several hosts.
  /// - Throws: `.misconfigured`.
  public init(url: String, options: WarehouseOptions = WarehouseOptions()) throws(WarehouseError) {
    settings = try ConnectionSettings(url: url, options: options)
    dialect = PostgresDialect(defaultSchema: options.schema, cluster: options.cluster)
  }

  public func makeSession(application: String) -> any WarehouseSession {
    let lane = Connection(
      settings: settings, application: application,
      lockTimeoutMilliseconds: settings.options.lockTimeoutMilliseconds)
    let watch = LockWatch(settings, application: application, ends: true)
    return PostgresSession(connection: lane, dialect: dialect, watch: watch) { [settings] in
      Self.definitions(settings, application)
    }
  }

  public func makeAdministration(application: String) -> any WarehouseAdministration {
    PostgresAdministration(
      connection: Self.definitions(settings, application), dialect: dialect,
      watch: LockWatch(settings, application: application, ends: false))
  }

  /// A connection for DDL.
  private static func definitions(
    _ settings: ConnectionSettings, _ application: String
  ) -> Connection {
    Connection(
      settings: settings, application: application,
      lockTimeoutMilliseconds: ddlLockTimeoutMilliseconds)
  }

  public var tableDialect: any TableDialect { dialect }

  public func makeRowBuffer(for table: TableShape) -> any RowBuffer {
    PostgresRowBuffer(table: table, pool: pool)
  }
}
