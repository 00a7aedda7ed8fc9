/// Where a schema or a keyword stands: written out only when an error names it, for a schema has
/// thousands of places and few are ever named.
struct SchemaLocation: Sendable {
  /// The URI of the schema resource.
  let resource: String
  /// In the resource's document; its first tokens lead to the resource.
  let pointer: SchemaPointer
  let resourceDepth: Int
  /// Empty for the schema itself.
  let keyword: String

  /// The URI with the pointer as its fragment.
  var text: String {
    let place = keyword.isEmpty ? pointer : pointer.appending(keyword)
    return resource + "#" + URIReference.fragmentEncoded(place.text(from: resourceDepth))
  }
}
