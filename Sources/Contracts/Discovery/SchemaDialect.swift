import JSON

/// What the older drafts of JSON Schema do otherwise than the later ones, by the `$schema` of a file.
enum SchemaDialect {
  case draft4
  case draft6Or7
  case later

  init(of document: JSONValue) {
    let name = document["$schema"]?.string ?? ""
    if name.contains("json-schema.org/draft-04") {
      self = .draft4
    } else if ["draft-06", "draft-07"].contains(where: { name.contains("json-schema.org/" + $0) }) {
      self = .draft6Or7
    } else {
      self = .later
    }
  }

  /// Before 2019-09 a `$ref` silences the keywords beside it.
  var refSilencesSiblings: Bool { self != .later }

  /// The keyword by which a schema names itself.
  var idKeyword: String { self == .draft4 ? "id" : "$id" }

  /// The base after an object's own name; an anchor in it (draft-07's `#name`) does not move it.
  func base(of object: JSONObject, within base: SchemaURI) -> SchemaURI {
    guard let id = object[idKeyword]?.string else { return base }
    let uri = SchemaURI.split(id).uri
    return uri.isEmpty ? base : uri.resolved(against: base)
  }
}
