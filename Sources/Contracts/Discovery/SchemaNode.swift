import JSON

/// A schema at its place: the value, where it stands, and the base URI of its references.
struct SchemaNode {
  /// Path of the file under the folder.
  let file: String
  /// JSON Pointer within the file.
  let pointer: String
  let base: SchemaURI
  let dialect: SchemaDialect
  let object: JSONObject

  /// Its own name, as it stands.
  var id: String? { object[dialect.idKeyword]?.string }

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
      file: file, pointer: pointer, base: dialect.base(of: object, within: base),
      dialect: dialect, object: object)
  }
}
