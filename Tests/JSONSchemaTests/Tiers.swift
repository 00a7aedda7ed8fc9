import JSON

@testable import JSONSchema

/// Asks every tier of the engine about one record.
enum Tiers {
  struct Answer {
    let tier: String
    let isValid: Bool
  }

  static func answers(_ schema: Schema, _ bytes: [UInt8]) -> [Answer] {
    let workspace = Workspace()
    let limits = ReaderLimits()
    let copy = PaddedBytes(bytes)
    let fused = schema.validateFused(copy.bytes, limits: limits, in: workspace)
    return (fused.map { [Answer(tier: "fused", isValid: isValid($0))] } ?? []) + [
      Answer(
        tier: "tape",
        isValid: isValid(schema.validateByTape(copy.bytes, limits: limits, in: workspace))
      ),
      Answer(
        tier: "whole", isValid: isValid(schema.validate(copy.bytes, limits: limits, in: workspace))),
      Answer(tier: "explanation", isValid: schema.explain(copying: bytes).isEmpty),
    ]
  }

  /// What a workspace holds after a valid verdict, as a text to compare.
  static func cells(_ workspace: Workspace) -> String {
    workspace.cells.map { cell in
      switch cell.kind {
      case .absent, .null, .true, .false: "\(cell.kind)"
      default:
        "\(cell.kind) \(cell.scale) \(cell.flags) \(cell.offset) \(cell.length) \(cell.bits)"
      }
    }.joined(separator: ",") + workspace.members.map { "\($0)" }.joined()
  }

  static func isValid(_ verdict: Verdict) -> Bool {
    if case .valid = verdict { true } else { false }
  }
}
