import JSON
import Warehouse

/// Prints steps as SQL that a person reads before running it, or as JSON.
struct MigrationReport {
  let asJSON: Bool

  func say(_ steps: [MigrationStep]) -> ExitStatus {
    if asJSON {
      for step in steps { Terminal.say(JSONWriter.text(of: json(step))) }
    } else {
      Terminal.say(text(steps))
    }
    return steps.isEmpty ? .success : .findings
  }

  func text(_ steps: [MigrationStep]) -> String {
    if steps.isEmpty {
      return "-- Nothing is to be done: what the tables lack, the bus adds by itself."
    }
    var lines: [String] = []
    var number = 0
    for (place, step) in steps.enumerated() {
      if place == 0 || steps[place - 1].table != step.table {
        number = 0
        lines += (place == 0 ? [] : [""]) + ["-- Table \(step.table)"]
      }
      number += 1
      lines += ["", "-- \(number). \(step.title)"]
      if !step.statements.isEmpty { lines.append("--    Cost: \(step.cost).") }
      lines += step.statements.map { $0 + ";" }
    }
    return lines.joined(separator: "\n")
  }

  private func json(_ step: MigrationStep) -> JSONValue {
    .object(
      JSONObject([
        ("table", .string(step.table)), ("title", .string(step.title)),
        ("statements", .array(step.statements.map { .string($0) })),
        ("waits", .string(step.lock.rawValue)), ("rewrites", .boolean(step.rewrites)),
        ("losesData", .boolean(step.losesData)),
      ]))
  }
}
