import Contracts
import Pipeline
import Warehouse

/// One SQLite file as the warehouse: for one machine, a demo or a small office.
public struct SQLiteWarehouse: Warehouse {
  public static let schemes = ["sqlite"]

  private let file: String
  private let gate = WriterGate()

  /// - Parameter url: `sqlite:PATH`, relative or absolute, or `sqlite:///PATH`.
  /// - Throws: `.misconfigured`.
  public init(url: String, options: WarehouseOptions = WarehouseOptions()) throws(WarehouseError) {
    var path = url.drop { $0 != ":" }.dropFirst()
    if path.hasPrefix("///") { path = path.dropFirst(2) }
    guard !path.isEmpty, !path.hasPrefix("//"), !path.hasPrefix(":") else {
      throw WarehouseError(
        .misconfigured,
        "warehouse.url names no file: write sqlite:PATH, for example sqlite:/var/lib/trucd/kho.sqlite"
      )
    }
    if options.password != nil {
      throw WarehouseError(
        .misconfigured,
        "a SQLite file has no password; leave warehouse.password_file and "
          + "warehouse.password_credential out")
    }
    if let cluster = options.cluster {
      throw WarehouseError(
        .misconfigured,
        "warehouse.distributed = \"\(cluster.rawValue)\" needs PostgreSQL; a SQLite file is on one "
          + "machine: leave it out")
    }
    file = String(path)
  }

  public func makeSession(application: String) -> any WarehouseSession {
    SQLiteSession(file: file, gate: gate)
  }

  public func makeAdministration(application: String) -> any WarehouseAdministration {
    SQLiteAdministration(file: file, gate: gate)
  }

  public var tableDialect: any TableDialect { SQLiteDialect() }

  public func makeRowBuffer(for table: TableShape) -> any RowBuffer {
    SQLiteRowBuffer(table: table)
  }
}
