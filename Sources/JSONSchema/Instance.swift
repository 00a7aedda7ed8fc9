import JSON

/// A recorded document as the passes read it. Places are indices of tape nodes.
struct Instance {
  let nodes: UnsafePointer<TapeNode>
  let base: BytePointer

  @inline(__always)
  func kind(_ at: Int) -> TapeNode.Kind { nodes[at].kind }

  /// The place after a value with all that it holds.
  @inline(__always)
  func end(_ at: Int) -> Int { Int(nodes[at].next) }

  /// The first element of an array, or the first name of an object.
  @inline(__always)
  func firstChild(_ at: Int) -> Int { at + 1 }

  @inline(__always)
  func value(ofName name: Int) -> Int { name + 1 }

  func hasChildren(_ at: Int) -> Bool { kind(at) == .array || kind(at) == .object }

  /// Elements or members.
  @inline(__always)
  func count(_ at: Int) -> Int { Int(nodes[at].bits) }

  /// The one type bit of a value; a name counts as a string (`propertyNames`).
  func type(_ at: Int) -> TypeSet {
    switch nodes[at].kind {
    case .null: .null
    case .true, .false: .boolean
    case .string, .key: .string
    case .array: .array
    case .object: .object
    case .number: isInteger(at) ? .integer : .fractional
    }
  }

  private func isInteger(_ at: Int) -> Bool {
    shortDecimal(at)?.isInteger ?? exactDecimal(at).isInteger
  }

  /// The value of a number of few digits.
  @inline(__always)
  func shortDecimal(_ at: Int) -> ShortDecimal? {
    let node = nodes[at]
    guard node.isExact else { return nil }
    return ShortDecimal(coefficient: node.bits, scale: Int(node.scale))
  }

  func exactDecimal(_ at: Int) -> ExactDecimal { nodes[at].decimal(in: base) }

  /// The text of a string or name; valid until `scratch` is used again.
  @inline(__always)
  func text(_ at: Int, in scratch: TextScratch) -> Text {
    let node = nodes[at]
    let span = node.span(in: base)
    return node.flags.contains(.hasEscapes) ? scratch.decode(span) : span
  }

  /// The value of the member with a name; nil where the object has none.
  func member(_ name: [UInt8], of object: Int) -> Int? {
    var key = firstChild(object)
    let end = end(object)
    while key < end {
      if isName(key, name) { return value(ofName: key) }
      key = self.end(key)
    }
    return nil
  }

  private func isName(_ key: Int, _ name: [UInt8]) -> Bool {
    withText(key) { $0.count == name.count && $0.elementsEqual(name) }
  }

  /// The text of a string or name, decoded in passing where it has escapes.
  @inline(__always)
  func withText<Result>(_ at: Int, _ body: (Text) -> Result) -> Result {
    let node = nodes[at]
    let span = node.span(in: base)
    guard node.flags.contains(.hasEscapes) else { return body(span) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: span.count) { memory in
      let count = memory.baseAddress.map { StringDecoding.decode(span, into: $0) } ?? 0
      return body(Text(rebasing: Text(memory)[..<count]))
    }
  }

  func jsonValue(_ at: Int) -> JSONValue { TapeReader(tape: nodes, base: base).value(at: at) }
}

/// Memory for texts whose notation has escapes; reused from one to the next.
final class TextScratch {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity = 1024

  init() { storage = Self.allocate(capacity) }

  deinit { storage.deallocate() }

  /// A text may be read in words and vectors that reach beyond its end.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Scan.padding)
    memory.initialize(repeating: 0, count: capacity + Scan.padding)
    return memory
  }

  func decode(_ span: Text) -> Text {
    if span.count > capacity {
      storage.deallocate()
      capacity = span.count * 2
      storage = Self.allocate(capacity)
    }
    let length = StringDecoding.decode(span, into: storage)
    return Text(start: storage, count: length)
  }
}
