import Testing

@testable import JSONSchema

/// What was meant by a text that is nearly right.
@Suite struct FormatHintTests {
  @Test(arguments: [
    ("date-time", "2026-11-25T08:30:00", "offset"),
    ("date-time", "2026-11-25 08:30:00Z", "write T"),
    ("date-time", "20261125083000", "fourteen"), ("date-time", "2026-11-25", "date alone"),
    ("date-time", "25/11/2026 08:30", "year-month-day"),
    ("date-time", "2026-02-30T08:30:00Z", "no such day"), ("date", "25/11/2026", "year-month-day"),
    ("date", "20261125", "year-month-day"), ("date", "2026/11/25", "year-month-day"),
    ("date", "2026-11-31", "no such day"), ("date", "2026-11-25T08:30:00Z", "without the time"),
    ("time", "08:30:00", "offset"), ("uuid", "123e4567e89b12d3a456426614174000", "8-4-4-4-12"),
    ("uuid", "{123e4567-e89b-12d3-a456-426614174000}", "braces"), ("email", "ân@b.vn", "ASCII"),
    ("hostname", "ví-dụ.vn", "xn--"), ("hostname", "https://a.vn/", "host name alone"),
    ("idn-hostname", "https://ví-dụ.vn/", "host name alone"), ("uri", "https://a/é", "percent"),
    ("uri", "www.example.vn", "scheme"), ("iri", "trạm/1", "scheme"),
    ("uri-reference", "é", "perc"),
    ("email", " a@b.vn", "white space"),
  ])
  func hint(format: String, text: String, told: String) throws {
    let schema = try schema(#"{"format": "\#(format)"}"#)
    let error = try #require(schema.explain(copying: Array("\"\(text)\"".utf8)).errors.first)
    #expect(error.hint?.en.contains(told) == true, "\(error.hint?.en ?? "none")")
    #expect(error.hint?.vi.isEmpty == false)
  }

  @Test(arguments: [
    ("date-time", "now"), ("date", "2026-11"), ("time", "8h30"), ("uuid", "1"), ("email", "a"),
    ("hostname", "a_b"), ("uri", "a b"), ("iri", ""), ("duration", "1 day"), ("ipv4", "1"),
  ])
  func noHintWithoutAReason(format: String, text: String) throws {
    let schema = try schema(#"{"format": "\#(format)"}"#)
    let error = try #require(schema.explain(copying: Array("\"\(text)\"".utf8)).errors.first)
    #expect(error.hint == nil)
  }

  /// Two formats never share a sentence: a reader must know which is meant.
  @Test func eachFormatHasASentenceInBothLanguages() {
    #expect(Set(Format.allCases.map(\.requirement.en)).count == Format.allCases.count)
    #expect(Set(Format.allCases.map(\.requirement.vi)).count == Format.allCases.count)
  }
}
