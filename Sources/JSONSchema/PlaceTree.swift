import JSON

/// A place in one of the loaded documents, by the number that ``PlaceTable`` gives it.
struct SchemaPlace: Hashable, Sendable {
  let number: Int32
}

/// How places hang together. It is all that is kept of them once a schema is compiled.
struct PlaceTree: Sendable {
  private struct Link {
    let document: Int32
    /// −1 at the root of a document.
    let parent: Int32
    /// Of the member or element within what holds it.
    let position: Int32
  }

  private var links: [Link] = []
  private var roots: [JSONValue] = []

  var count: Int { links.count }

  mutating func appendRoot(_ root: JSONValue) {
    links.append(Link(document: Int32(roots.count), parent: -1, position: 0))
    roots.append(root)
  }

  /// Appends the places of the first `count` members or elements.
  mutating func appendChildren(_ count: Int, of place: SchemaPlace) {
    let document = links[Int(place.number)].document
    for position in 0..<Int32(clamping: count) {
      links.append(Link(document: document, parent: place.number, position: position))
    }
  }

  func document(of place: SchemaPlace) -> Int { Int(links[Int(place.number)].document) }

  func isRoot(_ place: SchemaPlace) -> Bool { links[Int(place.number)].parent < 0 }

  /// The tokens of the JSON Pointer (RFC 6901) that leads to a place from `ancestor`; from its
  /// document's root where it does not lie below that.
  func tokens(of place: SchemaPlace, below ancestor: SchemaPlace? = nil) -> [String] {
    let way = way(to: place)
    var value = roots[document(of: place)]
    let tokens = way.reversed().map { step in
      let (token, child) = Self.child(of: value, at: Int(links[Int(step.number)].position))
      value = child
      return token
    }
    guard let ancestor, let height = way.firstIndex(of: ancestor) else { return tokens }
    return Array(tokens.suffix(height))
  }

  func value(at place: SchemaPlace) -> JSONValue {
    way(to: place).reversed().reduce(roots[document(of: place)]) {
      Self.child(of: $0, at: Int(links[Int($1.number)].position)).1
    }
  }

  /// A place and those around it, without the root of their document.
  private func way(to place: SchemaPlace) -> [SchemaPlace] {
    var way: [SchemaPlace] = []
    var place = place
    while !isRoot(place) {
      way.append(place)
      place = SchemaPlace(number: links[Int(place.number)].parent)
    }
    return way
  }

  /// Whether a place lies below another.
  func isBelow(_ place: SchemaPlace, _ ancestor: SchemaPlace) -> Bool {
    var number = links[Int(place.number)].parent
    while number >= 0, number != ancestor.number { number = links[Int(number)].parent }
    return number >= 0
  }

  private static func child(of value: JSONValue, at position: Int) -> (String, JSONValue) {
    switch value {
    case .object(let object): (object.members[position].name, object.members[position].value)
    case .array(let items): (String(position), items[position])
    default: ("", .null)
    }
  }
}
