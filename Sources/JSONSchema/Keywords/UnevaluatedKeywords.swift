import JSON

/// unevaluatedItems and unevaluatedProperties (JSON Schema core, section 11; 2019-09 core, sections
/// 9.3.1.3 and 9.3.2.4). What they see of their neighbours is decided once all schemas are known:
/// see ``EvaluationPlanner``.
extension PlanCompiler {
  func compileUnevaluatedKeyword(_ name: String, _ site: Site) {
    switch name {
    case "unevaluatedProperties":
      emit(.unevaluatedProperties(node: node(site, name)), name, of: site)
    case "unevaluatedItems": emit(.unevaluatedItems(node: node(site, name)), name, of: site)
    default: break
    }
  }

  /// `unevaluatedProperties` where what is evaluated does not depend on the record.
  func additional(_ node: Int32, _ evaluated: EvaluationPlanner.Evaluated) -> Check {
    let names = evaluated.names.sorted { $0.lexicographicallyPrecedes($1) }
    let patterns = evaluated.patterns.sorted().map { Plan.PatternNode(pattern: $0, node: 0) }
    return .additionalProperties(
      node: node, table: names.isEmpty ? nil : table(names.map { .init(name: $0, node: 0) }),
      patternNodes: append(patterns))
  }
}
