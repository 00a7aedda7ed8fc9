import ECMAPattern
import JSON

/// Turns loaded schemas into a ``Plan``. Every problem is collected; compilation goes on after one
/// so that an author sees all of them at once.
final class PlanCompiler {
  /// A schema object while it is compiled.
  struct Site {
    let place: SchemaPlace
    let resource: Int
    let dialect: Dialect
    let object: JSONObject
  }

  private struct Draft {
    let place: SchemaPlace
    let resource: Int
    var instructions: [(check: Check, site: Plan.Site)] = []
    var message: LocalisedText?
  }

  private let loader: SchemaLoader
  private let messageKeyword: String?
  let formats: FormatMode
  private var drafts: [Draft] = []
  private var nodeByPlace: [SchemaPlace: Int] = [:]
  private var current = 0
  private var patternBySource: [[UInt8]: Int32] = [:]
  private(set) var problems: [SchemaProblem] = []
  var plan = Plan()

  init(loader: SchemaLoader, formats: FormatMode, messageKeyword: String?) {
    self.loader = loader
    self.formats = formats
    self.messageKeyword = messageKeyword
  }

  /// The plan whose node ``Plan/root`` is the schema at the resource's root.
  func compile(resource: Int) -> Plan {
    _ = node(at: loader.resources[resource].root, in: resource)
    while current < drafts.count {
      compileDraft()
      current += 1
    }
    for (number, draft) in drafts.enumerated() { lay(draft, number) }
    reportEndlessRecursion()
    return plan
  }

  /// The node of the schema at a place; compiled later, so that references may go round.
  func node(at place: SchemaPlace, in outer: Int) -> Int32 {
    if let known = nodeByPlace[place] { return Int32(known) }
    let resource = loader.resource(startingAt: place) ?? outer
    nodeByPlace[place] = drafts.count
    drafts.append(Draft(place: place, resource: resource))
    return Int32(drafts.count - 1)
  }

  /// The node of a subschema of the schema that is being compiled.
  func node(_ site: Site, _ tokens: String...) -> Int32 {
    var place = site.place
    for token in tokens { place = place.appending(token) }
    return node(at: place, in: site.resource)
  }

  func emit(_ check: Check, _ keyword: String, of site: Site) {
    let value = site.object[keyword] ?? .null
    let location = location(of: site.place.appending(keyword), in: site.resource)
    drafts[current].instructions.append(
      (check, Plan.Site(keyword: keyword, location: location, value: value)))
  }

  func report(
    _ code: SchemaProblem.Code, _ site: Site, _ tokens: String..., en: String, vi: String
  ) {
    var place = site.place
    for token in tokens { place = place.appending(token) }
    report(code, at: place, LocalisedText(en: en, vi: vi))
  }

  func target(of reference: String, from site: Site) -> ReferenceResolver.Target? {
    ReferenceResolver(loader: loader).target(of: reference, from: site.resource)
  }

  /// The index of a pattern, compiled once however often it stands in the schemas.
  func pattern(_ source: String) throws(PatternError) -> Int32 {
    let key = Array(source.utf8)
    if let known = patternBySource[key] { return known }
    plan.patterns.append(try Pattern(source))
    let index = Int32(plan.patterns.count - 1)
    patternBySource[key] = index
    return index
  }

  func run(of nodes: [Int32]) -> Plan.Run {
    defer { plan.nodeLists += nodes }
    return Plan.Run(first: Int32(plan.nodeLists.count), count: Int32(nodes.count))
  }

  func run(of names: [String]) -> Plan.Run {
    defer { plan.names += names.map { Array($0.utf8) } }
    return Plan.Run(first: Int32(plan.names.count), count: Int32(names.count))
  }

  // MARK: - One schema

  private func compileDraft() {
    let place = drafts[current].place
    let resource = drafts[current].resource
    switch loader.value(at: place) {
    case .boolean(true): break
    case .boolean(false):
      let location = location(of: place, in: resource)
      drafts[current].instructions = [
        (.never, Plan.Site(keyword: "", location: location, value: .boolean(false)))
      ]
    case .object(let object):
      let dialect = loader.resources[resource].dialect
      compile(Site(place: place, resource: resource, dialect: dialect, object: object))
    default:
      report(
        .notASchema, at: place,
        LocalisedText(
          en: "a schema is an object, true or false",
          vi: "lược đồ phải là một đối tượng, true hoặc false"))
    }
  }

