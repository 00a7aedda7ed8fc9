/// From what stands in the file or the environment to a value of the option's type.
extension OptionType {
  /// Nil where the type does not fit or the value is outside the range.
  func value(of node: TOMLNode) -> OptionValue? {
    switch (self, node.content) {
    case (.boolean, .boolean(let flag)): .boolean(flag)
    case (.integer(let range, _), .integer(let number)):
      Int(exactly: number).flatMap { range.contains($0) ? .integer($0) : nil }
    case (.number(let range, _), .integer(let number)):
      range.contains(Double(number)) ? .number(Double(number)) : nil
    case (.number(let range, _), .real(let number)):
      range.contains(number) ? .number(number) : nil
    case (.text, .text(let text)): .text(text)
    case (.choice(let values), .text(let text)): values.contains(text) ? .text(text) : nil
    case (.list, .array(let elements)): Self.texts(elements)
    default: nil
    }
  }

  /// The same for an environment variable's text. A list is separated by commas.
  func value(ofVariable text: String) -> OptionValue? {
    switch self {
    case .boolean: Bool(text).map { .boolean($0) }
    case .integer(let range, _):
      Int(text).flatMap { range.contains($0) ? .integer($0) : nil }
    case .number(let range, _):
      Double(text).flatMap { range.contains($0) ? .number($0) : nil }
    case .text: .text(text)
    case .choice(let values): values.contains(text) ? .text(text) : nil
    case .list: .list(text.split(separator: ",").map { Self.trimmed($0) })
    }
  }

  /// Whether the node has the right type, so that only its value can be wrong.
  func accepts(kindOf node: TOMLNode) -> Bool {
    switch (self, node.content) {
    case (.boolean, .boolean), (.integer, .integer), (.number, .integer), (.number, .real),
      (.text, .text), (.choice, .text), (.list, .array):
      true
    default: false
    }
  }

  private static func texts(_ elements: [TOMLNode]) -> OptionValue? {
    var texts: [String] = []
    for element in elements {
      guard case .text(let text) = element.content else { return nil }
      texts.append(text)
    }
    return .list(texts)
  }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }
}
