/// Vietnamese text as macOS and some converters send it: canonically decomposed (NFD).
///
/// Written out for the lower-case vowels, which is all that the demo needs; the bus itself
/// normalises with ICU.
enum DemoDecomposition {
  /// Each vowel with its five tones: grave, hook above, tilde, acute, dot below.
  private static let families = [
    "aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ",
    "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ",
  ]
  private static let tones: [Unicode.Scalar?] = [
    nil, "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}",
  ]
  private static let bases: [Unicode.Scalar: (letter: Unicode.Scalar, mark: Unicode.Scalar)] = [
    "ă": ("a", "\u{306}"), "â": ("a", "\u{302}"), "ê": ("e", "\u{302}"), "ô": ("o", "\u{302}"),
    "ơ": ("o", "\u{31B}"), "ư": ("u", "\u{31B}"),
  ]
  private static let table: [Unicode.Scalar: [Unicode.Scalar]] = {
    var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    for family in families {
      let letters = Array(family.unicodeScalars)
      for (letter, tone) in zip(letters, tones) {
        let base = bases[letters[0]]
        table[letter] = sequence(letter: base?.letter ?? letters[0], mark: base?.mark, tone: tone)
      }
    }
    return table
  }()

  /// Canonical order: the horn, then the dot below, then what stands above.
  private static func sequence(
    letter: Unicode.Scalar, mark: Unicode.Scalar?, tone: Unicode.Scalar?
  ) -> [Unicode.Scalar] {
    let dotBeforeMark = tone == "\u{323}" && mark != "\u{31B}"
    let marks = dotBeforeMark ? [tone, mark] : [mark, tone]
    return [letter] + marks.compactMap { $0 }
  }

  static func decompose(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      scalars.append(contentsOf: table[scalar] ?? [scalar])
    }
    return String(scalars)
  }
}
