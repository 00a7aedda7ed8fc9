import Admin
import Contracts

/// Says what serves, what is wrong with it and what became of each contract, each once.
struct ContractTeller {
  private let events: Events
  private let health: RunHealth
  private let metrics: BusMetrics
  private var saidProblems: Set<String> = []
  private var saidStates: [String: ContractCatalog.State] = [:]
  /// Names of the contracts that served last.
  private var served: Set<String> = []
  private var isFolderAway = false

  init(events: Events, health: RunHealth, metrics: BusMetrics) {
    self.events = events
    self.health = health
    self.metrics = metrics
  }

  /// The catalogue serves from now on.
  mutating func tell(_ catalog: ContractCatalog) {
    let said = catalog.problems.map(\.description)
    for problem in catalog.problems where !saidProblems.contains(problem.description) {
      events.emit(
        .contractProblem(
          file: problem.line.map { "\(problem.file):\($0)" } ?? problem.file,
          pointer: problem.pointer, problem: problem.message.en))
    }
    saidProblems = Set(said)
    tellStates(catalog)
    let topics = Set(catalog.contracts.flatMap { $0.contract.topics.map(\.text) }).count
    events.emit(.contractsLoaded(count: catalog.contracts.count, topics: topics))
    if catalog.problems.isEmpty {
      health.health.clear("contracts")
    } else {
      let list = said.prefix(5).joined(separator: "; ")
      let more = said.count > 5 ? "; and \(said.count - 5) more" : ""
      let count = said.count == 1 ? "1 problem" : "\(said.count) problems"
      health.health.report("contracts", .notice, "\(count): \(list)\(more)")
    }
    metrics.serve(
      catalog.contracts.map(\.contract).map { contract in
        (contract.name, contract.version, contract.shortHash)
      })
  }

  /// What became of each contract's file, where that changed.
  private mutating func tellStates(_ catalog: ContractCatalog) {
    let states = Dictionary(catalog.states.map { ($0.name, $0.state) }, uniquingKeysWith: { $1 })
    for (name, state) in catalog.states where saidStates[name] != state {
      switch state {
      case .serving: break
      case .servingLastGood:
        let version = catalog.contract(named: name)?.contract.version ?? ""
        events.emit(.contractFellBack(name: name, version: version))
      case .leftOut: events.emit(.contractLeftOut(name: name))
      }
    }
    // What never served, a draft or a contract left out, goes without a word.
    for name in served.sorted() where states[name] == nil {
      events.emit(.contractRetired(name: name))
    }
    saidStates = states
    served = Set(catalog.contracts.map(\.contract.name))
  }

  mutating func folderIsThere() {
    health.health.clear("contracts folder")
    isFolderAway = false
  }

  mutating func folderFailed(_ failure: FolderReader.Failure, isServing: Bool) {
    health.health.report(
      "contracts folder", isServing ? .notice : .notReady,
      failure.message + (isServing ? "; what served last serves on" : ""))
    if !isFolderAway {
      events.emit(.contractsUnreadable(reason: failure.message))
    }
    isFolderAway = true
  }
}
