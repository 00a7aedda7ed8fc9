import JSON
import JSONSchema

/// Runs parts of the suite and counts. A test passes where the fused pass (if it decides), the tape
/// pass and the explanation all say what the suite says.
package struct ConformanceRun {
  package struct Cell {
    package fileprivate(set) var total = 0
    package fileprivate(set) var passed = 0
    package fileprivate(set) var listed = 0
  }

  /// By draft's folder and part.
  package private(set) var cells: [String: Cell] = [:]
  /// Failed tests that no list knows, and listed ones that pass.
  package private(set) var surprises: [String] = []
  /// Failed tests that are listed, with the reason.
  package private(set) var listed: [String] = []
  private let suite: OfficialSuite
  private let workspace = Workspace()

  package init(_ suite: OfficialSuite) { self.suite = suite }

  package static func key(_ draft: SchemaDraft, _ part: OfficialSuite.Part) -> String {
    "\(OfficialSuite.folder(of: draft))/\(part.rawValue)"
  }

  package mutating func run(_ draft: SchemaDraft, _ part: OfficialSuite.Part) throws {
    let key = Self.key(draft, part)
    var unused = KnownFailure.all.filter { $0.place.hasPrefix(key + "/") }.map(\.place)
    for group in try suite.groups(draft, part) {
      for (name, failure) in outcomes(of: group, draft, part) {
        let place = "\(key)/\(group.name): \(name)"
        cells[key, default: Cell()].total += 1
        guard let failure else {
          cells[key]?.passed += 1
          continue
        }
        guard let known = KnownFailure.all.first(where: { place.contains($0.place) }) else {
          surprises.append("\(place): \(failure)")
          continue
        }
        cells[key]?.listed += 1
        listed.append("\(place): \(known.reason)")
        unused.removeAll { $0 == known.place }
      }
    }
    surprises += unused.map { "\($0): is listed as a failure and passes" }
  }

  /// Each test's name and what is wrong with it.
  private func outcomes(
    of group: OfficialSuite.Group, _ draft: SchemaDraft, _ part: OfficialSuite.Part
  ) -> [(name: String, failure: String?)] {
    do throws(SchemaError) {
      let schema = try Schema(
        compiling: group.schema, at: "", formats: part.formats, defaultDraft: draft,
        resolve: suite.document(at:))
      return group.tests.map { ($0.name, failure(schema, $0.data, $0.isValid)) }
    } catch {
      return group.tests.map { ($0.name, "the schema is refused: \(error)") }
    }
  }

  private func failure(_ schema: Schema, _ data: [UInt8], _ isValid: Bool) -> String? {
    let copy = PaddedBytes(data)
    return withExtendedLifetime(copy) {
      let limits = ReaderLimits()
      let fused = schema.validateFused(copy.bytes, limits: limits, in: workspace)
      let answers = [
        ("fused", fused.map(Self.isValid) ?? isValid),
        (
          "tape",
          Self.isValid(schema.validateByTape(copy.bytes, limits: limits, in: workspace))
        ),
        ("explanation", schema.explain(copying: data).isEmpty),
      ]
      let wrong = answers.filter { $0.1 != isValid }.map(\.0)
      return wrong.isEmpty
        ? nil : "must be \(isValid ? "valid" : "invalid"); wrong: \(wrong.joined(separator: ", "))"
    }
  }

  private static func isValid(_ verdict: Verdict) -> Bool {
    if case .valid = verdict { true } else { false }
  }
}
