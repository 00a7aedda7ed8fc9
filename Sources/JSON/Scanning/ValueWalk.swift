/// Walks over whole values of any shape without recursion, checks them fully, and records them on
/// the tape when asked.
@usableFromInline
struct ValueWalk {
  /// An open array or object.
  struct Frame {
    let isObject: Bool
    /// Its node on the tape, and that of the key of the member at hand, -1 before the first.
    let node: Int
    var key = -1
    let first: BytePointer
    /// Elements or members that are complete.
    var count = 0
    /// The name of the member at hand, for error pointers.
    var name: BytePointer
    var nameLength = 0
    var nameFlags: TextFlags = []

    init(isObject: Bool, node: Int, first: BytePointer) {
      self.isObject = isObject
      self.node = node
      self.first = first
      name = first
    }
  }

  @usableFromInline var tape = GrowableBuffer<TapeNode>(capacity: 256)
  var keys = KeySet()
  var frames = GrowableBuffer<Frame>(capacity: 64)
  /// Why the last walk failed, and where. `frames` then still hold what was open.
  private(set) var fault: ScanStop?
  private var expectsValue = true

  @usableFromInline
  init() {}

  @usableFromInline
  func free() {
    tape.free()
    keys.free()
    frames.free()
  }

  /// The byte after the value at `start`, `depth` containers being open around it; nil when it is
  /// not acceptable.
  @usableFromInline
  mutating func skip(_ start: BytePointer, _ document: DocumentBounds, depth: Int) -> BytePointer? {
    walk(start, document, depth: depth, records: false)
  }

  /// As ``skip(_:_:depth:)``, and appends the value's nodes to the tape.
  @usableFromInline
  mutating func record(
    _ start: BytePointer, _ document: DocumentBounds, depth: Int
  ) -> BytePointer? {
    walk(start, document, depth: depth, records: true)
  }

  @usableFromInline
  mutating func resetKeys() { keys.reset() }

  /// Compiled twice, once for each value of `records`.
  @inline(__always)
  private mutating func walk(
    _ start: BytePointer, _ document: DocumentBounds, depth: Int, records: Bool
  ) -> BytePointer? {
    let keyScopes = keys.openCount
    frames.count = 0
    expectsValue = true
    var p = start
    while expectsValue || frames.count > 0 {
      let next =
        expectsValue
        ? beginValue(p, document, depth: depth, records: records)
        : afterValue(p, document, records: records)
      guard let next else {
        keys.close(to: keyScopes)
        return nil
      }
      p = next
    }
    return p
  }

