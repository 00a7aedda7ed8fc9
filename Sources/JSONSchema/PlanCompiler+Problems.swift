/// Problems of schemas, each told once.
extension PlanCompiler {
  func report(
    _ code: SchemaProblem.Code, _ site: Site, _ tokens: String..., en: String, vi: String
  ) {
    report(code, at: site.place, tokens: tokens, LocalisedText(en: en, vi: vi))
  }

  func report(
    _ code: SchemaProblem.Code, at place: SchemaPlace, tokens: [String] = [],
    _ message: LocalisedText
  ) {
    if let problem = unreported(code, at: place, tokens, message) { problems.append(problem) }
  }

  func noteUnknownFormat(_ site: Site, _ keyword: String, _ message: LocalisedText) {
    if let problem = unreported(.unsupportedFormat, at: site.place, [keyword], message) {
      plan.unknownFormats.append(problem)
    }
  }

  /// nil where it was reported before: the same schema may be met in many dynamic scopes.
  private func unreported(
    _ code: SchemaProblem.Code, at place: SchemaPlace, _ tokens: [String],
    _ message: LocalisedText
  ) -> SchemaProblem? {
    let problem = loader.problem(code, at: place, tokens, message)
    return reported.insert(problem.identity).inserted ? problem : nil
  }
}
