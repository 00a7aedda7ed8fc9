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
    var roots = documents.compactMap { document -> (SchemaPlace, Dialect)? in
      guard !document.isStandard, let resource = resource(startingAt: document.root) else {
        return nil
      }
      return (document.root, resources[resource].dialect)
    }
    roots += resources.filter {
      $0.isForeign && !documents[places.tree.document(of: $0.root)].isStandard
    }
    .map { ($0.root, $0.dialect) }
    return roots.map { place, dialect in
      Part(place: place, dialect: dialect, value: cut(value(at: place), at: place))
    }
  }

  /// A value without the schemas in it that another meta-schema describes.
  private func cut(_ value: JSONValue, at place: SchemaPlace) -> JSONValue {
    resources.filter { $0.isForeign && places.tree.isBelow($0.root, place) }
      .reduce(value) { $0.emptied(at: places.tree.tokens(of: $1.root, below: place)[...]) }
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
