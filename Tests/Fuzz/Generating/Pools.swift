import JSON

/// The few names and values of which schemas and records are made, so that they meet often.
enum Pools {
  static let names = [
    "a", "b", "c", "ab", "tên", "te\u{302}n", "a-name-that-is-longer-than-sixteen", "q\"", "",
    "x-1",
    "$ref", "a/b~c",
  ]

  static let types = ["null", "boolean", "object", "array", "number", "integer", "string"]

  /// As written: a double cannot hold them all.
  static let numbers = [
    "0", "1", "2", "3", "-1", "1.0", "1.5", "0.5", "-2.50", "30e-1", "25e-1", "10", "1e2", "-0",
    "0.1",
    "0.3", "1e-2", "7.07", "1e20", "100000000000000000000", "100000000000000000001", "1e400",
    "0.1000000000000000000001", "9007199254740993", "12345678.125", "-1e-7",
  ]

  static let divisors = ["1", "2", "0.5", "0.01", "1.5", "1e-3", "3", "100000000000000000000"]

  static let strings = [
    "", "a", "ab", "abc", "b", "123", "1234", "é", "e\u{301}", "éé", "a\"b\\", "x\n", "aé",
    "\u{1F600}",
    "1\u{1F600}", "aaaa", "A1", "\u{0}", "a-name-that-is-longer-than-sixteen",
  ]

  /// Patterns, each with texts in which it is found.
  static let patterns: [(source: String, texts: [String])] = [
    ("^a", ["a", "ab", "aé"]), ("^[0-9]{3}$", ["123"]), ("^[a-z]+$", ["a", "ab", "abc", "b"]),
    ("é", ["é", "aé", "éé"]), ("^(?=a)", ["a", "abc"]), ("^.{2}$", ["ab", "aé", "1\u{1F600}"]),
    ("x|^$", ["", "x\n", "x-1"]), ("^(a+)+$", ["a", "aaaa"]),
    ("\\d", ["123", "1234", "A1", "x-1"]),
    ("^\\p{L}*$", ["", "abc", "é", "tên"]), ("[^b]$", ["a", "123"]), ("^x-", ["x-1"]),
    ("^(.)\\1", ["aaaa", "éé"]), ("(?<!a)b", ["b"]), ("\\W", ["é", "a\"b\\", "x-1", "x\n"]),
  ]

  struct FormatPool {
    let name: String
    /// The first draft that knows it.
    let since: Draft
    /// Texts that conform and some that do not.
    let texts: [String]

    init(_ name: String, since: Draft = .draft4, _ texts: [String]) {
      self.name = name
      self.since = since
      self.texts = texts
    }
  }

  static let formats: [FormatPool] = [
    FormatPool(
      "date-time",
      [
        "2026-11-23T08:30:00+07:00", "2026-11-23T08:30:00", "2026-02-29T08:30:00Z",
        "2026-11-23t08:30:00.123z", "2026-11-23T24:00:00Z",
      ]),
    FormatPool("ipv4", ["10.0.0.1", "256.0.0.1", "10.0.0", "01.2.3.4"]),
    FormatPool(
      "ipv6", ["::1", "1:2:3:4:5:6:7:8", ":::", "::ffff:10.0.0.1", "1::2::3", "fe80::1%eth0"]),
    FormatPool("email", ["a@example.com", "a.example.com", "a@", "a..b@example.com"]),
    FormatPool("hostname", ["example.com", "-a.example", "a_b.example", "example"]),
    FormatPool(
      "uri", ["https://example.com/a?b#c", "//example.com", "a b", "urn:x:y", "http://[::1]/"]),
    FormatPool("json-pointer", since: .draft6, ["", "/a~0b", "/a~2", "a"]),
    FormatPool("date", since: .draft7, ["2026-11-23", "2024-02-29", "2026-02-29", "2026-1-1"]),
    FormatPool(
      "time", since: .draft7,
      ["08:30:00Z", "08:30:00+07:00", "08:30:00", "25:00:00Z", "08:30:00.5Z"]),
    FormatPool("regex", since: .draft7, ["^(a|b)$", "(", "a{2,1}", "\\d+"]),
    FormatPool("duration", since: .draft2019, ["P1D", "PT1H", "P", "P1Y2M3DT4H", "P1W"]),
    FormatPool(
      "uuid", since: .draft2019,
      ["123e4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000", "x"]),
  ]
}

extension SeededSource {
  mutating func number(among texts: [String] = Pools.numbers) -> JSONValue {
    .number(JSONNumber(pick(texts)) ?? 0)
  }

  /// Any value at all.
  mutating func value(depth: Int) -> JSONValue {
    switch below(depth > 0 ? 12 : 8) {
    case 0: .null
    case 1: .boolean(chance(50))
    case 2, 3: number()
    case 4...7: .string(pick(Pools.strings))
    case 8, 9: .array((0..<below(4)).map { _ in value(depth: depth - 1) })
    default:
      .object(
        JSONObject(
          some(Pools.names, percent: 25).shuffled(using: &self).map {
            ($0, value(depth: depth - 1))
          }))
    }
  }
}
