import JSON
import Testing

@testable import Contracts

@Suite struct StepTests {
  /// What a step makes of a text: the cell's kind and text, or the fault's code.
  private func apply(_ step: Step, _ text: String, _ type: ColumnType = .text) -> String {
    let arena = Arena()
    let bytes = PaddedBytes(text.utf8)
    return withExtendedLifetime((arena, bytes)) {
      do throws(StepFault) {
        return ValueText.of(try step.apply(to: .text(bytes.bytes), for: type, in: arena))
      } catch {
        return "fault \(error.code.rawValue)"
      }
    }
  }

  private func same(_ a: String, _ b: String) -> Bool { a.hasSameBytes(as: b) }

  @Test(arguments: [
    (" a b ", "a b"), ("\u{a0}\u{3000}\u{2009}x\u{85}\t\n", "x"), ("", ""), ("   ", ""), ("ạ", "ạ"),
    ("\u{200b}x", "\u{200b}x"), ("à", "à"),
  ])
  func trim(text: String, expected: String) {
    #expect(same(apply(.trim, text), expected))
  }

  @Test(arguments: [
    ("a  b", "a b"), ("\t a\u{a0}\u{a0}b\n", " a b "), ("a b", "a b"), ("", ""), ("\u{3000}", " "),
    ("Đà  Nẵng", "Đà Nẵng"),
  ])
  func collapseSpaces(text: String, expected: String) {
    #expect(same(apply(.collapseSpaces, text), expected))
  }

  @Test(arguments: [
    ("D\u{300}", "D\u{300}"), ("\u{110}a\u{300} Na\u{306}\u{303}ng", "Đà Nẵng"),
    ("Đà Nẵng", "Đà Nẵng"),
    ("e\u{302}\u{301}", "\u{1ebf}"), ("e\u{301}\u{302}", "\u{e9}\u{302}"), ("\u{212b}", "\u{c5}"),
    ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"), ("😀a\u{300}", "😀à"), ("", ""),
    ("a\u{323}\u{302}", "\u{1ead}"), ("\u{fb01}", "\u{fb01}"),
  ])
  func nfc(text: String, expected: String) {
    #expect(same(apply(.nfc, text), expected))
  }

  @Test func nfcOfLongTextsDoesNotOverflow() {
    let long = String(repeating: "a\u{302}\u{301}", count: 50_000)
    #expect(same(apply(.nfc, long), String(repeating: "\u{1ea5}", count: 50_000)))
    #expect(apply(.nfc, String(repeating: "\u{fdfa}", count: 1000)).unicodeScalars.count == 1000)
  }

  @Test func letterCase() {
    #expect(same(apply(.upper, "đường Điện biên, straße"), "ĐƯỜNG ĐIỆN BIÊN, STRASSE"))
    #expect(same(apply(.lower, "ĐƯỜNG"), "đường"))
    #expect(same(apply(.upper, "az{`@"), "AZ{`@"))
    #expect(same(apply(.lower, "AZ[@`"), "az[@`"))
  }

  @Test func emptyToNull() {
    #expect(apply(.emptyToNull, "") == "NULL")
    #expect(apply(.emptyToNull, " ") == " ")
  }

