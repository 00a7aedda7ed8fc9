import JSON

/// Where the schemas and keywords of a plan stand: written out only when an error names them, for a
/// schema has thousands of places and few are ever named.
struct SchemaLocations: Sendable {
  private var tree = PlaceTree()
  private var resources: [(uri: String, root: SchemaPlace)] = []

  init() {}

  init(_ loader: SchemaLoader) {
    tree = loader.places.tree
    resources = loader.resources.map { ($0.uri, $0.root) }
  }

  /// The value of a keyword of the schema at a place.
  func value(of keyword: String, at place: SchemaPlace) -> JSONValue {
    tree.value(at: place)[keyword] ?? .null
  }

  /// The URI of the schema resource with the JSON Pointer of a schema in it, or of one of its
  /// keywords, as its fragment.
  func text(of place: SchemaPlace, in resource: Int32, keyword: String = "") -> String {
    let (uri, root) = resources[Int(resource)]
    let tokens = tree.tokens(of: place, below: root) + (keyword.isEmpty ? [] : [keyword])
    return uri + "#" + URIReference.fragmentEncoded(JSONPointer.text(of: tokens))
  }
}
