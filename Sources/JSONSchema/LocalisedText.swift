/// One text in the two languages that every message of the bus has.
public struct LocalisedText: Sendable {
  /// English.
  public var en: String
  /// Vietnamese, with full diacritics.
  public var vi: String

  public init(en: String, vi: String) {
    self.en = en
    self.vi = vi
  }
}