  @Test(arguments: [
    ("10", "10"), ("-1.50", "-1.50"), ("1e3", "1000"), ("1.5e-3", "0.0015"), ("-0", "0"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("0.0000000000000000000001", "0.0000000000000000000001"),
    ("1e999", "1" + String(repeating: "0", count: 999)),
    ("", "fault notANumber"), ("01", "fault notANumber"), (" 1", "fault notANumber"),
    ("+1", "fault notANumber"), ("1.", "fault notANumber"), ("NaN", "fault notANumber"),
    ("1e1000", "fault numberTooLong"), ("1e999999999999999999999", "fault numberTooLong"),
    ("1e-1000", "fault numberTooLong"), ("0e-5", "0.00000"), ("0e99", "0"),
    ("0e-999", "0." + String(repeating: "0", count: 999)), ("0.0e-1000", "fault numberTooLong"),
    ("0e99999", "fault numberTooLong"), ("0e-9223372036854775808", "fault numberTooLong"),
    ("0.0e-9223372036854775807", "fault numberTooLong"),
    ("-0.00e9223372036854775807", "fault numberTooLong"),
    ("0.001e1002", "1" + String(repeating: "0", count: 999)),
  ])
  func number(text: String, expected: String) {
    #expect(apply(.number, text) == expected)
  }

  @Test(arguments: [
    ("1.234.567,89", "1234567.89"), ("1234567,89", "1234567.89"), ("-1.234", "-1234"),
    ("0,5", "0.5"),
    ("12", "12"), ("1.23", "fault notANumber"), ("1234.567", "fault notANumber"),
    ("1,", "fault notANumber"), (",5", "fault notANumber"), ("", "fault notANumber"),
    ("1.234,5,6", "fault notANumber"), ("1..234", "fault notANumber"), ("-", "fault notANumber"),
    ("1,234.56", "fault notANumber"), ("-0,0", "0.0"),
    (String(repeating: "9", count: 1001), "fault numberTooLong"),
  ])
  func vietnameseNumber(text: String, expected: String) {
    #expect(apply(.vietnameseNumber, text) == expected)
  }

  @Test(arguments: [
    ("20260609143000", "2026-06-09T07:30:00Z"), ("2026-06-09 14:30:00", "2026-06-09T07:30:00Z"),
    ("2026-06-09T00:00:00", "2026-06-08T17:00:00Z"),
    ("2026-06-09T14:30:00.1234567", "2026-06-09T07:30:00.123456Z"),
    ("2026-06-09T14:30:00Z", "2026-06-09T14:30:00Z"),
    ("2026-06-09 14:30:00+00:00", "2026-06-09T14:30:00Z"),
    ("1969-12-31 23:59:59.5", "1969-12-31T16:59:59.5Z"),
    ("2027-01-01T06:59:60", "2027-01-01T00:00:00Z"),
    ("20260609250000", "fault notADateTime"), ("20260230000000", "fault notADateTime"),
    ("2026-06-09", "fault notADateTime"), ("2026-06-09T14:30", "fault notADateTime"),
    ("2026-06-09 14:30:60", "fault notADateTime"), ("2026-06-09  14:30:00", "fault notADateTime"),
    ("2026-06-09T14:30:00.", "fault notADateTime"), ("0001-01-01 00:00:00", "fault outOfRange"),
    ("", "fault notADateTime"), ("2026-06-09T14:30:00+25:00", "fault notADateTime"),
    ("00000101000000", "fault notADateTime"),
  ])
  func localDateTime(text: String, expected: String) {
    #expect(apply(.localDateTime, text) == expected)
  }

  @Test(arguments: [
    ("09/06/2026", "2026-06-09"), ("29/02/2024", "2024-02-29"), ("2026-06-09", "2026-06-09"),
    ("29/02/2023", "fault notADate"), ("31/04/2026", "fault notADate"),
    ("9/6/2026", "fault notADate"),
    ("06-09-2026", "fault notADate"), ("", "fault notADate"), ("09/06/20261", "fault notADate"),
    ("01/01/0001", "0001-01-01"), ("31/12/9999", "9999-12-31"), ("01/01/0000", "fault notADate"),
  ])
  func vietnameseDate(text: String, expected: String) {
    #expect(apply(.vietnameseDate, text) == expected)
  }

  @Test(arguments: [
    ("True", "true"), ("false", "false"), ("TRUE", "true"), ("1", "fault notABoolean"),
    ("truee", "fault notABoolean"), ("", "fault notABoolean"), ("falsehood", "fault notABoolean"),
  ])
  func booleanText(text: String, expected: String) {
    #expect(apply(.booleanText, text) == expected)
  }

  @Test(arguments: [
    ("1.25", 1, "1.3"), ("-1.25", 1, "-1.3"), ("1.249", 1, "1.2"), ("0.5", 0, "1"),
    ("-0.4", 0, "0"),
    ("9.99", 1, "10.0"), ("1.2", 3, "1.2"),
    ("99999999999999999999.95", 1, "100000000000000000000.0"),
    ("0.04", 1, "0.0"),
  ])
  func round(text: String, scale: Int, expected: String) throws {
    let arena = Arena()
    let bytes = PaddedBytes(text.utf8)
    let type = ColumnType.numeric(precision: 30, scale: scale)
    let number = try Step.number.apply(to: .text(bytes.bytes), for: type, in: arena)
    #expect(ValueText.of(try Step.round.apply(to: number, for: type, in: arena)) == expected)
  }

  @Test func otherKindsPassEveryStep() throws {
    let arena = Arena()
    for step in Step.allCases where step != .round {
      let value = try step.apply(to: .numeric(coefficient: 15, scale: 1), for: .text, in: arena)
      #expect(ValueText.of(value) == "1.5")
      #expect(ValueText.of(try step.apply(to: .null, for: .text, in: arena)) == "NULL")
    }
  }

  @Test func civilDaysRoundTrip() throws {
    for number in stride(from: CivilDay.first, through: CivilDay.last, by: 97) {
      let parts = CivilDay.parts(of: number)
      #expect(CivilDay.number(year: parts.year, month: parts.month, day: parts.day) == number)
    }
    #expect(CivilDay.number(year: 1970, month: 1, day: 1) == 0)
    #expect(CivilDay.number(year: 1, month: 1, day: 1) == CivilDay.first)
    #expect(CivilDay.number(year: 9999, month: 12, day: 31) == CivilDay.last)
  }
}
