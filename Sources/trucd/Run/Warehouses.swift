import Configuration
import PostgresWarehouse
import SQLiteWarehouse
import Warehouse

/// The kinds of warehouse that this program knows. A new one is one line.
enum Warehouses {
  static let registry = WarehouseRegistry([
    (
      "postgresql",
      { (url, options) throws(WarehouseError) in
        try PostgresWarehouse(url: url, options: options)
      }
    ),
    (
      "postgres",
      { (url, options) throws(WarehouseError) in
        try PostgresWarehouse(url: url, options: options)
      }
    ),
    (
      "sqlite",
      { (url, options) throws(WarehouseError) in
        try SQLiteWarehouse(url: url, options: options)
      }
    ),
  ])

  static func make(_ configuration: Configuration.Warehouse) throws(WarehouseError)
    -> any Warehouse
  {
    var options = WarehouseOptions()
    options.schema = configuration.schema
    options.password = configuration.password?.revealed
    options.connectTimeoutSeconds = max(Int(configuration.connectTimeout.milliseconds / 1_000), 1)
    options.lockTimeoutMilliseconds = Int(configuration.lockTimeout.milliseconds)
    options.cluster = WarehouseCluster(rawValue: configuration.distributed.rawValue)
    return try registry.warehouse(at: configuration.url, options: options)
  }
}

extension Duration {
  var milliseconds: Int64 {
    let parts = components
    return parts.seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000
  }
}
