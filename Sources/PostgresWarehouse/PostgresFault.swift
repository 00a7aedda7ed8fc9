import CPostgres

/// What went wrong with a statement, before it is known what that means for a batch.
struct PostgresFault: Error {
  /// Nil where libpq itself failed: no connection, no answer.
  var sqlState: String?
  /// The server's primary message, or what is told instead of it.
  var message: String
  /// The server's primary message may quote a value and is left out.
  var isWithheld = false
  /// It came from another node of a cluster, which passes on no names of constraints, columns and
  /// tables.
  var isRelayed = false
  var constraint: String?
  var column: String?
  var table: String?
  /// The line of the COPY that the server was at, counted from 1; a hint.
  var line: Int?
  /// The session is over: its answer did not come, or the server ended it.
  var endsSession: Bool

  /// libpq's own failure.
  static func connection(_ message: String) -> PostgresFault {
    PostgresFault(sqlState: nil, message: message, endsSession: true)
  }
}

extension PostgresFault {
  /// - Parameter copied: the unqualified name of the table of a COPY, to find its line.
  init(of result: OpaquePointer, copied: String? = nil) {
    func field(_ code: Int32) -> String? {
      PQresultErrorField(result, code).map { String(cString: $0) }
    }
    let severity = field(Self.severityField)
    sqlState = field(Self.sqlStateField)
    message =
      field(Self.messageField)
      ?? PostgresFault.trimmed(PQresultErrorMessage(result).map { String(cString: $0) } ?? "")
    constraint = field(Self.constraintField)
    column = field(Self.columnField)
    table = field(Self.tableField)
    line = copied.flatMap { name in
      field(Self.contextField).flatMap { Self.line(in: $0, copying: name) }
    }
    endsSession = sqlState == nil || severity == "FATAL" || severity == "PANIC"
    let function = field(Self.sourceFunctionField)
    isRelayed = function.map { Self.relayingFunctions.contains($0) } ?? false
    isWithheld = Self.mayQuote(sqlState, raisedBy: function)
    if isWithheld { message = Self.withheld(constraint: constraint) }
  }

  /// The server's functions that word a refusal by names, types and sizes alone.
  private static let plainFunctions: Set = [
    "_bt_check_unique", "check_exclusion_or_unique_constraint", "ExecConstraints",
    "ReportNotNullViolationError", "ExecPartitionCheckEmitError", "ri_ReportViolation",
    "ExecEvalConstraintCheck", "ExecEvalConstraintNotNull", "domain_check_input", "varchar",
    "varchar_input", "bpchar", "bpchar_input", "apply_typmod",
  ]
  /// Those that give an operator's own words: RAISE, and the same in Python and Perl.
  private static let wordingFunctions: Set = [
    "exec_stmt_raise", "PLy_elog_impl", "PLy_elog", "plperl_util_elog", "do_util_elog",
  ]

  /// Those of Citus that tell what another node said, in its words.
  private static let relayingFunctions: Set = ["ReportResultError", "ReportCopyError"]

  /// Whether the primary message may hold a record's value: where a function of an operator worded
  /// it, with any code, or a value could not be converted. DETAIL, which nearly always quotes, is
  /// never read.
  static func mayQuote(_ sqlState: String?, raisedBy function: String?) -> Bool {
    let function = function ?? ""
    if wordingFunctions.contains(function) || relayingFunctions.contains(function) { return true }
    switch sqlState?.prefix(2) {
    case "22", "23": return !plainFunctions.contains(function)
    case "38", "P0": return true
    default: return false
    }
  }

  private static func withheld(constraint: String?) -> String {
    "the database or a trigger in it refuses the record; its words may quote a value and are left "
      + "out" + (constraint.map { " (constraint \($0))" } ?? "")
  }

  /// The line number in `COPY name, line 3, column x`. The words depend on the server's language,
  /// the name and the order do not.
  static func line(in context: String, copying name: String) -> Int? {
    let prefix = Array("COPY \(name), ".utf8)
    for line in context.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: prefix) {
      let digits = line.dropFirst(prefix.count)
        .drop { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        .prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return Int(String(decoding: digits, as: UTF8.self))
    }
    return nil
  }

  static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  // PG_DIAG_… of postgres_ext.h: character constants, which Swift does not import.
  private static let severityField = Int32(UInt8(ascii: "V"))
  private static let sqlStateField = Int32(UInt8(ascii: "C"))
  private static let messageField = Int32(UInt8(ascii: "M"))
  private static let contextField = Int32(UInt8(ascii: "W"))
  private static let tableField = Int32(UInt8(ascii: "t"))
  private static let columnField = Int32(UInt8(ascii: "c"))
  private static let sourceFunctionField = Int32(UInt8(ascii: "R"))
  private static let constraintField = Int32(UInt8(ascii: "n"))
}
