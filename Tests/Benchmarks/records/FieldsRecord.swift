/// Records of any width and size, to see how cost grows with them.
public enum FieldsRecord {
  /// A record of so many properties: integers, decimals, words and instants in turn.
  public static func value(_ number: Int, fields: Int) -> [UInt8] {
    var random = Draw(number)
    let members = (0..<fields).map { field in
      let value =
        switch field % 4 {
        case 0: "\(random.below(100_000))"
        case 1: random.decimal(0..<1_000, decimals: 2)
        case 2: "\"word \(random.below(1_000))\""
        default: "\"2026-11-\(two(random.below(30) + 1))T\(two(random.below(24))):00:00+07:00\""
        }
      return "\"\(name(field))\":\(value)"
    }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  /// A record of so many bytes, nearly all of them one text.
  public static func value(_ number: Int, bytes: Int) -> [UInt8] {
    var random = Draw(number)
    let frame = "{\"f0\":\(random.below(100_000)),\"text\":\"\"}"
    var value = Array(frame.dropLast(2).utf8)
    while value.count < bytes - 2 { value.append(UInt8(ascii: "a") + UInt8(random.below(26))) }
    return value + Array("\"}".utf8)
  }

  public static func contract(topic: String, fields: Int) -> String {
    let types = [
      #"{"type": "integer", "minimum": 0}"#, #"{"type": "number", "minimum": 0}"#,
      #"{"type": "string", "maxLength": 40}"#, #"{"type": "string", "format": "date-time"}"#,
    ]
    let members = (0..<fields).map { "\"\(name($0))\": \(types[$0 % 4])" }
    return contract(topic: topic, properties: members)
  }

  public static func contract(topic: String) -> String {
    contract(
      topic: topic, properties: [#""f0": {"type": "integer"}"#, #""text": {"type": "string"}"#])
  }

  private static func contract(topic: String, properties: [String]) -> String {
    """
    {"type": "object", "additionalProperties": false, "required": ["f0"],
    "properties": {\(properties.joined(separator: ",\n"))},
    "x-trucd": {"topics": ["\(topic)"], "owner": "H17.12", "table": "\(table(of: topic))"}}
    """
  }

  public static func table(of topic: String) -> String {
    String(topic.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }

  private static func name(_ field: Int) -> String { "f\(field)" }
}
