/// `IRI` and `IRI-reference` of RFC 3987, section 2.2.
enum IRIFormat {
  static func acceptsAbsolute(_ text: Text) -> Bool {
    URISyntax(isInternational: true).acceptsAbsolute(text)
  }

  static func acceptsReference(_ text: Text) -> Bool {
    URISyntax(isInternational: true).acceptsReference(text)
  }
}
