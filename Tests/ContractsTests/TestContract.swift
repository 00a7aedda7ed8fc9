import Contracts
import JSON
import JSONSchema
import Testing

/// Contracts and records for tests, from JSON text.
enum TestContract {
  static let path = "env/air.v1.schema.json"

  static func file(_ text: String, at path: String = path) -> ContractFile {
    ContractFile(path: path, bytes: Array(text.utf8))
  }

  /// A contract with the topic `env.air` and the table `air`. `schema` are members of its root
  /// beside `properties`; `settings` those of its `x-trucd`.
  static func text(
    _ properties: String, schema: String = "", settings: String = ""
  ) -> String {
    let root = ##""topics": ["env.air"], "owner": "H17.12", "table": "air""##
    return """
      {"type": "object", \(schema.isEmpty ? "" : schema + ",") "properties": {\(properties)},
       "x-trucd": {\(root)\(settings.isEmpty ? "" : ", " + settings)}}
      """
  }

  static func read(_ text: String, with others: [ContractFile] = []) throws -> Contract {
    try ContractReader.read(path, in: ContractFolder.read([file(text)] + others))
  }

  /// Everything that is wrong with a contract.
  static func problems(_ text: String, with others: [ContractFile] = []) -> [ContractProblem] {
    do {
      _ = try read(text, with: others)
      return []
    } catch let error as ContractError {
      return error.problems
    } catch {
      Issue.record(error)
      return []
    }
  }

  /// Columns as `name type`.
  static func columns(_ text: String, with others: [ContractFile] = []) throws -> [String] {
    try read(text, with: others).columns.map { "\($0.name) \($0.type)" }
  }

  /// The row of one record as JSON cells by column, or the rejection.
  static func row(of record: String, _ text: String) throws -> [String: JSONValue] {
    switch try judge(Array(record.utf8), text) {
    case .row(let cells): return cells
    case .rejection(let rejection):
      Issue.record(
        "rejected: \(rejection.errors.map { "\($0.instanceLocation) \($0.message.en)" })")
      return [:]
    }
  }

  static func rejection(of record: String, _ text: String) throws -> Rejection? {
    try rejection(of: Array(record.utf8), text)
  }

  static func rejection(
    of record: [UInt8], _ text: String, limits: ReaderLimits = ReaderLimits()
  ) throws -> Rejection? {
    if case .rejection(let rejection) = try judge(record, text, limits) { return rejection }
    return nil
  }

  private enum Outcome {
    case row([String: JSONValue])
    case rejection(Rejection)
  }

  private static func judge(
    _ record: [UInt8], _ text: String, _ limits: ReaderLimits = ReaderLimits()
  ) throws -> Outcome {
    let catalog = ContractCatalog.load([file(text)])
    try #require(catalog.problems.map(\.description) == [])
    let route = try #require(catalog.route(for: "env.air"))
    let bytes = PaddedBytes(record)
    let judge = RecordJudge(limits: limits)
    return withExtendedLifetime((bytes, judge)) {
      switch judge.judge(bytes.bytes, by: route, hasHeaders: false, header: { _ in nil }) {
      case .rejected(let rejection): return .rejection(rejection)
      case .row(let row, let serving):
        let names = serving.table.columns.map(\.name)
        return .row(
          Dictionary(uniqueKeysWithValues: zip(names, row.map { ValueText.json(of: $0) })))
      }
    }
  }
}
