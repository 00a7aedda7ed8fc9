/// Internationalised host names by RFC 5890, section 2.3.2.3: U-labels, A-labels and plain labels
/// that are not reserved. Nothing is mapped: what IDNA2008 does not permit as it stands is refused.
enum IDNHostnameFormat {
  static func accepts(_ text: Text) -> Bool { InternationalName.accepts(text, as: .hostname) }
}
