import Pipeline

/// `trucd.quarantine`, loaded by binary COPY too: bytes go as bytea, so that a row can be
/// inserted whatever the record holds.
enum QuarantineStatements {
  static let table = "trucd.quarantine"

  static let copy = """
    COPY trucd.quarantine (_source, _partition, _offset, _timestamp, topic, agency, contract, \
    stage, errors, key, headers, payload) FROM STDIN (FORMAT binary)
    """
  private static let fields: Int16 = 12

  static func encode(_ rows: [QuarantineRow]) -> CopyBuffer {
    let buffer = CopyBuffer()
    for row in rows {
      buffer.reserve(2)
      buffer.put(fields)
      BinaryCopy.append(row.source, to: buffer)
      BinaryCopy.append(row.at.partition, to: buffer)
      BinaryCopy.append(row.offset, to: buffer)
      BinaryCopy.append(kafkaTimestamp: row.timestamp, to: buffer)
      append(row.at.topic, to: buffer)
      append(row.agency, to: buffer)
      if let contract = row.contract {
        BinaryCopy.append(contract, to: buffer)
      } else {
        BinaryCopy.append(.null, to: buffer)
      }
      append(row.stage.rawValue, to: buffer)
      row.errors.withUnsafeBytes { BinaryCopy.appendJSONB($0, to: buffer) }
      BinaryCopy.append(row.key, to: buffer)
      if let headers = row.headers {
        headers.withUnsafeBytes { BinaryCopy.appendJSONB($0, to: buffer) }
      } else {
        BinaryCopy.append(.null, to: buffer)
      }
      BinaryCopy.append(row.payload, to: buffer)
    }
    return buffer
  }

  /// A text that may come from a record; U+0000, which no text column holds, becomes U+FFFD.
  private static func append(_ text: String?, to buffer: CopyBuffer) {
    guard let text else { return BinaryCopy.append(.null, to: buffer) }
    let bytes = Array(text.utf8)
    if bytes.contains(0) {
      let shown = bytes.flatMap { $0 == 0 ? [0xEF, 0xBF, 0xBD] : [$0] }
      BinaryCopy.append(shown, to: buffer)
    } else {
      BinaryCopy.append(bytes, to: buffer)
    }
  }
}
