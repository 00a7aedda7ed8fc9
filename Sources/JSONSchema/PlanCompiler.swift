import ECMAPattern
import JSON

/// Turns loaded schemas into a ``Plan``. Every problem is collected; compilation goes on after one
/// so that an author sees all of them at once.
final class PlanCompiler {
  /// More schemas than this are refused: dynamic references can make many of few.
  static let nodesMax = 100_000

  /// A schema object while it is compiled.
  struct Site {
    let place: SchemaPlace
    let resource: Int
    let scope: Int32
    let dialect: Dialect
    let object: JSONObject

    var draft: SchemaDraft { dialect.draft }
  }

  /// A schema is compiled once for each dynamic scope in which it stands.
  private struct NodeKey: Hashable {
    let place: SchemaPlace
    let scope: Int32
  }

  let loader: SchemaLoader
  private let messageKeyword: String?
  let formats: FormatMode
  @exclusivity(unchecked) var drafts: [NodeDraft] = []
  /// By the number of the place, −1 where there is none: those of the empty scope, as most are.
  @exclusivity(unchecked) private var nodeByPlace: [Int32] = []
  @exclusivity(unchecked) private var nodeByKey: [NodeKey: Int32] = [:]
  private var placesWithDefinitions: Set<SchemaPlace> = []
  @exclusivity(unchecked) private var scopes: DynamicScopes
  @exclusivity(unchecked) private var current = 0
  @exclusivity(unchecked) private var patternBySource: [[UInt8]: Int32] = [:]
  /// Of the schema that is being compiled, once it is made.
  @exclusivity(unchecked) var propertiesTable: Int32?
  @exclusivity(unchecked) var problems: [SchemaProblem] = []
  /// For the values of `const` and `enum`.
  let parse = ParseWorkspace()
  @exclusivity(unchecked) var reported: Set<[UInt8]> = []
  @exclusivity(unchecked) var plan = Plan()

  init(loader: SchemaLoader, formats: FormatMode, messageKeyword: String?) {
    self.loader = loader
    self.formats = formats
    self.messageKeyword = messageKeyword
    scopes = DynamicScopes(names: loader.dynamicNames)
  }

  /// The plan whose node ``Plan/root`` is the schema at the resource's root, and the problems of all
  /// documents that were loaded. Where there are any, the plan is not to be used.
  static func plan(
    of resource: Int, loader: SchemaLoader, formats: FormatMode, messageKeyword: String? = nil
  ) -> (plan: Plan, problems: [SchemaProblem]) {
    while true {
      let names = loader.dynamicNames
      let compiler = PlanCompiler(loader: loader, formats: formats, messageKeyword: messageKeyword)
      let plan = compiler.compile(resource: resource)
      // A document that was loaded on the way may ask for names that nobody asked for before.
      guard loader.dynamicNames == names || compiler.isTooLarge else { continue }
      return (plan, loader.problems + compiler.problems)
    }
  }

  private func compile(resource: Int) -> Plan {
    _ = node(at: loader.resources[resource].root, in: resource, from: DynamicScopes.empty)
    while current < drafts.count, !isTooLarge {
      compileDraft()
      current += 1
    }
    if isTooLarge {
      reportTooLarge(resource)
      return plan
    }
    settleUnevaluated()
    for number in drafts.indices { lay(drafts[number]) }
    plan.locations = SchemaLocations(loader)
    reportEndlessRecursion()
    return plan
  }

  private var isTooLarge: Bool { drafts.count > Self.nodesMax || scopes.isTooLarge }

  /// The node of the schema at a place, entered from a dynamic scope; compiled later, so that
  /// references may go round.
  func node(at place: SchemaPlace, in outer: Int, from outerScope: Int32) -> Int32 {
    let resource = loader.resource(startingAt: place) ?? outer
    let scope = scopes.entering(resource, from: outerScope, loader)
    if let known = knownNode(at: place, in: scope) { return known }
    let node = Int32(drafts.count)
    note(node, at: place, in: scope)
    drafts.append(NodeDraft(place: place, resource: resource, scope: scope))
    return node
  }

  private func knownNode(at place: SchemaPlace, in scope: Int32) -> Int32? {
    guard scope == DynamicScopes.empty else {
      return nodeByKey[NodeKey(place: place, scope: scope)]
    }
    let number = Int(place.number)
    return number < nodeByPlace.count && nodeByPlace[number] >= 0 ? nodeByPlace[number] : nil
  }

