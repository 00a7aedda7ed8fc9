extension FormatTests {
  static let identifiers: [FormatCase] = [
    FormatCase(
      "uri", "RFC 3986, section 3",
      valid: [
        "https://example.vn", "https://u:p@example.vn:8080/a/b;c?q=1/?#f/?", "urn:a:b", "a:",
        "file:///etc/hosts", "http://[::1]:80/", "http://[v1.a:b]/", "http://%41/", "http://:80",
        "mailto:a@b", "x+y-z.1:a", "http://a/%C3%A9", "http:///a",
        "https://host.example/a/path/of/many/parts", "https://host.example/a/path,of;a=~b'(c)",
        "https://host.example:8080/a/path/of/many/parts", "https://host.example/a/path/%41/of@c",
      ],
      invalid: [
        "", "a", "/a", "//a/b", "1a:b", "a b:c", "http://a b", "http://a/%4", "http://a/%zz",
        "http://a:b/", "http://[::1", "http://[::1]a", "http://[::g]", "http://a@b@c",
        "http://a\\b",
        "http://a/[", "http://a/{b}", "http://a/é", "http://a/#b#c", "http://[v.a]", "http://[v1.]",
        "http://a/\u{0}", ":a", "https://host.example/a/path/of/m^any/parts",
        "https://host.example/a/path/of/many/p ts", "https://host.example/a/path/of/many/parts\"",
        "https://host.example:8o/a/path/of/many/parts", "https://host.example/a/path/of/many/é",
      ]),
    FormatCase(
      "uri-reference", "RFC 3986, section 4.1",
      valid: ["", "a", "/a", "//a/b", "?q", "#f", "./a:b", "a/b:c", "..", "http://a", "#", "?"],
      invalid: ["1:a", "a b", "\\a", "%", "#a#b", "//[a]", "é", "a?b c", ":", "//a:b"]),
    FormatCase(
      "iri", "RFC 3987, section 2.2; formatting characters by section 4.1",
      valid: [
        "https://ví-dụ.vn/trạm?đo=1#ô", "a:é", "http://u\u{a0}@é/", "a:\u{1fffd}", "a:?\u{e000}",
        "a:?\u{10fffd}", "a:\u{e1000}",
      ],
      invalid: [
        "é:a", "/é", "é", "a:\u{9f}", "a:\u{e000}", "a:#\u{e000}", "a:\u{fffe}",
        "a:" + String(UnicodeScalar(0xfdd0)!),
        "a:\u{fff0}b\u{1ffff}", "a:\u{e0001}", "a:\u{200e}", "a:\u{202e}", "http://[é]", "a:é b",
        "a:\u{10ffff}",
      ]),
    FormatCase(
      "iri-reference", "RFC 3987, section 2.2",
      valid: ["", "é", "/trạm", "//ví-dụ.vn", "#ô", "?\u{f8ff}", "http://é"],
      invalid: ["é:a", "é b", "#\u{e000}", "\\é", "é\u{202a}", "//é:x"]),
    FormatCase(
      "uuid", "RFC 9562, section 4",
      valid: [
        "123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000",
        "00000000-0000-0000-0000-000000000000",
      ],
      invalid: [
        "", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400",
        "123e4567-e89b-12d3-a456-4266141740000", "{123e4567-e89b-12d3-a456-426614174000}",
        "123e4567-e89b-12d3-a456_426614174000", "g23e4567-e89b-12d3-a456-426614174000",
      ]),
    FormatCase(
      "uri-template", "RFC 6570, section 2",
      valid: [
        "", "/a/{b}", "{+a,b*,c:3}", "{#a}", "{.a}", "{/a}", "{;a}", "{?a,b}", "{&a}", "{a.b}",
        "{%41b}", "{a:9999}", "%20", "é{a}\u{e000}", "a'b", "{=a}", "{1_}",
      ],
      invalid: [
        "{", "}", "{}", "{+}", "{a", "a}", "{a,}", "{,a,}", "{a b}", "{é}", "{a:0}", "{a:10000}",
        "{a:}", "{a:01}", "{a**}", "{a.}", "{.}", "{.a.}", "{a..b}", "{{a}}", "%4", "%zz", "a b",
        "a<b", "a\"b", "a\\b", "{%4}", "{+#a}", "a\u{80}", "\u{fffe}",
      ]),
  ]

  static let pointers: [FormatCase] = [
    FormatCase(
      "json-pointer", "RFC 6901, section 3", valid: ["", "/", "/a/0", "/~0~1", "/é", "//", "/ "],
      invalid: ["a", "#/a", "/~", "/~2", "/a~"]),
    FormatCase(
      "relative-json-pointer", "draft-bhutton-relative-json-pointer-00, section 3",
      valid: [
        "0", "1", "10", "0#", "1/a", "0/", "0/~1", "0+1", "2-10/a", "0-1#", "99999999999999",
      ],
      invalid: ["", "#", "/a", "-1", "+1", "01", "0##", "0#/a", "1a", "0/~", "0+", "0+01", "0+1-1"]
    ),
    FormatCase(
      "regex", "ECMA-262, section 22.2.1, with the u flag",
      valid: ["", "^a$", "(?<=a+)b", "\\p{Letter}", "(?<n>a)\\k<n>", "[]", "\\cA", "é"],
      invalid: ["(", "[", "a{2,1}", "\\a", "(?i)a", "*", "\\p{No such}", "]", "(?P<n>a)"]),
  ]
}
