import CAllocations
import Foundation
import JSON
import JSONSchema

/// A schema and the records that are judged by it.
final class Workload {
  private let schemas: [Schema]
  let records: Records
  /// Bytes that one compiled schema takes.
  let schemaBytes: Int
  private let workspace = Workspace()
  private let parse = ParseWorkspace()
  private let limits = ReaderLimits()

  /// - Parameter copies: How many times the schema is compiled; each copy is a contract of its own.
  init(schemaPath: String, recordsPath: String, copies: Int) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: schemaPath)))
    _ = try Self.compile(bytes)  // what a process makes once is not the schema's cost
    let before = allocations_bytes()
    var schemas = [try Self.compile(bytes)]
    schemaBytes = Int(allocations_bytes() - before)
    while schemas.count < copies { schemas.append(try Self.compile(bytes)) }
    self.schemas = schemas
    records = try Records(path: recordsPath)
  }

  /// Compiled as the bus does, from bytes; each property of the root is captured as a typed cell.
  private static func compile(_ bytes: [UInt8]) throws -> Schema {
    let document = try JSONReader.parse(bytes)
    let captures = document["properties"]?.object?.map { Capture(path: [$0.name]) } ?? []
    return try Schema(
      compiling: document, at: "benchmark.json", formats: .asserted, captures: captures)
  }

  /// One character a record: 1 valid, 0 invalid, ? undecided, ! malformed.
  func verdicts() -> String {
    String(
      records.all.map { record -> Character in
        switch schemas[0].validate(record, limits: limits, in: workspace) {
        case .valid: "1"
        case .invalid: "0"
        case .undecided: "?"
        case .malformed: "!"
        }
      })
  }

  /// Reads all records to the tape.
  func parseAll() {
    for record in records.all {
      guard let base = record.baseAddress else { continue }
      parse.reset()
      let document = DocumentBounds(base: base, count: record.count, limits)
      if parse.record(Scan.whitespace(base, document.end), document, depth: 0) == nil { return }
    }
  }

  /// Judges all records by the first schema.
  func validateAll() {
    let schema = schemas[0]
    for record in records.all { _ = schema.validate(record, limits: limits, in: workspace) }
  }

  /// Judges all records, each by the next of the schemas.
  func validateInTurn() {
    var turn = 0
    for record in records.all {
      _ = schemas[turn].validate(record, limits: limits, in: workspace)
      turn = turn + 1 == schemas.count ? 0 : turn + 1
    }
  }

  /// Compiles the schema again; the result is dropped.
  func compileAgain(path: String) throws -> Double {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let start = DispatchTime.now().uptimeNanoseconds
    let schema = try Self.compile(bytes)
    let end = DispatchTime.now().uptimeNanoseconds
    return withExtendedLifetime(schema) { Double(end - start) }
  }
}
