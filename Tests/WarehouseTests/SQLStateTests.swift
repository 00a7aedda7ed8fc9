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

  @Test(arguments: ["22001", "22003", "22021", "22P02", "23505", "23503", "23P01", "54000"])
  func rowsMayBeAtFault(_ state: String) { #expect(verdict(state) == .row) }

  @Test(arguments: [
    "08006", "25006", "28P01", "3D000", "40001", "40P01", "53100", "55P03", "57014", "57P01",
    "58030", nil,
  ])
  func environment(_ state: String?) { #expect(verdict(state) == .environment) }

  @Test(arguments: [
    "22P03", "22P04", "42P01", "42501", "0A000", "25P02", "P0001", "XX000", "99999",
  ])
  func unfit(_ state: String) { #expect(verdict(state) == .unfit) }

  @Test func finerThanTheState() {
    #expect(verdict("23514", constraint: "c", table: "t") == .row)
    #expect(verdict("23514", table: "t") == .unfit)
    #expect(verdict("23502", column: "ours", table: "t") == .row)
    #expect(verdict("23502", column: "by_hand", table: "t") == .unfit)
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
