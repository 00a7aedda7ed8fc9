import JSON
import JSONSchema

/// The bundled text of a contract version that served once (`trucd.contract.text`).
public struct ServedText: Sendable {
  public var name: String
  public var text: [UInt8]

  public init(name: String, text: [UInt8]) {
    self.name = name
    self.text = text
  }
}

/// All contracts that are in force together; immutable, so that a reload swaps one for another
/// between batches.
public struct ContractCatalog: Sendable {
  /// What became of a file of the folder.
  public enum State: String, Sendable {
    case serving
    /// The file is broken, and its last good version serves on.
    case servingLastGood
    /// The file is broken and never served: its topics are not read.
    case leftOut
  }

  /// By name.
  public let contracts: [ServingContract]
  /// By name, one a table that an active or retired contract writes to.
  public let tables: [TableShape]
  /// Everything wrong with the folder, by file.
  public let problems: [ContractProblem]
  /// Every contract of the folder by name, drafts included.
  public let states: [(name: String, state: State)]

  public static let empty = ContractCatalog(
    contracts: [], drafts: [], problems: [], states: [])

  init(
    contracts: [Contract], drafts: [Contract], problems: [ContractProblem],
    states: [(name: String, state: State)]
  ) {
    let all = contracts.sorted { $0.name.bytesPrecede($1.name) }
    let tables = Dictionary(grouping: all) { ExactString($0.table) }
      .map { TableUnion.shape(of: $0.value, name: $0.key.text) }
      .sorted { $0.name.bytesPrecede($1.name) }
    self.tables = tables
    self.contracts = all.map { contract in
      let table = tables.first { $0.name.hasSameBytes(as: contract.table) }
      return ServingContract(contract, in: table ?? TableShape(name: contract.table, columns: []))
    }
    self.drafts = drafts.map { ServingContract($0, in: TableUnion.shape(of: [$0], name: $0.table)) }
    self.problems = problems
    self.states = states
  }

  /// Contracts that are only tried out: in `contract(named:)`, in no route.
  public let drafts: [ServingContract]

  /// A contract by its name, drafts included.
  public func contract(named name: String) -> ServingContract? {
    (contracts + drafts).first { $0.contract.name.hasSameBytes(as: name) }
  }

  /// The contracts that write to a table.
  public func contracts(writingTo table: String) -> [ServingContract] {
    contracts.filter { $0.table.name.hasSameBytes(as: table) }
  }

  /// Names of the topics that contracts list exactly, sorted.
  public var exactTopics: [String] {
    Set(contracts.flatMap { $0.contract.topics.filter(\.isExact).map { ExactString($0.text) } })
      .sorted().map(\.text)
  }

  /// Whether some contract lists its topics by a pattern, so that new topics must be looked at.
  public var hasTopicPatterns: Bool {
    contracts.contains { $0.contract.topics.contains { !$0.isExact } }
  }

  /// A short key of the versions that judge a topic: another one as soon as one of them changes.
  public func digest(ofTopic topic: String) -> Int64 {
    let ids = contracts(judging: topic).map(\.contract.id).sorted()
    return Digest.key(ids.flatMap { id in withUnsafeBytes(of: id.bigEndian) { Array($0) } })
  }

  /// The contracts that judge a topic's records; none where nobody lists it.
  public func contracts(judging topic: String) -> [ServingContract] {
    route(for: topic)?.candidates ?? []
  }

  /// The contracts that judge a topic's records; nil where none lists it. Looked up once a topic,
  /// not once a record.
  public func route(for topic: String) -> TopicRoute? {
    let exact = contracts.filter { serving in
      serving.contract.topics.contains { $0.isExact && $0.matches(topic) }
    }
    let byPattern = contracts.filter { serving in
      serving.contract.topics.contains { !$0.isExact && $0.matches(topic) }
    }
    // An exact name beats a pattern; a retired contract's exact name does not serve by itself.
    let isExactActive = exact.contains { $0.contract.status == .active }
    let candidates =
      isExactActive
      ? exact
      : exact
        + byPattern.filter { other in
          !exact.contains { $0 === other }
        }
    return candidates.isEmpty ? nil : TopicRoute(topic: topic, candidates: candidates)
  }
}
