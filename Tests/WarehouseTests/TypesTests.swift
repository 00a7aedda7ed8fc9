import Contracts
import Pipeline
import Testing
import Warehouse

/// Every type at its limits, read back as text: the same in both warehouses.
@Suite("Types", .serialized)
struct TypesTests {
  private func expectTexts(
    _ type: ColumnType, _ cells: [(Cell, String?)], in kind: TestWarehouse.Kind,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let column = TableShape.Column(name: "gía trị \"q\"", type: type, comment: "Giá trị 'thử' \\")
    let table = TableShape(name: "types", columns: [column], comment: "Bảng thử")
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let batch = TestBatch(table: table, rows: cells.map { [$0.0] })
    let session = try test.session()
    _ = try session.openLedger([batch.request])
    let outcome = try session.commit(batch.build(for: test.warehouse))
    #expect(outcome.refusedOffsets == [], sourceLocation: sourceLocation)
    let found = try test.texts(column, of: "types")
    #expect(found.count == cells.count, sourceLocation: sourceLocation)
    for (text, (cell, expected)) in zip(found, cells) {
      // Not ==, which takes NFC and NFD for equal.
      #expect(
        text.map { Array($0.utf8) } == expected.map { Array($0.utf8) }, "\(cell)",
        sourceLocation: sourceLocation)
    }
    try test.expectSums()
  }

  @Test(arguments: TestWarehouse.kinds)
  func text(_ kind: TestWarehouse.Kind) throws {
    let planes = (0...16).compactMap { Unicode.Scalar($0 << 16 | 0x0061) }.map { String($0) }
    let texts =
      planes + [
        "", " ", "\u{1}\u{7F}", "Đà Nẵng", "Tiếng Việt".decomposedForTest, "\u{FEFF}a", "\\N",
        "'\"",
        "a\nb\tc\r", "\u{FFFF}\u{10FFFF}", String(repeating: "ổ", count: 400_000),
      ]
    try expectTexts(.text, texts.map { (.text($0), $0) } + [(.null, nil)], in: kind)
  }

  @Test(arguments: TestWarehouse.kinds)
  func boolean(_ kind: TestWarehouse.Kind) throws {
    try expectTexts(
      .boolean, [(.boolean(true), "1"), (.boolean(false), "0"), (.null, nil)], in: kind)
  }

  @Test(arguments: TestWarehouse.kinds)
  func bigint(_ kind: TestWarehouse.Kind) throws {
    let numbers: [Int64] = [0, -1, 1, .min, .max]
    try expectTexts(.bigint, numbers.map { (.bigint($0), "\($0)") } + [(.null, nil)], in: kind)
  }

  @Test(arguments: TestWarehouse.kinds)
  func numericAsWritten(_ kind: TestWarehouse.Kind) throws {
    let digits = String(repeating: "1234567890", count: 10)
    let thousand = String(repeating: "9081726354", count: 100)
    var cells: [(Cell, String?)] = [
      (.numeric(0, scale: 0), "0"), (.numeric(0, scale: 3), "0.000"),
      (.numeric(150, scale: 2), "1.50"), (.numeric(-5, scale: 1), "-0.5"),
      (.numeric(1, scale: 18), "0.000000000000000001"),
      (.numeric(.max, scale: 0), "9223372036854775807"),
      (.numeric(.min, scale: 0), "-9223372036854775808"),
      (.numeric(.min, scale: 18), "-9.223372036854775808"),
      (.numeric(.max, scale: 17), "92.23372036854775807"),
      (.numeric(10_000, scale: 0), "10000"), (.numeric(100_000_000, scale: 4), "10000.0000"),
      (.bigNumeric("-0.00"), "0.00"), (.bigNumeric("0"), "0"),
      (.bigNumeric("0.00001"), "0.00001"), (.bigNumeric("-12345.6789012"), "-12345.6789012"),
    ]
    for text in [
      digits, "-\(digits)", "0.\(digits)", "\(digits).\(digits)", thousand,
      "0.\(thousand.dropLast())", "-1\(String(repeating: "0", count: 999))",
    ] { cells.append((.bigNumeric(text), text)) }
    try expectTexts(.numeric(precision: nil, scale: nil), cells + [(.null, nil)], in: kind)
  }

  /// Both ways of encoding give what Swift's own decimal text says, for any number.
  @Test(arguments: TestWarehouse.kinds)
  func numericAtRandom(_ kind: TestWarehouse.Kind) throws {
    var random = SystemRandomNumberGenerator()
    var cells: [(Cell, String?)] = []
    for _ in 0..<1_000 {
      let number = Int64.random(in: .min...(.max), using: &random) >> Int64.random(in: 0..<63)
      let scale = Int.random(in: 0...18)
      var digits = String(number.magnitude)
      while digits.count <= scale { digits = "0" + digits }
      let point = digits.index(digits.endIndex, offsetBy: -scale)
      let text =
        (number < 0 ? "-" : "") + digits[..<point] + (scale == 0 ? "" : "." + digits[point...])
      cells.append((.numeric(number, scale: scale), text))
      cells.append((.bigNumeric(text), text))
    }
    try expectTexts(.numeric(precision: nil, scale: nil), cells, in: kind)
  }

  @Test(arguments: TestWarehouse.kinds)
  func numericOfFixedScale(_ kind: TestWarehouse.Kind) throws {
    try expectTexts(
      .numeric(precision: 7, scale: 2),
      [
        (.numeric(15, scale: 1), "1.50"), (.numeric(-9_999_999, scale: 2), "-99999.99"),
        (.numeric(1_500, scale: 3), "1.50"), (.bigNumeric("7"), "7.00"),
        (.bigNumeric("7.100"), "7.10"), (.null, nil),
      ], in: kind)
    try expectTexts(.numeric(precision: 5, scale: nil), [(.numeric(70, scale: 1), "7")], in: kind)
  }

  @Test(arguments: TestWarehouse.kinds)
  func double(_ kind: TestWarehouse.Kind) throws {
    let numbers: [Double] = [
      0, -0.0, 1.5, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude,
    ]
    let column = TableShape.Column(name: "v", type: .double)
    let table = TableShape(name: "doubles", columns: [column])
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: numbers.map { [.double($0)] } + [[.null]])
    _ = try session.openLedger([batch.request])
    _ = try session.commit(batch.build(for: test.warehouse))
    for (offset, number) in numbers.enumerated() {
      let found = try test.sql(
        "SELECT count(*) FROM doubles WHERE _offset = \(offset) AND v = \(literal(number, kind))")
      #expect(found == [["1"]], "\(number)")
    }
    #expect(try test.sql("SELECT count(*) FROM doubles WHERE v IS NULL") == [["1"]])
  }

  /// SQLite reads 17 digits back exactly only for numbers of moderate size.
  private func literal(_ number: Double, _ kind: TestWarehouse.Kind) -> String {
    kind == .postgres
      ? "'\(number)'::float8"
      : number == .greatestFiniteMagnitude
        ? "1.7976931348623157e308"
        : number == -.greatestFiniteMagnitude ? "-1.7976931348623157e308" : "\(number)"
  }

  @Test(arguments: TestWarehouse.kinds)
  func instants(_ kind: TestWarehouse.Kind) throws {
    try expectTexts(
      .timestamptz,
      [
        (.timestamptz(0), "1970-01-01T00:00:00.000000Z"),
        (.timestamptz(-1), "1969-12-31T23:59:59.999999Z"),
        (.timestamptz(946_684_800_000_000), "2000-01-01T00:00:00.000000Z"),
        (.timestamptz(1_709_164_800_500_000), "2024-02-29T00:00:00.500000Z"),
        (.timestamptz(-62_135_596_800_000_000), "0001-01-01T00:00:00.000000Z"),
        (.timestamptz(253_402_300_799_999_999), "9999-12-31T23:59:59.999999Z"), (.null, nil),
      ], in: kind)
  }

  @Test(arguments: TestWarehouse.kinds)
  func dates(_ kind: TestWarehouse.Kind) throws {
    try expectTexts(
      .date,
      [
        (.date(0), "1970-01-01"), (.date(-1), "1969-12-31"), (.date(-719_162), "0001-01-01"),
        (.date(2_932_896), "9999-12-31"), (.date(19_782), "2024-02-29"),
        (.date(-25_509), "1900-02-28"), (.date(-25_508), "1900-03-01"), (.null, nil),
      ], in: kind)
  }

  @Test(arguments: TestWarehouse.kinds)
  func uuid(_ kind: TestWarehouse.Kind) throws {
    try expectTexts(
      .uuid,
      [
        (
          .uuid(0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210),
          "01234567-89ab-cdef-fedc-ba9876543210"
        ), (.uuid(0, .max), "00000000-0000-0000-ffff-ffffffffffff"), (.null, nil),
      ], in: kind)
  }

  @Test(arguments: TestWarehouse.kinds)
  func jsonb(_ kind: TestWarehouse.Kind) throws {
    let deep = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    let texts: [(String, String)] = [
      ("null", "null"), ("[]", "[]"), ("{}", "{}"),
      (" [ 1 , true,false ,null ] ", "[1, true, false, null]"),
      (#"{"bb":1,"a":2,"c":{"z":[],"y":{}}}"#, #"{"a": 2, "c": {"y": {}, "z": []}, "bb": 1}"#),
      (#"{"ă":1,"zz":2,"z":3}"#, #"{"z": 3, "zz": 2, "ă": 1}"#),
      (
        "[1e5,1.5e-3,-0,-0.0,1.50,1E+2,12e-1,0.10e1,-1.25e2,0e5,100e-2]",
        "[100000, 0.0015, 0, 0.0, 1.50, 100, 1.2, 1.0, -125, 0, 1.00]"
      ),
      (
        #""Aă😀\/\"\\\b\f\n\r\t\u001f\u007f""#,
        "\"Aă😀/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\u{7F}\""
      ),
      (#""\u0041\u0103\ud83d\ude00""#, "\"Aă😀\""),
      (#"{"a":1,"\u0061":2}"#, #"{"a": 2}"#), (deep, deep),
    ]
    try expectTexts(.jsonb, texts.map { (.jsonb($0.0), $0.1) } + [(.null, nil)], in: kind)
  }
}

extension String {
  /// Vietnamese letters with their marks apart (NFD), for the letters that tests use.
  var decomposedForTest: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "ế": text += "e\u{302}\u{301}"
      case "ệ": text += "e\u{323}\u{302}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
