import CSQLite
import Contracts
import Glibc
import Pipeline
import Testing
import Warehouse

@testable import SQLiteWarehouse

/// What only a SQLite file can get wrong.
@Suite("SQLite", .serialized)
struct SQLiteFaultTests {
  @Test(arguments: ["sqlite:", "sqlite::memory:", "sqlite://host/file", "sqlite"])
  func wrongURLIsRefused(_ url: String) {
    #expect(code { _ = try SQLiteWarehouse(url: url) } == .misconfigured)
  }

  @Test func missingFolderIsRefusedWithTheWayOut() throws {
    let session = try SQLiteWarehouse(url: "sqlite:///nowhere/kho.sqlite")
      .makeSession(application: "t")
    #expect { try session.connect() } throws: { error in
      let error = error as? WarehouseError
      return error?.code == .misconfigured && error?.message.contains("/nowhere") == true
    }
    #expect(!session.isConnected)
  }

  /// A disk that is unmounted while the bus runs comes back; the path was right.
  @Test func folderThatGoesLaterIsUnavailable() throws {
    let folder = "/tmp/trucd-test-\(getpid())-disk"
    try #require(mkdir(folder, 0o700) == 0)
    defer {
      for suffix in ["", "-wal", "-shm"] { unlink(folder + "/kho.sqlite" + suffix) }
      rmdir(folder)
    }
    let warehouse = try SQLiteWarehouse(url: "sqlite:\(folder)/kho.sqlite")
    let session = warehouse.makeSession(application: "t")
    try session.connect()
    session.close()
    try #require(rename(folder, folder + "-away") == 0)
    #expect(code { try session.connect() } == .unavailable)
    #expect(code { try warehouse.makeSession(application: "u").connect() } == .unavailable)
    try #require(rename(folder + "-away", folder) == 0)
    #expect(code { try session.connect() } == nil)
    let other = try SQLiteWarehouse(url: "sqlite:\(folder)/kho.sqlite/x")
    #expect(code { try other.makeSession(application: "v").connect() } == .misconfigured)
  }

  /// No descriptor left: not the path's fault, at the start either.
  @Test func tooManyOpenFilesIsUnavailable() {
    let database = Database(file: "kho.sqlite")
    for number in [EMFILE, ENFILE, EIO, ENOMEM] {
      #expect(database.cannotOpen(code: SQLITE_CANTOPEN, errno: number).code == .unavailable)
    }
    for number in [ENOENT, EACCES, EROFS, ENOTDIR] {
      #expect(database.cannotOpen(code: SQLITE_CANTOPEN, errno: number).code == .misconfigured)
    }
  }

  /// A trigger's words may quote a record.
  @Test(arguments: ["ABORT", "ROLLBACK", "FAIL"])
  func wordsOfATriggerAreLeftOut(_ action: String) throws {
    let fault = SQLiteFault(code: SQLITE_CONSTRAINT | 7 << 8, message: "no: Nguyễn Văn Thử")
    let error = fault.asWarehouseError(table: "plain", file: "kho.sqlite")
    #expect(!error.description.contains("Thử") && fault.constraint == nil)
    #expect(error.sqlState == "23000" && error.table == "plain")

    let test = try TestWarehouse(.sqlite)
    let table = TableShape.plain()
    try test.prepare(table)
    try test.sql(
      """
      CREATE TRIGGER t BEFORE INSERT ON plain WHEN NEW.code = 'bad'
      BEGIN SELECT RAISE(\(action), 'no: Nguyễn Văn Thử'); END
      """)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.text("bad"), .null]])
    _ = try session.openLedger([batch.request])
    do {
      let outcome = try session.commit(batch.build(for: test.warehouse))
      #expect(outcome.refusedOffsets == [0])
    } catch {
      #expect(!String(describing: error).contains("Thử"))
    }
  }

  @Test func noDatabaseIsUnfit() throws {
    let file = "/tmp/trucd-test-\(getpid())-none.sqlite"
    let stream = fopen(file, "w")
    fputs(String(repeating: "not a database ", count: 200), stream)
    fclose(stream)
    defer { unlink(file) }
    let session = try SQLiteWarehouse(url: "sqlite:\(file)").makeSession(application: "t")
    #expect(code { try session.connect() } == .unfit)
    let administration = try SQLiteWarehouse(url: "sqlite:\(file)")
      .makeAdministration(application: "t")
    #expect(code { try administration.connect() } == .unfit)
  }

  // MARK: Looking without changing

  @Test func examiningMakesNoFile() throws {
    let file = "/tmp/trucd-test-\(getpid())-missing.sqlite"
    defer { for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) } }
    let administration = try SQLiteWarehouse(url: "sqlite:\(file)")
      .makeAdministration(application: "t")
    try administration.connect()
    #expect(administration.notice?.contains("will be made at the start") == true)
    #expect(try administration.examine([.plain()]) == [])
    #expect(try administration.examine([.plain("trucd.ledger")]).count == 1)
    #expect(code { _ = try administration.ledger() } == .unavailable)
    #expect(code { _ = try administration.prepare([.plain()]) } == .unavailable)
    #expect(access(file, F_OK) != 0)
    try administration.prepareOwnTables()
    #expect(administration.notice == nil)
    #expect(try administration.prepare([.plain()]) == [])
    #expect(try administration.examine([.plain()]) == [])
    administration.close()
  }

  @Test func missingFolderIsRefusedByAnExaminationToo() throws {
    let administration = try SQLiteWarehouse(url: "sqlite:///nowhere/kho.sqlite")
      .makeAdministration(application: "t")
    #expect(code { try administration.connect() } == .misconfigured)
  }

  /// A file of somebody else keeps its journal until the bus really starts.
  @Test func examiningChangesNoFile() throws {
    let file = "/tmp/trucd-test-\(getpid())-other.sqlite"
    defer { for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) } }
    let plain = Database(file: file)
    try plain.open()
    try plain.run("PRAGMA journal_mode = DELETE")
    try plain.run("CREATE TABLE trucd_ledger (source INTEGER)")
    try plain.run("CREATE VIEW trucd_source AS SELECT 1")
    let administration = try SQLiteWarehouse(url: "sqlite:\(file)")
      .makeAdministration(application: "t")
    try administration.connect()
    let problems = try administration.examine([.plain()])
    #expect(problems.map(\.table) == ["trucd_source", "trucd_ledger"])
    #expect(problems.last?.message.contains("next_offset") == true)
    #expect(try plain.rows("PRAGMA journal_mode") == [["delete"]])
    administration.close()
    plain.close()
  }

  @Test func passwordIsRefused() {
    var options = WarehouseOptions()
    options.password = "hidden"
    #expect(
      code { _ = try SQLiteWarehouse(url: "sqlite:kho.sqlite", options: options) }
        == .misconfigured)
  }

  @Test func commitSurvivesPowerCut() throws {
    let test = try TestWarehouse(.sqlite)
    #expect(try test.sql("PRAGMA journal_mode") == [["wal"]])
    #expect(try test.sql("PRAGMA synchronous") == [["2"]])
  }

  /// A full disk, as a limit on the file's pages makes it.
  @Test func fullDiskIsUnavailable() throws {
    let table = TableShape.plain()
    let test = try TestWarehouse(.sqlite)
    try test.prepare(table)
    let file = String(test.url.dropFirst("sqlite:".count))
    let database = Database(file: file)
    try database.open()
    try database.run("CREATE TABLE big (x)")
    let pages = try #require(try database.rows("PRAGMA page_count")[0][0])
    try database.run("PRAGMA max_page_count = \(pages)")
    let fault = #expect(throws: SQLiteFault.self) {
      try database.run("INSERT INTO big VALUES (hex(zeroblob(100000)))")
    }
    #expect(fault?.asWarehouseError(file: file).code == .unavailable)
    #expect(fault?.sqlState == "53100")
  }

  /// Another process that writes: wait, then say so.
  @Test func busyFileIsUnavailable() throws {
    let test = try TestWarehouse(.sqlite)
    try test.prepare(.plain())
    let file = String(test.url.dropFirst("sqlite:".count))
    let database = Database(file: file)
    try database.open()
    try database.run("PRAGMA busy_timeout = 50")
    try test.sql("BEGIN IMMEDIATE")
    let writer = Writer(database: database, gate: WriterGate())
    #expect(code { _ = try writer.transaction { () throws(WarehouseError) in 1 } } == .unavailable)
    try test.sql("ROLLBACK")
    #expect(try writer.transaction { () throws(WarehouseError) in 1 } == 1)
  }

  /// A trigger may roll the whole transaction back; nothing of it is then taken for written.
  @Test func rollbackByTriggerIsUnfit() throws {
    let test = try TestWarehouse(.sqlite)
    let table = TableShape.plain()
    try test.prepare(table)
    try test.sql(
      """
      CREATE TRIGGER t BEFORE INSERT ON plain WHEN NEW.code = 'bad'
      BEGIN SELECT RAISE(ROLLBACK, 'no'); END
      """)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.text("a"), .null], [.text("bad"), .null]])
    _ = try session.openLedger([batch.request])
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unfit)
    #expect(try test.count("plain") == 0)
    #expect(try session.openLedger([batch.request]).map(\.nextOffset) == [0])
  }

  @Test func instantsSortAsText() {
    let instants: [Int64] = [-1, 0, 1, 500_000, 999_999, 1_000_000, 60_000_000]
    let texts = instants.map { instant -> [UInt8] in
      var text: [UInt8] = []
      ValueText.appendInstant(instant, to: &text)
      return text
    }
    for (a, b) in zip(texts, texts.dropFirst()) { #expect(a.lexicographicallyPrecedes(b)) }
  }
}