  /// Reads a scalar, or opens a container and leads to its first value.
  @inline(__always)
  private mutating func beginValue(
    _ p: BytePointer, _ document: DocumentBounds, depth: Int, records: Bool
  ) -> BytePointer? {
    if p >= document.end { return fail(.unexpectedEnd, document.end) }
    switch p[0] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return open(p, document, depth: depth, records: records)
    case UInt8(ascii: "\""):
      expectsValue = false
      var flags: TextFlags = []
      guard let quote = Scan.string(p + 1, document.end, &flags) else {
        return fail(Scan.stringStop(p + 1, document.end, &flags))
      }
      if records { recordText(.string, p + 1, quote, flags, document) }
      return quote + 1
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      expectsValue = false
      var token = NumberToken()
      let digitsMax = document.numberDigitsMax
      guard let next = Scan.number(p, document.end, digitsMax: digitsMax, &token) else {
        return fail(Scan.numberStop(p, document.end, digitsMax, &token))
      }
      if records { recordNumber(p, next, token, document) }
      return next
    default:
      expectsValue = false
      guard let next = Scan.literal(p, document.end) else { return failLiteral(p, document) }
      if records { recordLiteral(p, next, document) }
      return next
    }
  }

  @inline(__always)
  private mutating func open(
    _ p: BytePointer, _ document: DocumentBounds, depth: Int, records: Bool
  ) -> BytePointer? {
    if depth + frames.count >= document.nestingDepthMax { return fail(.tooDeep, p) }
    let isObject = p[0] == UInt8(ascii: "{")
    frames.append(Frame(isObject: isObject, node: tape.count, first: p))
    if isObject { keys.open() }
    if records {
      tape.append(node(isObject ? .object : .array, p, p, document))
    }
    let first = Scan.whitespace(p + 1, document.end)
    if first < document.end && first[0] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
      return close(first, isObject: isObject, records: records)
    }
    return isObject ? beginMember(first, document, records: records) : first
  }

  /// Goes on to the next element or member, or closes the container.
  @inline(__always)
  private mutating func afterValue(
    _ start: BytePointer, _ document: DocumentBounds, records: Bool
  ) -> BytePointer? {
    let p = Scan.whitespace(start, document.end)
    if p >= document.end { return fail(.unexpectedEnd, document.end) }
    let frame = frames.base + (frames.count - 1)
    frame.pointee.count += 1
    let isObject = frame.pointee.isObject
    if p[0] == UInt8(ascii: ",") {
      let next = Scan.whitespace(p + 1, document.end)
      if isObject { return beginMember(next, document, records: records) }
      expectsValue = true
      return next
    }
    guard p[0] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
      frame.pointee.count -= 1
      return fail(.unexpectedByte, p)
    }
    return close(p, isObject: isObject, records: records)
  }

  /// Reads a member's name and colon and leads to its value.
  @inline(__always)
  private mutating func beginMember(
    _ p: BytePointer, _ document: DocumentBounds, records: Bool
  ) -> BytePointer? {
    if p >= document.end { return fail(.unexpectedEnd, document.end) }
    guard p[0] == UInt8(ascii: "\"") else { return fail(.unexpectedByte, p) }
    var flags: TextFlags = []
    guard let quote = Scan.string(p + 1, document.end, &flags) else {
      return fail(Scan.stringStop(p + 1, document.end, &flags))
    }
    let frame = frames.base + (frames.count - 1)
    if frame.pointee.count >= document.membersMax { return fail(.tooManyMembers, p) }
    frame.pointee.name = p + 1
    frame.pointee.nameLength = quote - p - 1
    frame.pointee.nameFlags = flags
    if !keys.insert(p + 1, quote - p - 1, flags), !document.allowsDuplicateKeys {
      return fail(.duplicateKey, p)
    }
    if records {
      closeMember(frame.pointee)
      frame.pointee.key = tape.count
      recordText(.key, p + 1, quote, flags, document)
    }
    let colon = Scan.whitespace(quote + 1, document.end)
    if colon >= document.end { return fail(.unexpectedEnd, document.end) }
    guard colon[0] == UInt8(ascii: ":") else { return fail(.unexpectedByte, colon) }
    expectsValue = true
    return Scan.whitespace(colon + 1, document.end)
  }

  @inline(__always)
  private mutating func close(_ p: BytePointer, isObject: Bool, records: Bool) -> BytePointer {
    expectsValue = false
    frames.count -= 1
    if isObject { keys.close() }
    if records {
      let frame = frames.base[frames.count]
      closeMember(frame)
      let node = tape.base + frame.node
      node.pointee.length = UInt32(truncatingIfNeeded: p + 1 - frame.first)
      node.pointee.next = UInt32(truncatingIfNeeded: tape.count)
      node.pointee.bits = Int64(frame.count)
    }
    return p + 1
  }
}

// MARK: - Faults

extension ValueWalk {
  private mutating func fail(_ code: JSONError.Code, _ p: BytePointer) -> BytePointer? {
    fail(.fault(code, p))
  }

  private mutating func fail(_ stop: ScanStop) -> BytePointer? {
    fault = stop
    return nil
  }

  /// What begins like a literal and is cut off by the document's end is an early end.
  private mutating func failLiteral(_ p: BytePointer, _ document: DocumentBounds) -> BytePointer? {
    let rest = UnsafeBufferPointer(start: p, count: min(document.end - p, 5))
    for literal in ["null", "true", "false"] where literal.utf8.starts(with: rest) {
      return fail(.unexpectedEnd, document.end)
    }
    return fail(.unexpectedByte, p)
  }
}
