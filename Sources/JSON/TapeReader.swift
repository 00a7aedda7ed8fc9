/// Values from a tape.
public struct TapeReader {
  private let tape: UnsafePointer<TapeNode>
  private let base: BytePointer

  /// `base` is the start of the document from which the tape was recorded.
  public init(tape: UnsafePointer<TapeNode>, base: BytePointer) {
    self.tape = tape
    self.base = base
  }

  public init(tape: UnsafeMutablePointer<TapeNode>, base: BytePointer) {
    self.init(tape: UnsafePointer(tape), base: base)
  }

  /// The value of the node at a place.
  public func value(at place: Int) -> JSONValue {
    let node = tape[place]
    switch node.kind {
    case .null: return .null
    case .true: return .boolean(true)
    case .false: return .boolean(false)
    case .number: return .number(number(node))
    case .string, .key: return .string(node.text(in: base))
    case .array: return .array(elements(of: node, at: place))
    case .object: return .object(JSONObject(uniqueMembers: members(of: node, at: place)))
    }
  }

  private func number(_ node: TapeNode) -> JSONNumber {
    JSONNumber(
      text: String(decoding: node.span(in: base), as: UTF8.self), value: node.decimal(in: base))
  }

  private func elements(of node: TapeNode, at place: Int) -> [JSONValue] {
    var elements: [JSONValue] = []
    elements.reserveCapacity(Int(node.bits))
    var element = place + 1
    while element < node.next {
      elements.append(value(at: element))
      element = Int(tape[element].next)
    }
    return elements
  }

  private func members(of node: TapeNode, at place: Int) -> [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    members.reserveCapacity(Int(node.bits))
    var key = place + 1
    while key < node.next {
      members.append(
        JSONObject.Member(name: tape[key].text(in: base), value: value(at: key + 1)))
      key = Int(tape[key].next)
    }
    return members
  }
}
