import Testing

@testable import PostgresWarehouse

/// The design's table of faults.
@Suite("SQLSTATE")
struct SQLStateTests {
  private func verdict(
    _ state: String?, constraint: String? = nil, column: String? = nil, table: String? = nil
  ) -> SQLState.Verdict {
    SQLState.verdict(
      on: PostgresFault(
        sqlState: state, message: "", constraint: constraint, column: column, table: table,
        endsSession: false), isContractColumn: { $0 == "ours" })
  }

  @Test(arguments: [
    "22000", "22001", "22003", "22007", "22021", "22023", "22P02", "22P05", "23000", "23001",
    "23502",
    "23503", "23505", "23514", "23P01", "54000", "54001", "54011", "54023",
  ])
  func rowsMayBeAtFault(_ state: String) { #expect(verdict(state) == .row) }

  @Test(arguments: [
    "08000", "08003", "08006", "08P01", "25006", "25P03", "25P04", "28000", "28P01", "3D000",
    "40001", "40002", "40003", "40P01", "53000", "53100", "53200", "53300", "53400", "55000",
    "55006", "55P03", "57000", "57014", "57P01", "57P02", "57P03", "57P04", "57P05", "58000",
    "58030", "58P01", nil,
  ])
  func environment(_ state: String?) { #expect(verdict(state) == .environment) }

  @Test(arguments: [
    "22P03", "22P04", "42P01", "42501", "42703", "42804", "0A000", "25001", "25P02", "2F000",
    "38000", "3F000", "44000", "F0000", "P0001", "XX000", "XX001", "99999",
  ])
  func unfit(_ state: String) { #expect(verdict(state) == .unfit) }

  @Test func finerThanTheState() {
    #expect(verdict("23514", constraint: "c", table: "t") == .row)
    #expect(verdict("23514", table: "t") == .unfit)
    #expect(verdict("23502", column: "ours", table: "t") == .row)
    #expect(verdict("23502", column: "by_hand", table: "t") == .unfit)
  }

  /// Citus passes on no names: what may be a missing partition stops the topic, and words that may
  /// quote a record stay where they are.
  @Test(arguments: [("23514", SQLState.Verdict.unfit), ("23502", .unfit), ("23505", .row)])
  func anotherNodesWord(_ state: String, _ verdict: SQLState.Verdict) {
    let fault = PostgresFault(sqlState: state, message: "", isRelayed: true, endsSession: false)
    #expect(SQLState.verdict(on: fault) == verdict)
    for function in ["ReportResultError", "ReportCopyError"] {
      #expect(PostgresFault.mayQuote(state, raisedBy: function))
      #expect(PostgresFault.mayQuote("XX000", raisedBy: function))
    }
    #expect(!PostgresFault.mayQuote("XX000", raisedBy: "mdextend"))
  }

  @Test(arguments: [
    ("COPY plain, line 3, column v", 3), ("COPY plain, dòng 12", 12),
    ("SQL function \"f\"\nCOPY plain, Zeile 7, Spalte 2", 7), ("COPY other, line 3", nil),
    ("", nil), ("COPY plain, ", nil),
  ])
  func lineOfACopy(_ context: String, _ line: Int?) {
    #expect(PostgresFault.line(in: context, copying: "plain") == line)
  }
}
