import JSON

/// Follows `$ref` (JSON Schema core, section 8.2.3.1) and its dynamic sisters to a place in the loaded
/// documents.
struct ReferenceResolver {
  struct Target {
    let place: SchemaPlace
    let resource: Int
  }

  let loader: SchemaLoader

  /// The target of a reference that stands in `resource`; nil where nothing answers to it.
  ///
  /// It resolves against the base URI, then against the location of the document itself, so that
  /// files of one folder find each other although their `$id` lies elsewhere.
  func target(of reference: String, from resource: Int) -> Target? {
    // Most references are fragments, which lead into the resource where they stand.
    if reference.utf8.first == UInt8(ascii: "#"),
      let target = target(ofFragment: String(reference.utf8.dropFirst()) ?? "", in: resource)
    {
      return target
    }
    let parsed = URIReference(reference)
    let origin = loader.resources[resource]
    let bases = [origin.uri, loader.location(of: origin.root)]
    for base in bases {
      let absolute = parsed.resolved(against: URIReference(base))
      if let target = target(at: absolute) { return target }
    }
    return nil
  }

  /// The target of a `$dynamicRef` (core, section 8.2.3.2): where the reference leads to a dynamic
  /// anchor by its name, the anchor of that name in the outermost resource of the dynamic scope.
  func dynamicTarget(of reference: String, from resource: Int, _ outermost: (String) -> Int?)
    -> Target?
  {
    guard let target = target(of: reference, from: resource) else { return nil }
    guard let name = Self.anchorName(in: reference),
      loader.dynamicAnchor(name, inResource: target.resource) == target.place
    else { return target }
    return anchor(name, in: outermost(name)) ?? target
  }

  /// The target of `"$recursiveRef": "#"` (2019-09 core, section 8.2.4.2.1): where the resource at
  /// hand is a recursive anchor, the outermost one of the dynamic scope.
  func recursiveTarget(from resource: Int, _ outermost: (String) -> Int?) -> Target {
    let target = Target(place: loader.resources[resource].root, resource: resource)
    guard loader.dynamicAnchor("", inResource: resource) != nil else { return target }
    return anchor("", in: outermost("")) ?? target
  }

  private func anchor(_ name: String, in resource: Int?) -> Target? {
    guard let resource, let place = loader.dynamicAnchor(name, inResource: resource) else {
      return nil
    }
    return Target(place: place, resource: resource)
  }

  /// The plain name after `#`; nil where a JSON Pointer or nothing stands there.
  static func anchorName(in reference: String) -> String? {
    guard let fragment = URIReference(reference).fragment,
      let name = URIReference.percentDecoded(fragment), !name.isEmpty, !name.hasPrefix("/")
    else { return nil }
    return name
  }

  private func target(at absolute: URIReference) -> Target? {
    let uri = absolute.text(withFragment: false)
    guard let resource = loader.resource(at: uri) else { return nil }
    return target(ofFragment: absolute.fragment ?? "", in: resource)
  }

  private func target(ofFragment encoded: String, in resource: Int) -> Target? {
    if encoded.isEmpty {
      return Target(place: loader.resources[resource].root, resource: resource)
    }
    guard let fragment = URIReference.percentDecoded(encoded) else { return nil }
    if fragment.utf8.first == UInt8(ascii: "/") { return target(of: fragment, in: resource) }
    let canonical = loader.resources[resource].uri
    guard let place = loader.anchor(fragment, inResource: canonical) else { return nil }
    return Target(place: place, resource: resource)
  }

  private func target(of text: String, in resource: Int) -> Target? {
    guard let tokens = JSONPointer.tokens(of: text) else { return nil }
    var place = loader.resources[resource].root
    var innermost = resource
    for token in tokens {
      guard let next = loader.child(token, of: place) else { return nil }
      place = next
      innermost = loader.resource(startingAt: place) ?? innermost
    }
    return Target(place: place, resource: innermost)
  }
}
