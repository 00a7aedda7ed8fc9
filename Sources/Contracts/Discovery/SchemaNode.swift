import JSON

/// A schema at its place: the value, where it stands, and the base URI of its references.
struct SchemaNode {
  /// Path of the file under the folder.
  let file: String
  /// JSON Pointer within the file.
  let pointer: String
  let base: SchemaURI
  /// Before 2019-09 a `$ref` silences the keywords beside it.
  let refSilencesSiblings: Bool
  let object: JSONObject

  var identity: ExactString { ExactString(file + "#" + pointer) }

  /// The subschema under a keyword; nil where it is no object (true and false say nothing here).
  func child(_ keyword: String) -> SchemaNode? {
    object[keyword].flatMap { child($0, at: pointer.pointer(to: keyword)) }
  }

  /// The subschema of a name, under a keyword that maps names to schemas.
  func child(_ keyword: String, _ name: String) -> SchemaNode? {
    object[keyword]?[name].flatMap {
      child($0, at: pointer.pointer(to: keyword).pointer(to: name))
    }
  }

  /// The subschemas of a keyword that lists schemas.
  func children(_ keyword: String) -> [SchemaNode] {
    (object[keyword]?.array ?? []).enumerated().compactMap { place, value in
      child(value, at: pointer.pointer(to: keyword) + "/\(place)")
    }
  }

  func child(_ value: JSONValue, at pointer: String) -> SchemaNode? {
    guard let object = value.object else { return nil }
    return SchemaNode(
      file: file, pointer: pointer, base: Self.base(of: object, within: base),
      refSilencesSiblings: refSilencesSiblings, object: object)
  }

  /// The base after an object's own `$id`; an anchor in it (draft-07's `#name`) does not move it.
  static func base(of object: JSONObject, within base: SchemaURI) -> SchemaURI {
    guard let id = object["$id"]?.string else { return base }
    let uri = SchemaURI.split(id).uri
    return uri.isEmpty ? base : uri.resolved(against: base)
  }

  static func refSilencesSiblings(in document: JSONValue) -> Bool {
    let dialect = document["$schema"]?.string ?? ""
    return ["draft-04", "draft-06", "draft-07"].contains {
      dialect.contains("json-schema.org/" + $0)
    }
  }
}
