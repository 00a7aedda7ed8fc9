import Pipeline
import Warehouse

/// `trucd_quarantine`: bytes as BLOBs, so that a row can be inserted whatever the record holds.
enum QuarantineStatements {
  private static let insert = """
    INSERT INTO trucd_quarantine (_source, _partition, _offset, _timestamp, topic, agency, \
    contract, stage, errors, key, headers, payload) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)
    """

  static func insert(_ row: QuarantineRow, into database: Database) throws(SQLiteFault) {
    var timestamp: [UInt8] = []
    if let microseconds = KafkaTime.microseconds(ofMilliseconds: row.timestamp) {
      ValueText.appendInstant(microseconds, to: &timestamp)
    }
    try database.run(
      insert,
      [
        .integer(row.source), .integer(Int64(row.at.partition)), .integer(row.offset),
        timestamp.isEmpty ? .null : .text(String(decoding: timestamp, as: UTF8.self)),
        .text(row.at.topic), .optional(row.agency), .optional(row.contract),
        .text(row.stage.rawValue), .text(json(row.errors)), .optional(row.key),
        .optional(row.headers.map(json)), .optional(row.payload),
      ])
  }

  private static func json(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    bytes.withUnsafeBufferPointer { JSONBText.append($0, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }
}
