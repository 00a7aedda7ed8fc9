import JSON
import Testing

/// Looking ahead for a member.
@Suite struct RawScanTests {
  private func member(_ name: String, of text: String) -> String {
    let document = PaddedBytes(Array(text.utf8))
    let wanted = PaddedBytes(Array(name.utf8))
    guard let base = document.bytes.baseAddress else { return "" }
    let end = base + document.bytes.count
    return withExtendedLifetime((document, wanted)) {
      switch RawScan.member(wanted.bytes, of: base, end) {
      case .absent: return "absent"
      case .unsure: return "unsure"
      case .value(let p):
        return String(
          decoding: UnsafeBufferPointer(start: p, count: min(3, end - p)), as: UTF8.self)
      }
    }
  }

  @Test(arguments: [
    (#"{"kind":123}"#, "123"), (#"{ "a" : [1,{"kind":2}] , "kind" : 456 }"#, "456"),
    (#"{"a":"kind\"","kind":"x"}"#, "\"x\""), (#"{"a":"\\","kind":nul}"#, "nul"),
    (#"{"a":{"b":"}]{[\\\""},"c":[],"d":{},"e":-1.5e+9,"kind":[0]}"#, "[0]"),
    (#"{"kin":1,"kinds":2,"KIND":3}"#, "absent"), ("{}", "absent"), ("{ }", "absent"),
    (#"{"k\u0069nd":1}"#, "unsure"), (#"{"a":1"#, "unsure"), (#"{"a""#, "unsure"),
    (#"{"a":"x"#, "unsure"), (#"{"a":[[[{"#, "unsure"), (#"{"a":\"#, "unsure"), ("{", "unsure"),
    (#"{"a":"\"#, "unsure"), (#"{"a" 1}"#, "unsure"),
  ])
  func findsTheMemberOfThisObject(_ text: String, _ answer: String) {
    #expect(member("kind", of: text) == answer)
  }

  @Test func longValuesAreSteppedOver() {
    let long = String(repeating: #"[{"x":"é\\","y":[1,2]},"#, count: 50)
    let ends = String(repeating: "1]", count: 50)
    #expect(
      member(
        "a-name-longer-than-eight", of: #"{"v":\#(long)\#(ends),"a-name-longer-than-eight":42}"#)
        == "42}")
  }
}
