import JSON

/// Documents cut where another meta-schema begins.
extension SchemaLoader {
  /// A document, or a schema embedded in one, that one meta-schema describes.
  struct Part {
    let place: SchemaPlace
    let dialect: Dialect
    let value: JSONValue
  }

  /// The parts of all documents, without those of the standard itself.
  func parts() -> [Part] {
    var roots = documents.indices.compactMap { number -> (SchemaPlace, Dialect)? in
      let place = SchemaPlace(document: number, pointer: .root)
      guard !documents[number].isStandard, let resource = resource(startingAt: place) else {
        return nil
      }
      return (place, resources[resource].dialect)
    }
    roots += resources.filter { $0.isForeign && !documents[$0.root.document].isStandard }
      .map { ($0.root, $0.dialect) }
    return roots.compactMap { place, dialect in
      value(at: place).map { Part(place: place, dialect: dialect, value: cut($0, at: place)) }
    }
  }

  /// A value without the schemas in it that another meta-schema describes.
  private func cut(_ value: JSONValue, at place: SchemaPlace) -> JSONValue {
    let depth = place.pointer.tokens.count
    return resources.filter {
      $0.isForeign && $0.root.document == place.document
        && $0.root.pointer.tokens.count > depth
        && $0.root.pointer.tokens.prefix(depth).elementsEqual(place.pointer.tokens)
    }.reduce(value) { $0.emptied(at: $1.root.pointer.tokens.dropFirst(depth)) }
  }
}

extension JSONValue {
  /// The value with the empty schema at a place below it.
  fileprivate func emptied(at tokens: ArraySlice<String>) -> JSONValue {
    guard let token = tokens.first else { return .object(JSONObject()) }
    switch self {
    case .object(var object):
      guard let member = object[token] else { return self }
      object[token] = member.emptied(at: tokens.dropFirst())
      return .object(object)
    case .array(var items):
      guard let index = Int(token), items.indices.contains(index) else { return self }
      items[index] = items[index].emptied(at: tokens.dropFirst())
      return .array(items)
    default: return self
    }
  }
}
