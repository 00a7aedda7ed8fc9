import JSON
import JSONSchema

/// Asks each of the engine's answers about one record, in workspaces that are used again.
public final class TierJudge {
  /// What the engine says, or where its answers contradict one another.
  public enum Answer: Equatable, Sendable {
    case valid, invalid, malformed, undecided
    case contradiction(String)
  }

  private let tapeSpace = Workspace()
  private let fusedSpace = Workspace()
  private let memory = GuardedMemory()
  private let limits: ReaderLimits

  public init(limits: ReaderLimits = ReaderLimits()) { self.limits = limits }

  /// The common answer of both passes and, where `explains`, of the explanation.
  public func answer(_ schema: Schema, _ record: [UInt8], explains: Bool = true) -> Answer {
    answer(schema, memory.place(record), explains)
  }

  /// The answer of both passes about the first `count` bytes of a record, behind which the rest of it
  /// stands in memory.
  public func answer(_ schema: Schema, beginning count: Int, of record: [UInt8]) -> Answer {
    answer(
      schema, memory.place(Array(record[..<count]), before: Array(record[count...])), false)
  }

  private func answer(
    _ schema: Schema, _ bytes: UnsafeBufferPointer<UInt8>, _ explains: Bool
  ) -> Answer {
    let tape = schema.validateByTape(bytes, limits: limits, in: tapeSpace)
    let fused = schema.validateFused(bytes, limits: limits, in: fusedSpace)
    let common = Self.plain(tape)
    if let fused = fused.map(Self.plain), fused != common, fused != .undecided,
      common != .undecided
    {
      return .contradiction("fused \(fused), tape \(common)")
    }
    if common == .valid, case .valid = fused, Self.cells(fusedSpace) != Self.cells(tapeSpace) {
      return .contradiction(
        "cells: fused \(Self.cells(fusedSpace)), tape \(Self.cells(tapeSpace))")
    }
    guard explains, common != .undecided else { return common }
    let explanation = schema.explain(bytes, limits: limits) { _ in true }
    return explanation.isEmpty == (common == .valid)
      ? common : .contradiction("\(common), but \(explanation.total) errors explained")
  }

  private static func plain(_ verdict: Verdict) -> Answer {
    switch verdict {
    case .valid: .valid
    case .invalid: .invalid
    case .malformed: .malformed
    case .undecided: .undecided
    }
  }

  /// What a reader of the cells can see.
  private static func cells(_ workspace: Workspace) -> [String] {
    workspace.cells.map { cell in
      switch cell.kind {
      case .absent, .null, .true, .false: "\(cell.kind)"
      case .members:
        workspace.members[Int(cell.offset)..<Int(cell.offset + cell.length)]
          .map { "\($0.offset)+\($0.length)" }.joined(separator: " ")
      default:
        "\(cell.kind) \(cell.offset)+\(cell.length)"
          + (cell.isExact64 ? " \(cell.bits)e-\(cell.scale)" : "")
          + (cell.hasInstant ? " instant \(cell.bits)" : "")
          + "\(cell.hasEscapes ? " escapes" : "")\(cell.hasNonASCII ? " not ASCII" : "")"
      }
    }
  }
}
