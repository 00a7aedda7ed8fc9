import Contracts
import Testing
import Warehouse

@testable import PostgresWarehouse
@testable import SQLiteWarehouse

/// Plans without a database: the exact statements, and each problem.
@Suite("Table plan")
struct TablePlanTests {
  private let shape = TableShape(
    name: "air", columns: [.init(name: "tên \"q\" x", type: .text, comment: "It's")], comment: "Khí"
  )
  private let postgres = PostgresDialect(defaultSchema: "public")

  private func lineageFacts(_ dialect: any TableDialect) -> [TableFacts.Column] {
    dialect.lineage.map { TableFacts.Column(name: $0.name, type: $0.type, comment: $0.comment) }
  }

  private func plan(_ facts: TableFacts, _ shape: TableShape? = nil) throws -> TablePlan {
    let shape = shape ?? self.shape
    return TablePlan(
      shape, at: postgres.location(of: try TableName(shape.name)), facts: facts, dialect: postgres)
  }

  @Test func newTableInPostgres() throws {
    let statements = try plan(.missing).statements
    #expect(
      statements[0] == """
        CREATE TABLE "public"."air" ("tên ""q"" x" text, "_source" bigint NOT NULL, \
        "_partition" integer NOT NULL, "_offset" bigint NOT NULL, "_item" integer NOT NULL, \
        "_timestamp" timestamp with time zone, "_contract" bigint NOT NULL, \
        "_loaded_at" timestamp with time zone NOT NULL DEFAULT now())
        """)
    #expect(statements[1] == #"COMMENT ON TABLE "public"."air" IS 'Khí'"#)
    #expect(statements[2] == #"COMMENT ON COLUMN "public"."air"."tên ""q"" x" IS 'It''s'"#)
  }

  @Test func newTableInSQLite() throws {
    let dialect = SQLiteDialect()
    let table = TableShape(
      name: "kho.air", columns: [.init(name: "v", type: .numeric(precision: 7, scale: 2))])
    let plan = TablePlan(
      table, at: dialect.location(of: try TableName(table.name)), facts: .missing,
      dialect: dialect)
    #expect(plan.statements.count == 1)
    #expect(
      plan.statements[0].hasPrefix(
        #"CREATE TABLE "kho_air" ("v" TEXT NUMERIC(7,2), "_source" INTEGER NOT NULL, "#))
  }

  @Test func onlyWhatIsMissingIsAdded() throws {
    var facts = TableFacts(kind: .table, columns: lineageFacts(postgres), comment: "Khí")
    facts.columns.append(.init(name: "by_hand", type: "inet"))
    let wanted = [
      #"ALTER TABLE "public"."air" ADD COLUMN IF NOT EXISTS "tên ""q"" x" text"#,
      #"COMMENT ON COLUMN "public"."air"."tên ""q"" x" IS 'It''s'"#,
    ]
    #expect(try plan(facts).statements == wanted)
    facts.columns.append(.init(name: "tên \"q\" x", type: "text", comment: "It's"))
    #expect(try plan(facts).statements == [])
    #expect(try plan(facts).problems == [])
  }

  @Test func problemsLeaveNoStatement() throws {
    var facts = TableFacts(kind: .table, columns: lineageFacts(postgres))
    facts.columns.append(.init(name: "must", type: "text", mustBeFilled: true))
    let unfilled = try plan(facts)
    #expect(unfilled.statements == [])
    #expect(unfilled.problems.map(\.table) == ["air"])

    facts.columns = lineageFacts(postgres)
    facts.droppedColumns = 1_593
    #expect(try plan(facts).problems.count == 1)

    facts.droppedColumns = 0
    facts.columns[2].type = "integer"
    #expect(try plan(facts).problems.first?.message.contains("_offset") == true)
    facts.columns.removeFirst()
    #expect(try plan(facts).problems.contains { $0.message.contains("_source") })
  }

  @Test(arguments: ["_offset", "", "a\u{0}", String(repeating: "đ", count: 32)])
  func columnNamesAreChecked(_ name: String) throws {
    let table = TableShape(name: "air", columns: [.init(name: name, type: .text)])
    #expect(try plan(.missing, table).problems.isEmpty == false)
    #expect(try plan(.missing, table).statements == [])
  }

  /// PostgreSQL tells case and normal forms apart, SQLite tells ASCII case not.
  @Test func equalNamesAreComparedAsTheDatabaseDoes() throws {
    let table = TableShape(
      name: "air", columns: [.init(name: "a", type: .text), .init(name: "A", type: .text)])
    #expect(try plan(.missing, table).problems == [])
    let dialect = SQLiteDialect()
    let location = dialect.location(of: try TableName("air"))
    let inSQLite = TablePlan(table, at: location, facts: .missing, dialect: dialect)
    #expect(inSQLite.problems.count == 1)
    let forms = TableShape(
      name: "air",
      columns: [.init(name: "ế", type: .text), .init(name: "e\u{302}\u{301}", type: .text)])
    #expect(try plan(.missing, forms).problems == [])
  }

  @Test(arguments: [
    ("numeric(7,2)", ColumnType.numeric(precision: 7, scale: 2), true),
    ("numeric(9,3)", .numeric(precision: 7, scale: 2), true),
    ("numeric", .numeric(precision: 7, scale: 2), true),
    ("numeric(7,1)", .numeric(precision: 7, scale: 2), false),
    ("numeric(8,3)", .numeric(precision: 7, scale: 2), true),
    ("numeric(7,3)", .numeric(precision: 7, scale: 2), false),
    ("numeric(7,2)", .numeric(precision: nil, scale: nil), false),
    ("numeric(5,0)", .numeric(precision: 5, scale: nil), true),
    ("text", .text, true), ("character varying(9)", .text, false),
    ("timestamp with time zone", .timestamptz, true),
    ("timestamp(3) with time zone", .timestamptz, false),
    ("timestamp without time zone", .timestamptz, false),
    ("integer", .bigint, false), ("json", .jsonb, false),
  ])
  func typesThatHold(_ existing: String, _ wanted: ColumnType, _ holds: Bool) {
    #expect(postgres.holds(existing, wanted) == holds)
    #expect(
      SQLiteDialect().holds("TEXT \(existing)", wanted)
        == (holds && wanted != .text && wanted != .timestamptz))
  }

  @Test func registryNamesWhatItKnows() throws {
    let registry = WarehouseRegistry([
      (
        "sqlite",
        { (url, options) throws(WarehouseError) in
          try SQLiteWarehouse(url: url, options: options)
        }
      )
    ])
    #expect(try registry.warehouse(at: "SQLite:a.sqlite", options: .init()) is SQLiteWarehouse)
    for url in ["mysql://u:geheim@h/d", "sqlite", ""] {
      #expect { try registry.warehouse(at: url, options: .init()) } throws: { error in
        let error = error as? WarehouseError
        return error?.code == .misconfigured && error?.message.contains("sqlite:") == true
          && error?.message.contains("geheim") == false
      }
    }
  }
}
