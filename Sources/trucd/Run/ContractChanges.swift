import Admin
import Contracts
import Synchronization

/// Since when each contract serves, for whoever asks what changed last about a topic. Written when a
/// set of contracts begins to serve, read by the lanes.
final class ContractChanges: Sendable {
  private struct State {
    /// What the warehouse knows from former runs; asked for once, when the first set serves.
    var remembered: [Int64: Int64] = [:]
    /// By contract's id, seconds since 1970.
    var since: [Int64: Int64] = [:]
    var hasServed = false
  }

  private let state = Mutex(State())

  /// When versions began to serve for the first time, by contract, in seconds since 1970.
  func remember(_ times: [Int64: Int64]) { state.withLock { $0.remembered = times } }

  /// A set serves from now on. A version that the first set of this run brings along serves since it
  /// first did, a later one since now.
  func serve(_ catalog: ContractCatalog, seconds now: Int64) {
    state.withLock { state in
      let former = state.since
      state.since = [:]
      for id in catalog.contracts.map(\.contract.id) {
        state.since[id] = former[id] ?? (state.hasServed ? now : state.remembered[id] ?? now)
      }
      state.hasServed = true
    }
  }

  /// The contracts of a topic with file, version and since when each serves, the newest first.
  func describe(_ topic: String, in catalog: ContractCatalog) -> String {
    let since = state.withLock(\.since)
    let contracts = catalog.contracts(judging: topic).map(\.contract)
      .sorted { (since[$0.id] ?? 0, $1.name) > (since[$1.id] ?? 0, $0.name) }
    if contracts.isEmpty { return "no contract lists it" }
    let list = contracts.prefix(3).map { contract in
      let time = since[contract.id].map { ", serving since \(Self.text($0))" } ?? ""
      return "\(contract.name) (version \(contract.version), file \(contract.path)\(time))"
    }
    let more = contracts.count > 3 ? " and \(contracts.count - 3) more" : ""
    return list.joined(separator: "; ") + more
  }

  private static func text(_ seconds: Int64) -> String {
    Timestamp.text(seconds: seconds, milliseconds: 0)
  }
}
