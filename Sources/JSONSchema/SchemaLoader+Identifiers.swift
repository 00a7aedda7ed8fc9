import JSON

/// The identifiers of schemas: `$id`, `id`, `$anchor`, `$dynamicAnchor` (JSON Schema core, sections
/// 8.2.1 and 8.2.2).
extension SchemaLoader {
  /// Registers what the core keywords of one schema object say of it; answers the resource it
  /// belongs to. Most schemas have none of these keywords.
  func indexCore(_ object: JSONObject, at place: SchemaPlace, in outer: Int) -> Int {
    let members = object.members
    let hasAny = members.indices.contains {
      members[$0].name.utf8.first == UInt8(ascii: "$") || members[$0].name == "id"
    }
    guard hasAny else { return outer }
    let resource = indexIdentifiers(object, at: place, in: outer)
    indexDynamics(object, at: place, in: resource, resources[resource].dialect)
    return resource
  }

  /// Registers `$id` and the anchors.
  private func indexIdentifiers(
    _ object: JSONObject, at place: SchemaPlace, in outer: Int
  ) -> Int {
    let inherited = resources[outer].dialect.draft
    if inherited.ignoresSiblingsOfReference && object["$ref"] != nil { return outer }
    var resource = outer
    // A schema that names its own draft is read by that one's rules from its identifier on.
    let draft = ownDraft(of: object) ?? inherited
    if let id = object[draft.identifierKeyword] {
      resource = indexIdentifier(id, draft, of: object, at: place, in: outer)
    }
    let uri = resources[resource].uri
    if resources[resource].dialect.draft >= .draft2019 {
      for keyword in ["$anchor", "$dynamicAnchor"] {
        guard let anchor = object[keyword] else { continue }
        indexAnchor(anchor.string, keyword: keyword, uri: uri, at: place)
      }
    }
    return resource
  }

  private func ownDraft(of object: JSONObject) -> SchemaDraft? {
    object["$schema"]?.string.flatMap(SchemaDraft.init(uri:))
  }

  private func indexIdentifier(
    _ id: JSONValue, _ draft: SchemaDraft, of object: JSONObject, at place: SchemaPlace,
    in outer: Int
  ) -> Int {
    let keyword = draft.identifierKeyword
    guard let text = id.string else {
      report(
        .malformedKeyword, at: place, keyword,
        LocalisedText(en: "\(keyword) must be a string", vi: "\(keyword) phải là một chuỗi"))
      return outer
    }
    var reference = URIReference(text)
    let fragment = reference.fragment.flatMap { $0.isEmpty ? nil : $0 }
    if fragment != nil, !draft.hasAnchorsInIdentifiers {
      report(
        .malformedKeyword, at: place, keyword,
        LocalisedText(
          en: "$id must have no fragment; name a place inside a schema with $anchor",
          vi: "$id không được có phần sau dấu #; hãy dùng $anchor để đặt tên một vị trí"))
      return outer
    }
    reference.fragment = nil
    let resource =
      reference.text().isEmpty
      ? outer : self.resource(identifiedBy: reference, of: object, at: place, in: outer)
    if let fragment {
      indexAnchor(fragment, keyword: keyword, uri: resources[resource].uri, at: place)
    }
    return resource
  }

  private func resource(
    identifiedBy reference: URIReference, of object: JSONObject, at place: SchemaPlace,
    in outer: Int
  ) -> Int {
    let uri = reference.resolved(against: URIReference(resources[outer].uri))
      .text(withFragment: false)
    if resources[outer].root == place && resources[outer].uri == uri { return outer }
    let around = resources[outer].dialect
    // The root's dialect was found when its document was loaded.
    guard resources[outer].root != place, let own = dialect(of: .object(object), at: place) else {
      return addResource(uri: uri, at: place, around)
    }
    return addResource(uri: uri, at: place, own, isForeign: own.metaSchema != around.metaSchema)
  }

  private func indexAnchor(_ name: String?, keyword: String, uri: String, at place: SchemaPlace) {
    guard let name, Self.isAnchorName(name) else {
      report(
        .malformedKeyword, at: place, keyword,
        LocalisedText(
          en: "an anchor is a letter or “_”, then letters, digits, “-”, “_” and “.”",
          vi: "tên neo bắt đầu bằng chữ cái hoặc “_”, tiếp theo là chữ cái, chữ số, “-”, “_”, “.”"))
      return
    }
    let key = uri + "#" + name
    if let earlier = anchors[key], earlier != place {
      report(
        .duplicateIdentifier, at: place, keyword,
        LocalisedText(
          en: "the anchor “\(name)” stands twice in one schema",
          vi: "tên neo “\(name)” xuất hiện hai lần trong một lược đồ"))
    }
    anchors[key] = place
  }

  private static func isAnchorName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else {
      return false
    }
    return name.utf8.allSatisfy {
      isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
    }
  }
}
