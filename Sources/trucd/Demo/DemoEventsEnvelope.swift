/// How a producer wraps a record for its way through Kafka.
enum DemoEnvelope: Sendable {
  case bare
  /// CloudEvents 1.0, Kafka binding, binary content mode: attributes in headers.
  case binary
  /// CloudEvents 1.0, structured content mode: attributes and data in one JSON object.
  case structured
  /// Confluent's frame: a zero byte, the schema's id (big-endian), then the record.
  case framed(schemaID: UInt32)

  /// Most producers send bare JSON.
  static func pick(_ random: inout DemoRandom, schemaID: UInt32?) -> DemoEnvelope {
    switch random.number(in: 0...99) {
    case 0..<10: .binary
    case 10..<20: .structured
    case 20..<35: schemaID.map { .framed(schemaID: $0) } ?? .bare
    default: .bare
    }
  }

  func wrap(_ event: inout DemoEvent, contract: String, sequence: Int) {
    let attributes = [
      ("specversion", "1.0"), ("id", "mau-\(sequence)"), ("source", "urn:example:\(event.topic)"),
      ("type", "vn.example.\(event.topic)"), ("dataschema", contract),
    ]
    switch self {
    case .bare: break
    case .binary:
      event.headers = attributes.map { (name: "ce_" + $0.0, value: Array($0.1.utf8)) }
      event.headers.append((name: "content-type", value: Array("application/json".utf8)))
    case .structured:
      event.value = event.value.map { Self.structured($0, attributes) }
      event.headers = [
        (name: "content-type", value: Array("application/cloudevents+json".utf8))
      ]
    case .framed(let schemaID):
      let prefix = [0] + withUnsafeBytes(of: schemaID.bigEndian, Array.init)
      event.value = event.value.map { prefix + $0 }
    }
  }

  private static func structured(_ data: [UInt8], _ attributes: [(String, String)]) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    for (name, value) in attributes {
      bytes += "\"\(name)\":\"\(value)\",".utf8
    }
    bytes += "\"datacontenttype\":\"application/json\",\"data\":".utf8
    return bytes + data + [UInt8(ascii: "}")]
  }
}
