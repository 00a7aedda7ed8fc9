import JSONSchema

/// CloudEvents in Kafka's binary mode (protocol binding 1.0.2, section 3.2): attributes in headers
/// `ce_…`, the data as the value.
enum BinaryEvent {
  private static let required = ["ce_specversion", "ce_id", "ce_source", "ce_type"]

  static func open(
    _ body: UnsafeBufferPointer<UInt8>, header: (String) -> UnsafeBufferPointer<UInt8>?
  ) throws(EnvelopeError) -> Envelope {
    for name in required {
      guard let text = try text(name, header) else { throw missing(name) }
      if text.isEmpty { throw badAttribute(name) }
      if name == "ce_specversion", text != "1.0" { throw badAttribute(name) }
    }
    if let bytes = header("content-type"), let type = ContentType(bytes), !type.isJSON {
      throw .notJSON
    }
    var envelope = Envelope(.cloudEventsBinary, body: body)
    envelope.hint.dataSchema = try text("ce_dataschema", header)
    envelope.eventID = try text("ce_id", header)
    envelope.eventSource = try text("ce_source", header)
    envelope.eventTime = try text("ce_time", header)
    return envelope
  }

  private static func text(
    _ name: String, _ header: (String) -> UnsafeBufferPointer<UInt8>?
  ) throws(EnvelopeError) -> String? {
    guard let bytes = header(name) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw badAttribute(name) }
    return text
  }

  private static func missing(_ name: String) -> EnvelopeError {
    EnvelopeError(
      .badAttributes, en: "the header `\(name)` is missing; CloudEvents 1.0 asks for it",
      vi: "thiếu tiêu đề `\(name)` mà CloudEvents 1.0 yêu cầu")
  }

  private static func badAttribute(_ name: String) -> EnvelopeError {
    let isVersion = name == "ce_specversion"
    return EnvelopeError(
      .badAttributes,
      en: "the header `\(name)` must be " + (isVersion ? "1.0" : "UTF-8 and not empty"),
      vi: "tiêu đề `\(name)` phải là " + (isVersion ? "1.0" : "UTF-8 và không rỗng"))
  }
}

extension EnvelopeError {
  static let notJSON = EnvelopeError(
    .notJSON, en: "the content type of the data is not JSON; send application/json",
    vi: "kiểu nội dung của dữ liệu không phải JSON; hãy gửi application/json")
}
