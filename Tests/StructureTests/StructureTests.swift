import Testing

/// The sources keep the order that the design draws.
@Suite struct StructureTests {
  @Test func theSourcesKeepTheirOrder() throws {
    let files = try SourceFile.all()
    #expect(files.count > 50)
    let violations = StructureRules.violations(in: files)
    #expect(violations.isEmpty, "\n\(violations.joined(separator: "\n"))")
  }

  @Test func eachTargetOfTheDrawingIsThere() throws {
    let modules = Set(try SourceFile.all().map(\.module))
    #expect(modules == Set(StructureRules.arrows.keys))
  }

  @Test func theArrowsHaveNoCircle() {
    var left = StructureRules.arrows
    while let free = left.first(where: { $0.value.intersection(left.keys).isEmpty }) {
      left[free.key] = nil
    }
    #expect(left.isEmpty)
  }
}

/// The rules find what is planted, so that their silence means something.
@Suite struct StructureRulesTests {
  private func found(_ module: String, _ text: String) -> [String] {
    StructureRules.violations(in: [
      SourceFile(module: module, path: "Sources/\(module)/Planted.swift", text: text)
    ])
  }

  @Test(arguments: [
    ("JSON", "import JSONSchema"), ("Pipeline", "import Kafka"), ("Pipeline", "import Warehouse"),
    ("Kafka", "import Warehouse"), ("Admin", "import Configuration"),
    ("PostgresWarehouse", "import SQLiteWarehouse"), ("trucd", "import CRDKafka"),
    ("Warehouse", "import CPostgres"), ("Pipeline", "import CCrypto"), ("Admin", "import CScan"),
    ("Contracts", "import Foundation"), ("Contracts", "import Dispatch"),
    ("Kafka", "import Foundation"), ("Contracts", "@preconcurrency import Kafka"),
    ("Contracts", "@_exported public import Kafka"),
    ("Contracts", "internal import struct Kafka.A"),
    ("Contracts", "  import Kafka // why"), ("Contracts", "import Kafka;import JSON"),
    ("Novelty", "import JSON"),
  ])
  func aWrongArrowIsFound(_ module: String, _ line: String) {
    #expect(found(module, "\n\(line)\n").count == 1)
  }

  @Test func aWrongArrowIsToldWithItsPlace() {
    #expect(
      found("JSON", "// first\nimport Glibc\nimport Kafka\n")
        == ["Sources/JSON/Planted.swift:3: JSON may not import Kafka"])
  }

  @Test(arguments: [
    ("trucd", "import Admin"), ("Kafka", "import CRDKafka"), ("JSONSchema", "import CScan"),
    ("Configuration", "import CTOML"), ("Pipeline", "import Contracts"),
    ("PostgresWarehouse", "import Contracts"), ("JSON", "// import Kafka"),
    ("JSON", "let text = \"an import of goods\""),
  ])
  func aRightArrowIsNot(_ module: String, _ line: String) {
    #expect(found(module, "\(line)\n").isEmpty)
  }

  @Test(arguments: [
    "let file = open(path, 0)", "_ = socket(1, 2, 3)", "clock_gettime(CLOCK_REALTIME, &now)",
    "pthread_create(&thread, nil, run, nil)", "let now = ContinuousClock.now",
    "Task(priority: .low) {}", "let x = (getenv(\"A\"))",
    "DispatchQueue.global().async {}",
  ])
  func aCallThatReachesOutsideIsFoundBelowTheLine(_ line: String) {
    #expect(found("Pipeline", "\(line)\n").count == 1)
    #expect(found("Kafka", "\(line)\n").isEmpty)
  }

  @Test(arguments: [
    "breaker.open(at: 1)", "mutating func open() {}", "reopen(1)", "state == .open",
    "// open(path)", "let https = \"https://a/open\"", "case let .stat(x): break",
    "func open(_ n: Int) {}; open(1)",
  ])
  func aNamesakeIsNot(_ line: String) {
    #expect(found("Pipeline", "\(line)\n").isEmpty)
  }

  @Test func longFilesAndBadHabitsAreFound() {
    #expect(found("JSON", String(repeating: "\n", count: 401)).count == 1)
    #expect(found("JSON", String(repeating: "\n", count: 400)).isEmpty)
    #expect(found("Kafka", "print(1)\n").count == 1)
    #expect(found("trucd", "print(1)\n").isEmpty)
    #expect(found("Kafka", "fatalError(\"x\")\n").count == 1)
    #expect(found("trucd", "// TODO: later\n").count == 1)
  }
}
