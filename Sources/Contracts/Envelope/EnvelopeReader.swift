import JSON
import JSONSchema

/// Opens records: bare JSON, CloudEvents in structured and in binary mode, and Confluent's framing
/// around any of them. One for each thread, reused.
public final class EnvelopeReader {
  private let cloudEvents = StructuredEvent()
  private let limits: ReaderLimits

  public init(limits: ReaderLimits = ReaderLimits()) {
    self.limits = limits
  }

  /// Opens a record's value. Bare JSON without headers costs one look through the bytes.
  ///
  /// - Parameters:
  ///   - value: Followed by 64 readable bytes.
  ///   - hasHeaders: False where the record has none, so that none is asked for.
  ///   - header: The last value of a header by its exact name.
  /// - Returns: An envelope whose body is valid until the next call, while `value` lives.
  public func open(
    _ value: UnsafeBufferPointer<UInt8>, hasHeaders: Bool,
    header: (String) -> UnsafeBufferPointer<UInt8>?
  ) throws(EnvelopeError) -> Envelope {
    var body = value
    var id: SchemaID?
    if value.first == ConfluentFraming.magic {
      (id, body) = try ConfluentFraming.open(value)
    } else if hasHeaders, let bytes = header(ConfluentFraming.header) {
      id = try ConfluentFraming.schemaID(inHeader: bytes)
    }
    var envelope = try openEvent(body, hasHeaders: hasHeaders, header: header)
    envelope.hint.id = id
    envelope.hint.isFramed = value.first == ConfluentFraming.magic
    return envelope
  }

  /// Whether a value is its own body and names no contract: what `open` would find, without the
  /// envelope around it.
  static func isBare(_ value: UnsafeBufferPointer<UInt8>, hasHeaders: Bool) -> Bool {
    !hasHeaders && value.first != ConfluentFraming.magic && !StructuredEvent.mayBeOne(value)
  }

  private func openEvent(
    _ body: UnsafeBufferPointer<UInt8>, hasHeaders: Bool,
    header: (String) -> UnsafeBufferPointer<UInt8>?
  ) throws(EnvelopeError) -> Envelope {
    if hasHeaders {
      if let bytes = header("content-type"), let type = ContentType(bytes), type.isCloudEvents {
        guard type.isCloudEventsJSON else { throw .unsupportedFormat }
        return try cloudEvents.open(body, limits: limits, isDeclared: true)
          ?? Envelope(.bare, body: body)
      }
      if header("ce_specversion") != nil { return try BinaryEvent.open(body, header: header) }
    }
    if StructuredEvent.mayBeOne(body),
      let event = try cloudEvents.open(body, limits: limits, isDeclared: false)
    {
      return event
    }
    return Envelope(.bare, body: body)
  }
}

extension EnvelopeError {
  static let unsupportedFormat = EnvelopeError(
    .unsupportedFormat,
    en: "a CloudEvents format that is not taken; send application/cloudevents+json, one event a "
      + "record",
    vi: "định dạng CloudEvents không được nhận; hãy gửi application/cloudevents+json, mỗi bản ghi "
      + "một sự kiện")
}
