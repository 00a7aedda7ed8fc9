import JSON

/// Holds the documents of one compilation and knows every identifier in them (JSON Schema core,
/// sections 8.2 and 9): `$id`, `$anchor` and the location of each document.
final class SchemaLoader {
  struct Document {
    let location: String
    let root: SchemaPlace
    /// A meta-schema of the standard.
    let isStandard: Bool
  }

  /// A schema with a base URI of its own (core, section 4.3.5).
  struct Resource {
    let uri: String
    let root: SchemaPlace
    let dialect: Dialect
    /// Whether another meta-schema describes what stands around it in its document.
    let isForeign: Bool
    /// The places of its `$dynamicAnchor`s by name; that of `$recursiveAnchor` under the empty one.
    var dynamicAnchors: [String: SchemaPlace] = [:]
  }

  let resolveDocument: (String) -> JSONValue?
  /// What a schema is read by that does not say it.
  private let defaultDialect: Dialect
  @exclusivity(unchecked) private(set) var documents: [Document] = []
  @exclusivity(unchecked) private(set) var places = PlaceTable()
  @exclusivity(unchecked) var resources: [Resource] = []
  @exclusivity(unchecked) private var resourceByURI: [String: Int] = [:]
  @exclusivity(unchecked) var anchors: [String: SchemaPlace] = [:]
  /// The names of dynamic anchors that dynamic references of the loaded documents ask for.
  var dynamicNames: Set<String> = []
  @exclusivity(unchecked) private(set) var problems: [SchemaProblem] = []

  init(defaultDraft: SchemaDraft, resolve: @escaping (String) -> JSONValue?) {
    defaultDialect = Dialect(defaultDraft)
    resolveDocument = resolve
  }

  /// Indexes a document and answers its root resource.
  func load(_ root: JSONValue, at location: String) -> Int {
    load(root, at: location, isStandard: false)
  }

  private func load(_ root: JSONValue, at location: String, isStandard: Bool) -> Int {
    let uri = URIReference(location).text(withFragment: false)
    let place = places.append(document: root)
    documents.append(Document(location: location, root: place, isStandard: isStandard))
    let dialect = dialect(of: root, at: place) ?? defaultDialect
    let base = addResource(uri: uri, at: place, dialect)
    index(root, at: place, in: base)
    return places.resource(at: place) ?? base
  }

  /// The resource at a URI, loaded where it is the standard's or the caller's `resolve` has it.
  func resource(at uri: String) -> Int? {
    if let known = resourceByURI[uri] { return known }
    if let document = MetaSchemas.document(at: uri) {
      return load(document, at: uri, isStandard: true)
    }
    guard let document = resolveDocument(uri) else { return nil }
    let loaded = load(document, at: uri)
    return resourceByURI[uri] ?? loaded
  }

  func anchor(_ name: String, inResource uri: String) -> SchemaPlace? {
    anchors[uri + "#" + name]
  }

  /// The resource that begins exactly here.
  func resource(startingAt place: SchemaPlace) -> Int? { places.resource(at: place) }

  func value(at place: SchemaPlace) -> JSONValue { places.value(at: place) }

  /// The place to which one token of a JSON Pointer leads; nil where nothing is there.
  func child(_ token: String, of place: SchemaPlace) -> SchemaPlace? {
    places.child(token, of: place)
  }

  /// The place of a member or element by its position.
  func child(_ position: Int, of place: SchemaPlace) -> SchemaPlace {
    places.child(position, of: place)
  }

  /// The location of the document in which a place lies.
  func location(of place: SchemaPlace) -> String {
    documents[places.tree.document(of: place)].location
  }

  /// A problem of what the tokens lead to from a place.
  func problem(
    _ code: SchemaProblem.Code, at place: SchemaPlace, _ tokens: [String],
    _ message: LocalisedText
  ) -> SchemaProblem {
    SchemaProblem(
      code: code, document: location(of: place),
      pointer: JSONPointer.text(of: places.tree.tokens(of: place) + tokens), message: message)
  }

  func addResource(
    uri: String, at place: SchemaPlace, _ dialect: Dialect, isForeign: Bool = false
  ) -> Int {
    let number = resources.count
    resources.append(Resource(uri: uri, root: place, dialect: dialect, isForeign: isForeign))
    places.setResource(number, at: place)
    if let earlier = resourceByURI[uri], resources[earlier].root != place {
      report(
        .duplicateIdentifier, at: place, dialect.draft.identifierKeyword,
        LocalisedText(
          en: "two schemas answer to the identifier “\(uri)”; give each its own",
          vi:
            "hai lược đồ cùng mang định danh “\(uri)”; hãy đặt cho mỗi lược đồ một định danh riêng")
      )
    } else {
      resourceByURI[uri] = number
    }
    return number
  }

  /// The dialect that a schema names; nil where it names none.
  func dialect(of schema: JSONValue, at place: SchemaPlace) -> Dialect? {
    guard let named = schema["$schema"] else { return nil }
    let dialects = DialectFinder(resolve: resolveDocument)
    guard let uri = named.string else {
      report(
        .malformedKeyword, at: place, "$schema",
        LocalisedText(en: "$schema must be a string", vi: "$schema phải là một chuỗi"))
      return unknownDialect
    }
    do throws(DialectFinder.Failure) {
      return try dialects.dialect(named: uri)
    } catch {
      report(.unsupportedDialect, at: place, "$schema", error.message)
      return unknownDialect
    }
  }

  /// What a schema is read by whose `$schema` cannot be obeyed, so that its other faults are found.
  private var unknownDialect: Dialect {
    Dialect(defaultDialect.draft, .standard, metaSchema: nil)
  }

  private func index(_ schema: JSONValue, at place: SchemaPlace, in outer: Int) {
    guard let object = schema.object else { return }
    let resource = indexCore(object, at: place, in: outer)
    let dialect = resources[resource].dialect
    let members = object.members
    for position in members.indices {
      guard let shape = dialect.shape(of: members[position].name) else { continue }
      indexChildren(members[position].value, shape, at: child(position, of: place), in: resource)
    }
  }

  private func indexChildren(
    _ value: JSONValue, _ shape: Keyword.Shape, at place: SchemaPlace, in resource: Int
  ) {
    switch shape {
    case .schema:
      index(value, at: place, in: resource)
    case .schemaArray, .schemaOrArray:
      guard let items = value.array else { return index(value, at: place, in: resource) }
      for (position, item) in items.enumerated() {
        index(item, at: child(position, of: place), in: resource)
      }
    case .schemaMap, .dependencies:
      let members = value.object?.members ?? []
      for position in members.indices {
        index(members[position].value, at: child(position, of: place), in: resource)
      }
    }
  }

  func report(
    _ code: SchemaProblem.Code, at place: SchemaPlace, _ keyword: String, _ message: LocalisedText
  ) {
    problems.append(problem(code, at: place, [keyword], message))
  }
}
