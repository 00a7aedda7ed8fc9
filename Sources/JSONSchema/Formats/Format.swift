/// The formats that this engine asserts, each exact by the document that defines it
/// (JSON Schema validation, section 7.3).
enum Format: String, CaseIterable {
  case dateTime = "date-time"
  case date
  case time
  case duration
  case email
  case hostname
  case ipv4
  case ipv6
  case uri
  case uriReference = "uri-reference"
  case uuid
  case jsonPointer = "json-pointer"
  case regex

  func accepts(_ text: Text) -> Bool {
    switch self {
    case .dateTime: DateTimeFormat.microseconds(text) != nil
    case .date: DateFormat.accepts(text)
    case .time: TimeFormat.accepts(text)
    case .duration: DurationFormat.accepts(text)
    case .email: EmailFormat.accepts(text)
    case .hostname: HostnameFormat.accepts(text)
    case .ipv4: IPv4Format.accepts(text)
    case .ipv6: IPv6Format.accepts(text)
    case .uri: URIFormat.acceptsAbsolute(text)
    case .uriReference: URIFormat.acceptsReference(text)
    case .uuid: UUIDFormat.accepts(text)
    case .jsonPointer: JSONPointerFormat.accepts(text)
    case .regex: RegexFormat.accepts(text)
    }
  }
}
