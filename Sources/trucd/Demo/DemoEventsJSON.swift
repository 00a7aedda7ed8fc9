/// A JSON value in the order and spelling in which an agency's system would write it.
enum DemoJSON: Sendable {
  /// A number, `true`, `false` or `null` as written.
  case literal(String)
  case text(String)
  case array([DemoJSON])
  case object(DemoRecord)

  func write(to bytes: inout [UInt8]) {
    switch self {
    case .literal(let written): bytes += written.utf8
    case .text(let text): Self.write(text, to: &bytes)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        item.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let record): record.write(to: &bytes)
    }
  }

  /// The demo's texts hold no control character but the U+0000 of one mistake.
  fileprivate static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case 0: bytes += "\\u0000".utf8
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension DemoJSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  init(stringLiteral value: String) {
    self = .text(value)
  }

  init(arrayLiteral elements: DemoJSON...) {
    self = .array(elements)
  }
}

/// The members of an object in order; a name may stand twice, as one of the mistakes has it.
struct DemoRecord: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var members: [(name: String, value: DemoJSON)]

  init(dictionaryLiteral elements: (String, DemoJSON)...) {
    members = elements.map { (name: $0.0, value: $0.1) }
  }

  /// The member's value; nil removes it, a new name goes to the end.
  subscript(name: String) -> DemoJSON? {
    get { members.first { $0.name == name }?.value }
    set {
      let index = members.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append((name, value))
      case (nil, nil): break
      }
    }
  }

  mutating func repeatFirstMember() {
    if let first = members.first { members.append(first) }
  }

  /// Changes the text of a member; a member that is no text stays as it is.
  mutating func changeText(of name: String, _ change: (String) -> String) {
    if case .text(let text)? = self[name] { self[name] = .text(change(text)) }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  func write(to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      DemoJSON.write(member.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      member.value.write(to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
