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

  static func append(_ row: QuarantineRow, to buffer: CopyBuffer) {
    let topic = Array(row.at.topic.utf8)
    let agency = row.agency.map(storable)
    let stage = Array(row.stage.rawValue.utf8)
    let parts = [topic, agency, stage, row.errors, row.key, row.headers, row.payload]
    let bytes = parts.reduce(0) { $0 + ($1?.count ?? 0) }
    buffer.append(bytesMax: bytes + Int(fields + 1) * FieldWriter.fixedFieldBytesMax) { writer in
      writer.put(fields)
      writer.bigint(row.source)
      writer.integer(row.at.partition)
      writer.bigint(row.offset)
      writer.kafkaTimestamp(row.timestamp)
      append(topic, to: &writer)
      append(agency, to: &writer)
      if let contract = row.contract { writer.bigint(contract) } else { writer.null() }
      append(stage, to: &writer)
      row.errors.withUnsafeBytes { writer.jsonb($0) }
      append(row.key, to: &writer)
      if let headers = row.headers {
        headers.withUnsafeBytes { writer.jsonb($0) }
      } else {
        writer.null()
      }
      append(row.payload, to: &writer)
    }
  }

  private static func append(_ bytes: [UInt8]?, to writer: inout FieldWriter) {
    if let bytes {
      bytes.withUnsafeBytes { writer.bytes($0) }
    } else {
      writer.null()
    }
  }

  /// A text that may come from a record; U+0000, which no text column holds, becomes U+FFFD.
  private static func storable(_ text: String) -> [UInt8] {
    text.utf8.reduce(into: []) { bytes, byte in
      if byte == 0 { bytes += "\u{FFFD}".utf8 } else { bytes.append(byte) }
    }
  }
}

/// Quarantine rows as COPY wants them, encoded piece by piece as they are sent, for they hold whole
/// records: all of a batch at once would be in memory a third time. Each piece is valid until the
/// next.
struct QuarantineRows: Sequence, IteratorProtocol {
  /// A piece ends with the row that brings it to this size.
  private static let pieceBytes = 128 << 10

  private var rows: ArraySlice<QuarantineRow>
  private var pieces: ArraySlice<UnsafeRawBufferPointer> = []
  private let buffer = CopyBuffer()

  init(_ rows: [QuarantineRow]) { self.rows = rows[...] }

  mutating func next() -> UnsafeRawBufferPointer? {
    if pieces.isEmpty { encode() }
    return pieces.popFirst()
  }

  private mutating func encode() {
    buffer.removeAll()
    while buffer.count < Self.pieceBytes, let row = rows.popFirst() {
      QuarantineStatements.append(row, to: buffer)
    }
    pieces = buffer[0..<buffer.count][...]
  }
}
