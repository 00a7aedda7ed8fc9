import CAllocations
import Foundation

/// The engine's side of the comparison: holds what was loaded, does what is asked.
struct Party {
  private var workloads: [String: Workload] = [:]

  init() {}

  /// Answers one line of ``main.swift``'s protocol.
  mutating func answer(_ words: [String]) throws -> String {
    if words[0] == "load" {
      let workload = try Workload(
        schemaPath: words[2], recordsPath: words[3], copies: Int(words[4]) ?? 1)
      workloads[words[1]] = workload
      return "\(workload.records.all.count) \(workload.schemaBytes)"
    }
    guard let workload = workloads[words[1]] else {
      return "error: nothing is loaded as \(words[1])"
    }
    switch words[0] {
    case "verdicts": return workload.verdicts()
    case "allocations": return "\(allocations(workload))"
    case "compile": return "\(try workload.compileAgain(path: words[2]))"
    case "round":
      let milliseconds = Double(words[3]) ?? 20
      switch words[2] {
      case "parse": return "\(nanoseconds(workload, milliseconds, workload.parseAll))"
      case "turns": return "\(nanoseconds(workload, milliseconds, workload.validateInTurn))"
      default: return "\(nanoseconds(workload, milliseconds, workload.validateAll))"
      }
    default: return "error: unknown command \(words[0])"
    }
  }

  /// Heap allocations of one sweep after one that grew the workspace.
  private func allocations(_ workload: Workload) -> UInt64 {
    workload.validateAll()
    let before = allocations_made()
    workload.validateAll()
    return allocations_made() - before
  }

  /// Nanoseconds a record in sweeps over all records for at least so many milliseconds.
  private func nanoseconds(
    _ workload: Workload, _ milliseconds: Double, _ sweep: () -> Void
  ) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    var sweeps = 0
    var elapsed = 0.0
    repeat {
      sweep()
      sweeps += 1
      elapsed = Double(DispatchTime.now().uptimeNanoseconds - start)
    } while elapsed < milliseconds * 1e6
    return elapsed / Double(sweeps * workload.records.all.count)
  }
}
