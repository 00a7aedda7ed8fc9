import Glibc
import Support

/// What came of a fault.
public enum FaultOutcome: Sendable {
  /// The invariant held; the figures found.
  case held(String)
  case broken(String)
  /// It could not be tried here, and why.
  case skipped(String)

  public var text: String {
    switch self {
    case .held(let text): text
    case .broken(let text): "NOT well: \(text)"
    case .skipped(let text): "skipped: \(text)"
    }
  }
}

extension Fault {
  /// Runs the fault on a cluster; whatever it started ends with it.
  public func outcome(on cluster: KafkaCluster) -> FaultOutcome {
    let stage = FaultStage(name, cluster: cluster)
    do {
      return .held(try run(stage))
    } catch let skipped as FaultSkipped {
      return .skipped(skipped.reason)
    } catch {
      return .broken("\(error)\(stage.tails)")
    }
  }
}