  private func note(_ node: Int32, at place: SchemaPlace, in scope: Int32) {
    guard scope == DynamicScopes.empty else {
      nodeByKey[NodeKey(place: place, scope: scope)] = node
      return
    }
    let missing = Int(place.number) + 1 - nodeByPlace.count
    if missing > 0 { nodeByPlace.append(contentsOf: repeatElement(-1, count: missing)) }
    nodeByPlace[Int(place.number)] = node
  }

  /// The node of the subschema that a keyword of a schema has; it must be there.
  func node(_ site: Site, _ keyword: String) -> Int32 {
    guard let place = loader.child(keyword, of: site.place) else { return Int32(Plan.root) }
    return node(at: place, in: site.resource, from: site.scope)
  }

  /// The node of one member of a keyword's object.
  func node(_ site: Site, _ keyword: String, member position: Int) -> Int32 {
    guard let place = loader.child(keyword, of: site.place) else { return Int32(Plan.root) }
    return node(at: loader.child(position, of: place), in: site.resource, from: site.scope)
  }

  /// The nodes of the subschemas in a keyword's object or array, in their order.
  func nodes(_ site: Site, _ keyword: String, count: Int) -> [Int32] {
    guard let place = loader.child(keyword, of: site.place) else { return [] }
    return (0..<count).map {
      node(at: loader.child($0, of: place), in: site.resource, from: site.scope)
    }
  }

  /// The node to which a reference leads.
  func node(of target: ReferenceResolver.Target, from site: Site) -> Int32 {
    node(at: target.place, in: target.resource, from: site.scope)
  }

  func emit(_ check: Check, _ keyword: String, of site: Site) {
    let resource = Int32(site.resource)
    drafts[current].instructions.append(
      (check, Plan.Site(keyword: keyword, place: site.place, resource: resource)))
  }

  var resolver: ReferenceResolver { ReferenceResolver(loader: loader) }

  /// The outermost resource with a dynamic anchor of that name, as seen from a schema.
  func outermostResource(of name: String, from site: Site) -> Int? {
    loader.noteDynamicName(name)
    return scopes.resource(of: name, in: site.scope)
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

  // MARK: - One schema

  private func compileDraft() {
    let place = drafts[current].place
    let resource = drafts[current].resource
    switch loader.value(at: place) {
    case .boolean(true): break
    case .boolean(false):
      let site = Plan.Site(keyword: "", place: place, resource: Int32(resource))
      drafts[current].instructions = [(.never, site)]
    case .object(let object):
      let dialect = loader.resources[resource].dialect
      let scope = drafts[current].scope
      compile(
        Site(place: place, resource: resource, scope: scope, dialect: dialect, object: object))
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
    if site.draft.ignoresSiblingsOfReference, site.object["$ref"] != nil {
      compileReference(site)
      return
    }
    drafts[current].instructions.reserveCapacity(site.object.count)
    propertiesTable = nil
    let members = site.object.members
    for place in members.indices {
      guard let keyword = site.dialect.keyword(named: members[place].name) else { continue }
      compile(keyword, members[place].name, members[place].value, site)
    }
  }

  private func compile(_ keyword: Keyword, _ name: String, _ value: JSONValue, _ site: Site) {
    switch keyword.group {
    case .value: compileValueKeyword(name, value, site)
    case .number: compileNumberKeyword(name, value, site)
    case .string: compileStringKeyword(name, value, site)
    case .array: compileArrayKeyword(name, value, site)
    case .object: compileObjectKeyword(name, value, site)
    case .applicator: compileApplicator(name, value, site)
    case .reference: compileReferenceKeyword(name, site)
    case .unevaluated: compileUnevaluatedKeyword(name, site)
    case .definitions: compileDefinitions(name, value, site)
    }
  }

  /// Definitions are compiled too, used or not: a broken one is a broken file. Once is enough for
  /// that, whatever the dynamic scope.
  private func compileDefinitions(_ name: String, _ value: JSONValue, _ site: Site) {
    guard name == "$defs" || name == "definitions" else { return }
    guard let definitions = value.object else {
      report(
        .malformedKeyword, site, name, en: "\(name) must be an object of schemas",
        vi: "\(name) phải là một đối tượng gồm các lược đồ")
      return
    }
    guard let place = loader.child(name, of: site.place),
      placesWithDefinitions.insert(place).inserted
    else { return }
    _ = nodes(site, name, count: definitions.count)
  }

  private func message(of site: Site) -> LocalisedText? {
    guard let messageKeyword, let message = site.object[messageKeyword]?["message"],
      let en = message["en"]?.string, let vi = message["vi"]?.string
    else { return nil }
    return LocalisedText(en: en, vi: vi)
  }
}
