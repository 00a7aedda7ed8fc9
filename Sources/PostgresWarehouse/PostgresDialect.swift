import Contracts
import Warehouse

/// PostgreSQL's words for tables and types.
struct PostgresDialect: TableDialect {
  let defaultSchema: String
  var cluster: WarehouseCluster?

  func location(of table: TableName) -> TableLocation {
    TableLocation(schema: table.schema ?? defaultSchema, name: table.name)
  }

  /// Schemas of the bus and of the database itself.
  static func isReserved(_ location: TableLocation) -> Bool {
    guard let schema = location.schema else { return false }
    return schema == "trucd" || schema == "information_schema" || schema.hasPrefix("pg_")
  }

  func key(of identifier: String) -> [UInt8] { Array(identifier.utf8) }

  func type(_ type: ColumnType) -> String { type.description }

  func catalogued(_ type: ColumnType) -> String {
    type == .timestamptz ? "timestamp with time zone" : type.description
  }

  /// - Parameter existing: as `format_type` spells it. A wider numeric holds a narrower one; a
  ///   narrower one would round or refuse.
  func holds(_ existing: String, _ wanted: ColumnType) -> Bool {
    switch wanted {
    case .timestamptz: existing == "timestamp with time zone"
    case .numeric(let precision?, let scale):
      existing == "numeric"
        || ColumnType.numeric(existing, holdsPrecision: precision, scale: scale ?? 0)
    default: existing == wanted.description
    }
  }

  var comparingByBytes: String { " COLLATE \"C\"" }

  var locksKeys: Bool { true }

  var hasPartitions: Bool { true }

  func distribute(_ table: TableLocation, by column: String, with other: TableLocation?) -> String?
  {
    cluster.map { _ in
      ClusterStatements.distribute(table, .byColumn(column), with: other)
    }
  }

  func wayToKey(_ columns: String, of table: TableLocation) -> String {
    "have its owner run: ALTER TABLE \(table.sql) ADD PRIMARY KEY (\(columns))"
  }

  let lineage = [
    LineageDeclaration(
      name: "_source", type: "bigint", constraint: "NOT NULL",
      comment: "Nguồn: trucd.source.source"),
    LineageDeclaration(
      name: "_partition", type: "integer", constraint: "NOT NULL", comment: "Phân vùng Kafka"),
    LineageDeclaration(
      name: "_offset", type: "bigint", constraint: "NOT NULL",
      comment: "Vị trí của bản ghi trong phân vùng Kafka"),
    LineageDeclaration(
      name: "_item", type: "integer", constraint: "NOT NULL",
      comment: "Thứ tự phần tử trong bản ghi, 0 nếu bản ghi cho một dòng"),
    LineageDeclaration(
      name: "_timestamp", type: "timestamp with time zone", constraint: "",
      comment: "Thời điểm của bản ghi trong Kafka"),
    LineageDeclaration(
      name: "_contract", type: "bigint", constraint: "NOT NULL",
      comment: "Phiên bản hợp đồng dữ liệu: trucd.contract.contract"),
    LineageDeclaration(
      name: "_loaded_at", type: "timestamp with time zone", constraint: "NOT NULL DEFAULT now()",
      comment: "Thời điểm nạp vào kho"),
  ]

  /// One statement, so that the table is locked once. A column without a default rewrites nothing.
  func addColumns(_ columns: [TableShape.Column], to table: TableLocation) -> [String] {
    let additions = columns.map {
      "ADD COLUMN IF NOT EXISTS \(SQLText.quoted($0.name)) \(type($0.type))"
    }
    return ["ALTER TABLE \(table.sql) \(additions.joined(separator: ", "))"]
  }

  func migration(
    _ shape: TableShape, _ part: TablePart, at location: TableLocation, facts: TableFacts,
    today: Int
  ) -> [MigrationStep] {
    PostgresMigration(shape, part, at: location, facts: facts, dialect: self, today: today).steps
  }

  func comment(_ text: String, onColumn column: String, of table: TableLocation) -> String? {
    "COMMENT ON COLUMN \(table.sql).\(SQLText.quoted(column)) IS \(SQLText.literal(text))"
  }

  func comment(_ text: String, on table: TableLocation) -> String? {
    "COMMENT ON TABLE \(table.sql) IS \(SQLText.literal(text))"
  }
}
