/// `URI` and `URI-reference` of RFC 3986, sections 3 and 4.1.
enum URIFormat {
  static func acceptsAbsolute(_ text: Text) -> Bool {
    URISyntax(isInternational: false).acceptsAbsolute(text)
  }

  static func acceptsReference(_ text: Text) -> Bool {
    URISyntax(isInternational: false).acceptsReference(text)
  }
}
