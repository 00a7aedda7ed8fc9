extension String {
  /// The text's first characters (Unicode scalars) with an ellipsis, where it has more.
  func shortened(to length: Int) -> String {
    let short = String(unicodeScalars.prefix(length))
    return short.utf8.count < utf8.count ? short + "…" : self
  }
}
