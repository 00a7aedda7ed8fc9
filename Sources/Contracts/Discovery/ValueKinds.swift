import JSON

/// The kinds of value that can stand at a place before and after its steps. Null is not among
/// them: it becomes NULL everywhere and passes every step.
struct ValueKinds: OptionSet, Sendable {
  let rawValue: UInt8

  static let text = ValueKinds(rawValue: 1)
  static let integer = ValueKinds(rawValue: 2)
  static let fraction = ValueKinds(rawValue: 4)
  static let boolean = ValueKinds(rawValue: 8)
  /// Arrays and objects.
  static let structure = ValueKinds(rawValue: 16)
  static let instant = ValueKinds(rawValue: 32)
  static let day = ValueKinds(rawValue: 64)

  static let number: ValueKinds = [.integer, .fraction]
  static let any: ValueKinds = [.text, .number, .boolean, .structure]

  /// The kinds of JSON Schema's `type`.
  init(type: JSONValue) {
    let names = type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? []
    self = names.reduce(into: []) { kinds, name in
      switch name {
      case "string": kinds.insert(.text)
      case "integer": kinds.insert(.integer)
      case "number": kinds.formUnion(.number)
      case "boolean": kinds.insert(.boolean)
      case "object", "array": kinds.insert(.structure)
      default: break
      }
    }
  }

  init(of value: JSONValue) {
    switch value {
    case .null: self = []
    case .boolean: self = .boolean
    case .string: self = .text
    case .number(let number): self = number.isInteger ? .integer : .fraction
    case .array, .object: self = .structure
    }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The kinds in words, for a message.
  var names: (en: String, vi: String) {
    let all: [(ValueKinds, String, String)] = [
      (.text, "text", "chuỗi"), (.integer, "integers", "số nguyên"),
      (.fraction, "numbers with decimals", "số thập phân"),
      (.boolean, "true and false", "đúng/sai"),
      (.structure, "objects or arrays", "đối tượng hoặc mảng"),
      (.instant, "points in time", "thời điểm"), (.day, "days", "ngày"),
    ]
    let mine = all.filter { contains($0.0) }
    return (
      mine.map { $0.1 }.joined(separator: ", "), mine.map { $0.2 }.joined(separator: ", ")
    )
  }
}