  private func compile(_ site: Site) {
    drafts[current].message = message(of: site)
    if site.dialect.ignoresSiblingsOfReference, site.object["$ref"] != nil {
      compileReference(site)
      return
    }
    for member in site.object {
      if site.dialect.isUnsupported(member.name) {
        report(
          .unsupportedKeyword, site, member.name,
          en: "the keyword \(member.name) is not supported yet; state the rule without it",
          vi: "chưa hỗ trợ từ khoá \(member.name); hãy diễn đạt quy tắc mà không dùng từ khoá này")
      } else {
        compileKeyword(member.name, member.value, site)
      }
    }
  }

  private func compileKeyword(_ name: String, _ value: JSONValue, _ site: Site) {
    let isKnown =
      compileValueKeyword(name, value, site) || compileNumberKeyword(name, value, site)
      || compileStringKeyword(name, value, site) || compileArrayKeyword(name, value, site)
      || compileObjectKeyword(name, value, site) || compileApplicator(name, value, site)
    if !isKnown { compileDefinitions(name, value, site) }
  }

  /// Definitions are compiled too, used or not: a broken one is a broken file.
  private func compileDefinitions(_ name: String, _ value: JSONValue, _ site: Site) {
    guard name == "$defs" && site.dialect != .draft7 || name == "definitions" else { return }
    guard let definitions = value.object else {
      report(
        .malformedKeyword, site, name, en: "\(name) must be an object of schemas",
        vi: "\(name) phải là một đối tượng gồm các lược đồ")
      return
    }
    for member in definitions { _ = node(site, name, member.name) }
  }

  private func message(of site: Site) -> LocalisedText? {
    guard let messageKeyword, let message = site.object[messageKeyword]?["message"],
      let en = message["en"]?.string, let vi = message["vi"]?.string
    else { return nil }
    return LocalisedText(en: en, vi: vi)
  }

  private func location(of place: SchemaPlace, in resource: Int) -> String {
    let root = loader.resources[resource]
    let depth = root.root.document == place.document ? root.root.pointer.tokens.count : 0
    return root.uri + "#" + URIReference.fragmentEncoded(place.pointer.text(from: depth))
  }

  func report(
    _ code: SchemaProblem.Code, at place: SchemaPlace, _ message: LocalisedText
  ) {
    problems.append(
      SchemaProblem(
        code: code, document: loader.location(of: place.document), pointer: place.pointer.text,
        message: message))
  }

  // MARK: - The whole plan

  private func lay(_ draft: Draft, _ number: Int) {
    let ordered = draft.instructions.enumerated()
      .sorted { ($0.element.check.cost, $0.offset) < ($1.element.check.cost, $1.offset) }
    plan.nodes.append(
      Plan.Node(first: Int32(plan.instructions.count), count: Int32(ordered.count)))
    plan.nodeSites.append(
      Plan.NodeSite(
        location: location(of: draft.place, in: draft.resource), message: draft.message))
    for (_, instruction) in ordered {
      plan.instructions.append(instruction.check)
      plan.sites.append(instruction.site)
    }
  }

  /// A schema that comes back to itself at the same instance would never end.
  private func reportEndlessRecursion() {
    let finding = InPlaceGraph(plan: plan).examine()
    for number in finding.onCycle {
      report(
        .endlessRecursion, at: drafts[number].place,
        LocalisedText(
          en: "this schema refers back to itself without going deeper into the record",
          vi: "lược đồ này tham chiếu trở lại chính nó mà không đi sâu hơn vào bản ghi"))
    }
    for number in finding.tooDeep {
      report(
        .tooDeep, at: drafts[number].place,
        LocalisedText(
          en: "more than \(TapePass.depthMax / 2) schemas apply one another to the same value",
          vi: "hơn \(TapePass.depthMax / 2) lược đồ áp dụng lồng nhau cho cùng một giá trị"))
    }
  }
}
