import Contracts
import Testing
import Warehouse

@testable import PostgresWarehouse

/// Which partitions are missing and which have had their time, without a database.
@Suite("Partition plan")
struct PartitionPlanTests {
  private typealias Partition = PartitionFacts.Partition

  private static let monthly = Partitioning(column: "at", every: .month)
  private static let today = VietnamDay.of(microseconds: PartitionTests.noon)
  /// The first of June and of July 2026.
  private static let june = monthly.period(containing: today).lowerBound
  private static let july = monthly.period(containing: today).upperBound

  private static func partition(_ from: Int?, _ to: Int?, isDefault: Bool = false) -> Partition {
    Partition(
      location: TableLocation(schema: "s", name: "p"), from: from.map { VietnamDay.start(of: $0) },
      to: to.map { VietnamDay.start(of: $0) }, isDefault: isDefault)
  }

  private static func missing(_ days: [Int], _ partitions: [Partition]) -> [String] {
    let facts = PartitionFacts(column: "at", partitions: partitions)
    return PartitionPlan.missing(days, of: monthly, in: facts).map {
      let last = VietnamDay.of(microseconds: $0.upperBound - 1)
      return VietnamDay.text(of: VietnamDay.of(microseconds: $0.lowerBound)).suffix(5) + "/"
        + VietnamDay.text(of: last).suffix(5)
    }
  }

  @Test func onlyGapsAreFilled() {
    #expect(Self.missing([Self.june], []) == ["06-01/06-30"])
    #expect(Self.missing([Self.july, Self.june, Self.july], []) == ["06-01/06-30", "07-01/07-31"])
    #expect(Self.missing([Self.june], [Self.partition(Self.june, Self.july)]) == [])
    #expect(
      Self.missing([Self.june], [Self.partition(Self.june + 9, Self.june + 12)])
        == ["06-01/06-09", "06-13/06-30"])
    #expect(
      Self.missing([Self.june, Self.july], [Self.partition(nil, Self.june + 4)])
        == ["06-05/06-30", "07-01/07-31"])
    #expect(
      Self.missing([Self.june], [Self.partition(Self.july - 1, nil)]) == ["06-01/06-29"])
    #expect(Self.missing([Self.june], [Self.partition(nil, nil)]) == [])
    #expect(Self.missing([Self.june], [Self.partition(Self.july, nil)]) == ["06-01/06-30"])
    // A default partition takes what no other takes: it is no place for a month.
    #expect(
      Self.missing([Self.june], [Self.partition(nil, nil, isDefault: true)]) == ["06-01/06-30"])
  }

  private static func expired(_ partitions: [Partition], _ mode: TableMode = .append) -> [Int] {
    let shape = TableShape(
      name: "t", columns: [.init(name: "at", type: .date)], mode: mode, partitioning: monthly,
      retention: Retention(days: 8))
    let facts = PartitionFacts(column: "at", partitions: partitions)
    return PartitionPlan.expired(shape, on: today, in: facts).compactMap { gone in
      partitions.firstIndex(of: gone)
    }
  }

  /// The first day kept is the first of June.
  @Test func wholePartitionsHaveHadTheirTime() {
    let partitions = [
      Self.partition(Self.june, Self.july), Self.partition(Self.june - 31, Self.june),
      Self.partition(Self.june - 61, Self.june + 1), Self.partition(nil, Self.june - 31),
      Self.partition(Self.june - 31, nil), Self.partition(nil, nil, isDefault: true),
    ]
    #expect(Self.expired(partitions) == [3, 1])
    #expect(Self.expired(partitions, .history(KeyedRows(key: ["k"], order: "at"))) == [])
  }

  @Test func partitionsKeepTheirNames() {
    let dialect = PostgresDialect(defaultSchema: "public")
    func named(_ name: String) -> TableShape {
      TableShape(name: name, columns: [.init(name: "code", type: .text)])
    }
    let survey = TableSurvey(
      [
        PartitionTests.table(), named("cut__p20260601"), named("cut__p2026"),
        named("x.cut__p20260601"),
      ],
      dialect: dialect, reserved: { _ in false })
    #expect(survey.tables.map(\.shape.name) == ["cut", "cut__p2026", "x.cut__p20260601"])
    #expect(survey.problems.map(\.table) == ["cut__p20260601"])
    #expect(survey.problems.first?.message.contains("partition of `cut`") == true)
  }

  /// A role that does not own the table could make none when a record needs it.
  @Test func makingThemIsAPrivilege() throws {
    let dialect = PostgresDialect(defaultSchema: "public")
    let shape = PartitionTests.table()
    var facts = TableFacts(madeFor: shape, .rows, dialect)
    let location = TableLocation(schema: "public", name: "cut")
    func problems() -> [String] {
      TablePlan(shape, at: location, facts: facts, dialect: dialect).problems.map(\.message)
    }
    #expect(problems() == [])
    facts.mayMakeBeside = false
    #expect(problems().count == 1)
    #expect(problems().first?.contains("may not make partitions") == true)
    #expect(problems().first?.contains("GRANT CREATE ON SCHEMA") == true)
  }
}
