import Foundation
import JSON
import Testing

@testable import JSONSchema

/// The official test suite, where it lies beside the package.
struct OfficialSuite {
  struct Case {
    let file: String
    let name: String
    let schema: JSONValue
    let tests: [(name: String, data: [UInt8], isValid: Bool)]
  }

  static let root: URL? = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let suite = package.deletingLastPathComponent()
      .appendingPathComponent("shared/JSON-Schema-Test-Suite")
    let given = ProcessInfo.processInfo.environment["JSON_SCHEMA_TEST_SUITE"]
      .map(URL.init(fileURLWithPath:))
    return [given, suite].compactMap { $0 }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  let folder: URL
  /// What a schema is read by that names no draft: older folders know only their own.
  let draft: SchemaDraft
  private let remotes: URL

  init?(_ folder: String) {
    guard let root = Self.root else {
      print("skipped: no JSON-Schema-Test-Suite beside the package or in JSON_SCHEMA_TEST_SUITE")
      return nil
    }
    self.folder = root.appendingPathComponent("tests/" + folder)
    remotes = root.appendingPathComponent("remotes")
    draft = SchemaDraft.allCases.first { folder.hasPrefix(Self.folder(of: $0)) } ?? .draft2020
  }

  static func folder(of draft: SchemaDraft) -> String {
    switch draft {
    case .draft4: "draft4"
    case .draft6: "draft6"
    case .draft7: "draft7"
    case .draft2019: "draft2019-09"
    case .draft2020: "draft2020-12"
    }
  }

  func cases() throws -> [Case] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".json") }.sorted().flatMap(cases(in:))
  }

  func cases(in file: String) throws -> [Case] {
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
    return try JSONReader.parse(bytes).array.map { groups in
      groups.map { group in
        Case(
          file: file, name: group["description"]?.string ?? "",
          schema: group["schema"] ?? .null,
          tests: (group["tests"]?.array ?? []).map { test in
            (
              test["description"]?.string ?? "", JSONWriter.bytes(of: test["data"] ?? .null),
              test["valid"]?.boolean ?? false
            )
          })
      }
    } ?? []
  }

  func resolve(_ uri: String) -> JSONValue? {
    let prefix = "http://localhost:1234/"
    guard uri.hasPrefix(prefix) else { return nil }
    let file = remotes.appendingPathComponent(String(uri.dropFirst(prefix.count)))
    return (try? Data(contentsOf: file)).flatMap { try? JSONReader.parse([UInt8]($0)) }
  }
}

/// What became of the suite's tests.
struct SuiteTally {
  private(set) var passed = 0
  /// Tests that the fused pass itself decided.
  private(set) var fused = 0
  private(set) var failures: [String] = []
  private(set) var leftOut: [String: Int] = [:]
  /// Tests of what the engine does not claim yet: part of a test's full name, and the reason.
  private let exceptions: [(part: String, reason: String)] = [
    ("content.json", "contentEncoding and contentMediaType are annotations"),
    ("variable-width lookbehind", "pattern: look-behind of variable length is refused"),
  ]

  mutating func run(
    _ suite: OfficialSuite, formats: FormatMode, files: [String]? = nil
  ) throws {
    let cases = try files.map { try $0.flatMap(suite.cases(in:)) } ?? suite.cases()
    for group in cases { run(group, suite, formats) }
  }

  private mutating func run(
    _ group: OfficialSuite.Case, _ suite: OfficialSuite, _ formats: FormatMode
  ) {
    do throws(SchemaError) {
      let schema = try Schema(
        compiling: group.schema, at: "", formats: formats, defaultDraft: suite.draft,
        resolve: suite.resolve)
      for test in group.tests { run(test, schema, "\(group.file): \(group.name)") }
    } catch {
      failures.append("\(group.file): \(group.name): \(error)")
    }
  }

  private mutating func run(
    _ test: (name: String, data: [UInt8], isValid: Bool), _ schema: Schema, _ group: String
  ) {
    let answers = Tiers.answers(schema, test.data)
    if answers.contains(where: { $0.tier == "fused" }) { fused += 1 }
    if answers.allSatisfy({ $0.isValid == test.isValid }) {
      passed += 1
    } else if let exception = exceptions.first(where: { "\(group): \(test.name)".contains($0.part) }
    ) {
      leftOut[exception.reason, default: 0] += 1
    } else {
      let wrong = answers.filter { $0.isValid != test.isValid }.map(\.tier)
      failures.append("\(group): \(test.name): wrong in \(wrong)")
    }
  }

  func report(_ title: String) {
    print("\(title): \(passed) passed (\(fused) fused), \(failures.count) failed")
    for (reason, count) in leftOut.sorted(by: { $0.key < $1.key }) {
      print("  \(count) tests left out: \(reason)")
    }
  }
}
