/// How a walk records what it reads.
extension ValueWalk {
  @inline(__always)
  func node(
    _ kind: TapeNode.Kind, _ start: BytePointer, _ end: BytePointer, _ document: DocumentBounds
  ) -> TapeNode {
    TapeNode(
      kind: kind, offset: UInt32(truncatingIfNeeded: start - document.base),
      length: UInt32(truncatingIfNeeded: end - start),
      next: UInt32(truncatingIfNeeded: tape.count + 1))
  }

  mutating func recordText(
    _ kind: TapeNode.Kind, _ start: BytePointer, _ end: BytePointer, _ flags: TextFlags,
    _ document: DocumentBounds
  ) {
    var text = node(kind, start, end, document)
    text.flags = flags
    tape.append(text)
  }

  mutating func recordNumber(
    _ start: BytePointer, _ end: BytePointer, _ token: NumberToken, _ document: DocumentBounds
  ) {
    var number = node(.number, start, end, document)
    number.scale = token.scale
    number.isExact = token.isExact
    number.bits = token.coefficient
    tape.append(number)
  }

  mutating func recordLiteral(
    _ start: BytePointer, _ end: BytePointer, _ document: DocumentBounds
  ) {
    let kind: TapeNode.Kind =
      switch start[0] {
      case UInt8(ascii: "n"): .null
      case UInt8(ascii: "t"): .true
      default: .false
      }
    tape.append(node(kind, start, end, document))
  }

  /// Tells the key of the member that has just ended where the next one begins.
  func closeMember(_ frame: Frame) {
    guard frame.key >= 0 else { return }
    tape.base[frame.key].next = UInt32(truncatingIfNeeded: tape.count)
  }
}
