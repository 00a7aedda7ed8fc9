import Testing

@testable import JSONSchema

/// Each format by the document that defines it, judged by the function itself.
@Suite struct FormatTests {
  static let all = times + mail + hosts + internationalHosts + addresses + identifiers + pointers

  @Test(arguments: all)
  func example(_ example: FormatCase) throws {
    let format = try #require(Format(rawValue: example.format))
    for text in example.valid { #expect(accepts(format, text), "\(text)") }
    for text in example.invalid { #expect(!accepts(format, text), "\(text)") }
  }

  /// Whatever conforms to the plain format conforms to the one that extends it.
  @Test(arguments: [
    (Format.email, Format.idnEmail), (.uri, .iri), (.uriReference, .iriReference),
    (.uri, .uriReference), (.iri, .iriReference),
  ])
  func wideFormatsHoldTheNarrow(_ pair: (Format, Format)) {
    for text in Self.all.flatMap({ $0.valid + $0.invalid }) where accepts(pair.0, text) {
      #expect(accepts(pair.1, text), "\(text)")
    }
  }

  @Test(arguments: Format.allCases)
  func eachFormatHasExamples(_ format: Format) {
    #expect(Self.all.contains { $0.format == format.rawValue && !$0.valid.isEmpty })
    #expect(Self.all.contains { $0.format == format.rawValue && !$0.invalid.isEmpty })
  }

  @Test func aFormatSpeaksOfStringsOnly() throws {
    for format in Format.allCases {
      let schema = try schema(#"{"format": "\#(format.rawValue)"}"#)
      for record in ["12", "null", "true", "[]", "{}"] { expect(schema, record, isValid: true) }
    }
  }

  private func accepts(_ format: Format, _ text: String) -> Bool {
    var text = text
    return text.withUTF8(format.accepts)
  }
}

extension FormatTests {
  static let times: [FormatCase] = [
    FormatCase(
      "date", "RFC 3339, section 5.6 and 5.7",
      valid: ["2026-11-25", "2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"],
      invalid: [
        "2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-11-00",
        "26-11-25", "2026-1-25", "2026/11/25", "25/11/2026", "2026-11-25 ", "+2026-11-25",
        "2026-11-25T00:00:00Z", "",
      ]),
    FormatCase(
      "time", "RFC 3339, section 5.6; leap seconds by section 5.7",
      valid: [
        "08:30:00Z", "08:30:00z", "08:30:00.000000001+07:00", "23:59:60Z", "06:59:60+07:00",
        "15:59:60.9-08:00", "00:00:00-00:00",
      ],
      invalid: [
        "08:30:00", "08:30Z", "24:00:00Z", "08:60:00Z", "08:30:61Z", "23:59:60+07:00",
        "06:59:60Z", "08:30:00.Z", "08:30:00+7:00", "08:30:00+0700", "08:30:00+24:00",
        "08:30:00+07:60", "08:30:00 Z", "8:30:00Z",
      ]),
    FormatCase(
      "date-time", "RFC 3339, section 5.6",
      valid: [
        "2026-11-25T08:30:00+07:00", "2026-11-25t08:30:00z", "2016-12-31T23:59:60Z",
        "2017-01-01T06:59:60+07:00",
      ],
      invalid: [
        "2026-11-25 08:30:00Z", "2026-11-25T08:30:00", "2026-11-25", "2026-02-30T08:30:00Z",
        "2016-12-31T23:59:60+07:00", "2026-11-25T08:30:00Zx",
      ]),
    FormatCase(
      "duration", "RFC 3339, appendix A",
      valid: ["P1Y2M3DT4H5M6S", "P2W", "PT0S", "P1D", "PT1H2M", "PT5M6S", "P01D"],
      invalid: [
        "P", "PT", "P1", "P1Y2D", "PT1H2S", "P1W2D", "P1DT", "1D", "p1d", "P1.5D", "-P1D",
        "P1DT1D", "P1S", "P1M1Y",
      ]),
  ]

  static let mail: [FormatCase] = [
    FormatCase(
      "email", "RFC 5321, section 4.1.2",
      valid: [
        "an.nguyen@example.vn", "a+b@example.vn", "\"a b\"@example.vn", "\"\\\"\"@example.vn",
        "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", String(repeating: "a", count: 64) + "@b",
        "a@xn--caf-dma.vn",
      ],
      invalid: [
        "a", "@b", "a@", "a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "a@b c", "a@-b", "a@b..c",
        "\"a@b", "\"a\"b@c", "\"\\", "a@[192.0.2.256]", "a@[IPv6:]", "a@[]", "a@[192.0.2.1",
        String(repeating: "a", count: 65) + "@b", "ân@example.vn", "a@ví-dụ.vn", "a@xn--x",
      ]),
    FormatCase(
      "idn-email", "RFC 6531, section 3.3",
      valid: [
        "ân@example.vn", "\"â n\"@example.vn", "a@ví-dụ.vn", "a@vi\u{301}-du\u{323}.vn",
        String(repeating: "ệ", count: 21) + "@b", "a@[192.0.2.1]",
      ],
      invalid: [
        String(repeating: "ệ", count: 22) + "@b", "ân", "ân@", "@ví-dụ.vn", "a@ví_dụ.vn",
        "a@ví-dụ。vn", "a@Ví-dụ.vn", "a@VN.ví-dụ.", "â n@b", "\"â\u{0}\"@b",
      ]),
  ]

  static let hosts: [FormatCase] = [
    FormatCase(
      "hostname", "RFC 1123, section 2.1",
      valid: ["a", "1a", "123", "example.vn", "A-b.C", "ab--cd.vn", label(63), name(253)],
      invalid: [
        "", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "a b", "é", label(64), name(254), "a\n",
        "a\u{0}",
      ]),
    FormatCase(
      "hostname", "A-labels: RFC 5890, section 2.3.2.1; RFC 5891, section 4.4",
      valid: ["xn--caf-dma.vn", "XN--CAF-DMA.vn", "xn--v-d-rma6749a.vn"],
      invalid: [
        "xn--", "xn--a", "xn--a-", "xn--abc-", "xn--99999999", "xn--caf-dma-", "xn--ls8h.la",
        "xn--0ca24w", "0a.xn--4db", "ab--c.xn--caf-dma",
      ]),
  ]

  static let internationalHosts: [FormatCase] = [
    FormatCase(
      "idn-hostname", "code points and normal form: RFC 5891, section 4.2; RFC 5892",
      valid: ["ví-dụ.vn", "ví-dụ。vn", "trạm．đo｡vn", "EXAMPLE.vn", "faß", "example", "日本"],
      invalid: [
        "", "ví_dụ.vn", "Ví-dụ.vn", "vi\u{301}-du\u{323}.vn", "-é", "é-", "ab--é", "xn--é",
        "ab--c.vn", "é.", ".é", "é。。é", "\u{301}e", "😀", "Ⅷ", "é\u{0}", "é\u{ad}a", "\u{ffff}a",
        "é..é", "é a",
      ]),
    FormatCase(
      "idn-hostname", "lengths in octets of the A-form: RFC 1035, section 2.3.4",
      valid: [String(repeating: "é", count: 55), "é." + name(244)],
      invalid: [
        String(repeating: "é", count: 58), "é." + name(246), String(repeating: "é", count: 2_000),
        String(repeating: "é.", count: 2_000) + "é",
      ]),
    FormatCase(
      "idn-hostname", "context: RFC 5892, appendix A",
      valid: ["l·l", "α͵β", "א׳ב", "・ア", "क्\u{200d}ष", "بي\u{200c}بي"],
      invalid: ["a·l", "α͵", "α͵b", "a׳b", "a・b", "क\u{200d}ष", "a\u{200c}b", "ب٠۰"]),
    FormatCase(
      "idn-hostname", "the Bidi rule: RFC 5893, section 2",
      valid: ["אב", "אב.example", "אב.é1", "אב1", "אב٠", "0a.example", "1.é", "אב.b\u{301}"],
      invalid: [
        "aא", "אa", "0א", "א0٠", "א٠0", "٠", "אב.0a", "0a.אב", "אב.1", "xn--4db.0a", "אב.aʹ",
        "אב.é·é", "אב-",
      ]),
  ]

  static let addresses: [FormatCase] = [
    FormatCase(
      "ipv4", "RFC 2673, section 3.2", valid: ["0.0.0.0", "255.255.255.255", "192.0.2.1"],
      invalid: ["256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1..2.3", "1.2.3.4 ", "٢.1.1.1", ""]),
    FormatCase(
      "ipv6", "RFC 4291, section 2.2",
      valid: [
        "::", "::1", "1::", "2001:DB8::1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1:2::7:8",
      ],
      invalid: [
        "", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::",
        "::1%eth0", "::192.0.2", "1:2:3:4:5:6:7:192.0.2.1", "1:", ":1", "[::1]", "::1/64",
      ]),
  ]

  private static func label(_ length: Int) -> String { String(repeating: "a", count: length) }

  /// A name of labels of at most 49 bytes.
  private static func name(_ length: Int) -> String {
    String((0..<length).map { $0 % 50 == 49 ? "." : "a" })
  }
}
