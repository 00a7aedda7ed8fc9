import JSON
import JSONSchema

/// CloudEvents in structured mode (JSON event format 1.0.2): attributes and data in one object.
final class StructuredEvent {
  private let workspace = Workspace()
  private let decoded = PaddedBytes()

  /// The attributes by which a bare value is known as an event, and those that the bus reads.
  private static let attributes = [
    "data", "data_base64", "dataschema", "datacontenttype", "id", "source", "time",
  ]

  private static let schema: Schema? = {
    let text: JSONValue = ["type": "string", "minLength": 1]
    let optional: JSONValue = ["type": ["string", "null"]]
    let document: JSONValue = [
      "type": "object",
      "required": ["specversion", "id", "source", "type"],
      "properties": [
        "specversion": ["const": "1.0"], "id": text, "source": text, "type": text,
        "dataschema": optional, "datacontenttype": optional, "time": optional,
        "data_base64": optional,
      ],
    ]
    return try? Schema(
      compiling: document, at: "cloudevents", captures: attributes.map { Capture(path: [$0]) })
  }()

  /// Whether `"specversion"` stands somewhere in the bytes: a cheap look before the event is read.
  /// 64 bytes after them are readable.
  static func mayBeOne(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = body.baseAddress else { return false }
    // The pair "cv" is rare, so that few blocks need a second look.
    let c = SIMD16<UInt8>(repeating: UInt8(ascii: "c"))
    let v = SIMD16<UInt8>(repeating: UInt8(ascii: "v"))
    let bytes = UnsafeRawPointer(base)
    var offset = 0
    while offset < body.count {
      let first = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self) .== c
      let second = bytes.loadUnaligned(fromByteOffset: offset + 1, as: SIMD16<UInt8>.self) .== v
      let hits = unsafeBitCast(first .& second, to: SIMD2<UInt64>.self)
      if hits[0] | hits[1] != 0, holdsWord(body, offset..<offset + 16) { return true }
      offset += 16
    }
    return false
  }

  /// Whether the `c` of `"specversion"` stands in a range.
  private static func holdsWord(
    _ body: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Bool {
    let word: StaticString = "\"specversion\""
    let before = 4
    return word.withUTF8Buffer { word in
      range.contains { place in
        let start = place - before
        guard start >= 0, start + word.count <= body.count else { return false }
        return body[start..<start + word.count].elementsEqual(word)
      }
    }
  }

  /// The event, where the value is one. Nil for a value without the attribute set, and for bytes
  /// that are no JSON, about which the next stage has more to say.
  func open(
    _ value: UnsafeBufferPointer<UInt8>, limits: ReaderLimits, isDeclared: Bool
  ) throws(EnvelopeError) -> Envelope? {
    guard let schema = Self.schema else { return nil }
    switch schema.validate(value, limits: limits, in: workspace) {
    case .valid: return try envelope(value)
    case .malformed: return nil
    case .invalid, .undecided: break
    }
    guard isDeclared else { return nil }
    let explanation = schema.explain(
      value, limits: limits, errorsMax: 20, showValue: { _ in false })
    throw .notAnEvent(because: explanation.errors)
  }

  private func envelope(_ value: UnsafeBufferPointer<UInt8>) throws(EnvelopeError) -> Envelope {
    let cells = workspace.cells
    func text(_ place: Int) -> String? {
      cells[place].kind == .string
        ? String(decoding: Self.decodedText(cells[place], in: value), as: UTF8.self) : nil
    }
    if let type = text(3), !ContentType(type).isJSON { throw .notJSON }
    var envelope = Envelope(.cloudEventsStructured, body: try body(value, cells[0], cells[1]))
    envelope.hint.dataSchema = text(2)
    envelope.eventID = text(4)
    envelope.eventSource = text(5)
    envelope.eventTime = text(6)
    return envelope
  }

  private func body(
    _ value: UnsafeBufferPointer<UInt8>, _ data: Cell, _ base64: Cell
  ) throws(EnvelopeError) -> UnsafeBufferPointer<UInt8> {
    let hasBase64 = base64.kind == .string
    guard (data.kind != .absent) != hasBase64 else {
      throw EnvelopeError(
        .noData, en: "an event needs exactly one of `data` and `data_base64`",
        vi: "sự kiện phải có đúng một trong hai: `data` hoặc `data_base64`")
    }
    if !hasBase64 {
      let quotes = data.kind == .string ? 1 : 0
      let start = Int(data.offset) - quotes
      return UnsafeBufferPointer(rebasing: value[start..<start + Int(data.length) + 2 * quotes])
    }
    guard let bytes = Base64.decode(Self.decodedText(base64, in: value)) else {
      throw EnvelopeError(
        .badBase64, en: "`data_base64` is not base64 (RFC 4648, section 4)",
        vi: "`data_base64` không phải base64 (RFC 4648, mục 4)")
    }
    decoded.assign(bytes)
    return decoded.bytes
  }

  private static func decodedText(_ cell: Cell, in value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let start = Int(cell.offset)
    let span = UnsafeBufferPointer(rebasing: value[start..<start + Int(cell.length)])
    guard cell.hasEscapes else { return Array(span) }
    return [UInt8](unsafeUninitializedCapacity: span.count) { output, count in
      count = output.baseAddress.map { StringDecoding.decode(span, into: $0) } ?? 0
    }
  }
}

extension EnvelopeError {
  /// Names the attributes that are missing, and those that are wrong.
  fileprivate static func notAnEvent(because errors: [ValidationError]) -> EnvelopeError {
    let missing = errors.compactMap { $0.keyword == "required" ? $0.property : nil }
    let wrong = errors.filter { $0.keyword != "required" && !$0.instanceLocation.isEmpty }
      .map { String($0.instanceLocation.dropFirst()) }
    var en: [String] = []
    var vi: [String] = []
    if !missing.isEmpty {
      en.append("missing: " + list(missing))
      vi.append("thiếu: " + list(missing))
    }
    if !wrong.isEmpty {
      en.append("wrong: " + list(wrong))
      vi.append("sai: " + list(wrong))
    }
    if en.isEmpty {
      en = ["it must be an object"]
      vi = ["phải là một đối tượng"]
    }
    return EnvelopeError(
      .badAttributes,
      en: "the value is not a CloudEvents 1.0 event; \(en.joined(separator: "; "))",
      vi: "giá trị không phải sự kiện CloudEvents 1.0; \(vi.joined(separator: "; "))",
      causes: errors)
  }

  private static func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
