/// The formats that this engine asserts, each exact by the document that defines it
/// (JSON Schema validation, section 7.3).
///
/// All are known in every draft: those that a draft does not define yet are the custom formats
/// which it permits (draft-04 validation, section 7.1, and alike in each later draft), for an author
/// who writes `uuid` in a draft-07 schema means it.
enum Format: String, CaseIterable {
  case dateTime = "date-time"
  case date
  case time
  case duration
  case email
  case idnEmail = "idn-email"
  case hostname
  case idnHostname = "idn-hostname"
  case ipv4
  case ipv6
  case uri
  case uriReference = "uri-reference"
  case iri
  case iriReference = "iri-reference"
  case uuid
  case uriTemplate = "uri-template"
  case jsonPointer = "json-pointer"
  case relativeJSONPointer = "relative-json-pointer"
  case regex

  /// Whether a text, of valid UTF-8, conforms. Takes time linear in its length, and no memory
  /// where it is ASCII and holds no A-label, but for `regex`.
  func accepts(_ text: Text) -> Bool {
    switch self {
    case .dateTime: DateTimeFormat.microseconds(text) != nil
    case .date: DateFormat.accepts(text)
    case .time: TimeFormat.accepts(text)
    case .duration: DurationFormat.accepts(text)
    case .email: EmailFormat.accepts(text)
    case .idnEmail: EmailFormat.acceptsInternational(text)
    case .hostname: HostnameFormat.accepts(text)
    case .idnHostname: IDNHostnameFormat.accepts(text)
    case .ipv4: IPv4Format.accepts(text)
    case .ipv6: IPv6Format.accepts(text)
    case .uri: URIFormat.acceptsAbsolute(text)
    case .uriReference: URIFormat.acceptsReference(text)
    case .iri: IRIFormat.acceptsAbsolute(text)
    case .iriReference: IRIFormat.acceptsReference(text)
    case .uuid: UUIDFormat.accepts(text)
    case .uriTemplate: URITemplateFormat.accepts(text)
    case .jsonPointer: JSONPointerFormat.accepts(text)
    case .relativeJSONPointer: RelativeJSONPointerFormat.accepts(text)
    case .regex: RegexFormat.accepts(text)
    }
  }
}
