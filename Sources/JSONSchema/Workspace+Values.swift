import JSON

/// Cells as values, for callers that do not read spans themselves.
extension Workspace {
  /// The record that was judged last by ``Schema/validate(copying:limits:in:)``, as it was mended
  /// where the limits mend faults: spans are offsets in it. Valid until the next record.
  public var record: UnsafeBufferPointer<UInt8> { mended ?? copy.bytes }

  /// The value of a cell of ``record``; nil where it is absent.
  public func value(of cell: Cell) -> JSONValue? {
    switch cell.kind {
    case .absent: return nil
    case .members:
      let first = Int(cell.offset)
      let listed = members[first..<first + Int(cell.length)].map { bytes($0) }
      return parse([UInt8(ascii: "{")] + listed.joined(separator: [0x2c]) + [UInt8(ascii: "}")])
    case .string:
      return parse(bytes(Span(offset: cell.offset - 1, length: cell.length + 2)))
    default: return parse(bytes(Span(offset: cell.offset, length: cell.length)))
    }
  }

  private func bytes(_ span: Span) -> [UInt8] {
    Array(record[Int(span.offset)..<Int(span.offset) + Int(span.length)])
  }

  /// What has been judged is within the limits that held then.
  private func parse(_ text: [UInt8]) -> JSONValue? {
    try? JSONReader.parse(
      text,
      limits: ReaderLimits(
        payloadBytesMax: .max, nestingDepthMax: .max, numberDigitsMax: .max, membersMax: .max))
  }
}
