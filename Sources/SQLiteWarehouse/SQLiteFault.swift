import CSQLite
import Warehouse

/// What SQLite answered, and what that means for the bus.
struct SQLiteFault: Error {
  /// The extended result code.
  var code: Int32
  var message: String

  /// A trigger's own words may quote a record's value: only that there were some is told.
  init(code: Int32, message: String) {
    self.code = code
    self.message =
      code == Self.constraintTrigger
      ? "a trigger refuses the record; its words may quote a value and are left out" : message
  }

  /// SQLite's own words, which name tables, columns and expressions; nil for a trigger's.
  var words: String? { code == Self.constraintTrigger ? nil : message }

  /// PostgreSQL's SQLSTATE of a table that is not there.
  static let undefinedTable = "42P01"

  static let unresolvedForeignKey = SQLiteFault(
    code: constraintForeignKey, message: "FOREIGN KEY constraint failed")

  static func transactionEnded(_ reason: String) -> SQLiteFault {
    SQLiteFault(code: SQLITE_ERROR, message: "a trigger rolled the transaction back: \(reason)")
  }

  /// The row's own fault: a constraint, a wrong type in a STRICT table, or a value too big.
  var isRowFault: Bool {
    switch code & 0xFF {
    case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH: true
    default: false
    }
  }

  /// The SQLSTATE that PostgreSQL would give, so that both warehouses report the same.
  var sqlState: String {
    switch code {
    case Self.constraintUnique, Self.constraintPrimaryKey, Self.constraintRowID: "23505"
    case Self.constraintNotNull: "23502"
    case Self.constraintCheck: "23514"
    case Self.constraintForeignKey: "23503"
    case Self.constraintDataType: "22000"
    default:
      switch code & 0xFF {
      case SQLITE_CONSTRAINT: "23000"
      case SQLITE_TOOBIG: "54000"
      case SQLITE_MISMATCH: "22000"
      case SQLITE_FULL: "53100"
      case SQLITE_READONLY: "25006"
      case SQLITE_BUSY, SQLITE_LOCKED: "55P03"
      case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_NOTADB: "58030"
      case SQLITE_NOMEM: "53200"
      // The code is that of any wrong statement.
      case SQLITE_ERROR where message.hasPrefix("no such table: "):
        Self.undefinedTable
      default: "42000"
      }
    }
  }

  /// `UNIQUE constraint failed: t.a, t.b` names what failed behind the colon.
  var constraint: String? {
    guard code & 0xFF == SQLITE_CONSTRAINT, code != Self.constraintTrigger,
      let colon = message.firstIndex(of: ":")
    else {
      return nil
    }
    return String(message[message.index(after: colon)...].drop { $0 == " " })
  }

  func asWarehouseError(table: String? = nil, file: String) -> WarehouseError {
    let (code, wayOut): (WarehouseError.Code, String) =
      switch self.code & 0xFF {
      case SQLITE_FULL: (.unavailable, "the disk of \(file) is full: make room")
      case SQLITE_READONLY:
        (.unavailable, "\(file) and its folder must be writable for this process")
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
        (.unavailable, "another process holds \(file)")
      case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_INTERRUPT, SQLITE_CANTOPEN: (.unavailable, file)
      case SQLITE_NOTADB, SQLITE_CORRUPT:
        (.unfit, "\(file) is no intact SQLite database: restore it, or choose another file")
      default: (.unfit, file)
      }
    return WarehouseError(code, "\(message) (\(wayOut))", sqlState: sqlState, table: table)
  }

  // Extended codes of sqlite3.h, macros of a form that Swift does not import.
  private static let constraintCheck = SQLITE_CONSTRAINT | 1 << 8
  private static let constraintForeignKey = SQLITE_CONSTRAINT | 3 << 8
  private static let constraintNotNull = SQLITE_CONSTRAINT | 5 << 8
  private static let constraintPrimaryKey = SQLITE_CONSTRAINT | 6 << 8
  private static let constraintTrigger = SQLITE_CONSTRAINT | 7 << 8
  private static let constraintUnique = SQLITE_CONSTRAINT | 8 << 8
  private static let constraintRowID = SQLITE_CONSTRAINT | 10 << 8
  private static let constraintDataType = SQLITE_CONSTRAINT | 12 << 8
}
