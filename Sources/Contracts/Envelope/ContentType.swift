/// A media type (RFC 9110, section 8.3.1) without its parameters, in lower case.
struct ContentType {
  private let type: String

  /// Nil where the bytes are empty.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    let essence = bytes.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
    if essence.isEmpty { return nil }
    type = String(decoding: essence, as: UTF8.self).asciiLowercased
  }

  init(_ text: String) {
    type = String(text.prefix { $0 != ";" }.filter { $0 != " " }).asciiLowercased
  }

  var isCloudEvents: Bool { type.hasPrefix("application/cloudevents") }
  var isCloudEventsJSON: Bool { type == "application/cloudevents+json" }
  var isJSON: Bool {
    type == "application/json" || type == "text/json" || type.hasSuffix("+json")
  }
}
