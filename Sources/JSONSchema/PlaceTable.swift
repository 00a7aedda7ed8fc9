import JSON

/// The places of the loaded documents where schemas stand or that references name. Each has one
/// number however it is come upon, so that places compare and are looked up as numbers.
struct PlaceTable {
  private struct Entry {
    let value: JSONValue
    /// −1 until somebody asks for a child; then those of all children follow one another.
    var firstChild: Int32 = -1
    /// −1 where no resource begins.
    var resource: Int32 = -1
  }

  private(set) var tree = PlaceTree()
  private var entries: [Entry] = []

  /// Takes in a document; answers the place of its root.
  mutating func append(document root: JSONValue) -> SchemaPlace {
    tree.appendRoot(root)
    entries.append(Entry(value: root))
    return SchemaPlace(number: Int32(entries.count - 1))
  }

  func value(at place: SchemaPlace) -> JSONValue { entries[Int(place.number)].value }

  /// The resource that begins exactly here.
  func resource(at place: SchemaPlace) -> Int? {
    let resource = entries[Int(place.number)].resource
    return resource < 0 ? nil : Int(resource)
  }

  mutating func setResource(_ resource: Int, at place: SchemaPlace) {
    entries[Int(place.number)].resource = Int32(resource)
  }

  /// The place of a member or element by its position, which must be one of the value's.
  mutating func child(_ position: Int, of place: SchemaPlace) -> SchemaPlace {
    var first = entries[Int(place.number)].firstChild
    if first < 0 {
      first = Int32(entries.count)
      entries[Int(place.number)].firstChild = first
      appendChildren(of: place)
    }
    return SchemaPlace(number: first + Int32(position))
  }

  /// The place to which one token of a JSON Pointer leads; nil where nothing is there.
  mutating func child(_ token: String, of place: SchemaPlace) -> SchemaPlace? {
    switch value(at: place) {
    case .object(let object):
      object.position(of: token).map { child($0, of: place) }
    case .array(let items):
      Self.arrayIndex(token).flatMap { $0 < items.count ? child($0, of: place) : nil }
    default: nil
    }
  }

  private mutating func appendChildren(of place: SchemaPlace) {
    switch value(at: place) {
    case .object(let object):
      tree.appendChildren(object.count, of: place)
      for member in object.members { entries.append(Entry(value: member.value)) }
    case .array(let items):
      tree.appendChildren(items.count, of: place)
      for item in items { entries.append(Entry(value: item)) }
    default: break
    }
  }

  private static func arrayIndex(_ token: String) -> Int? {
    let digits = token.utf8
    guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy(isDigit) else { return nil }
    if digits.count > 1 && digits.first == UInt8(ascii: "0") { return nil }
    return Int(token)
  }
}
