/// A property of `\p{…}` or `\P{…}` (ECMA-262, section 22.2.1.4), by the name that PCRE2 knows.
struct UnicodeProperty: Hashable, Sendable {
  let engineName: String
  var isNegated: Bool

  /// nil for a property that ECMA-262 does not know. Script names are checked for their form only:
  /// ``BacktrackingMatcher/knows(_:)`` tells whether there is such a script.
  init?(_ expression: String, isNegated: Bool) {
    let parts = expression.utf8.split(
      separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false
    ).map { String($0) ?? "" }
    guard let name = Self.engineName(parts[0], value: parts.count > 1 ? parts[1] : nil) else {
      return nil
    }
    engineName = name
    self.isNegated = isNegated
  }

  private static func engineName(_ name: String, value: String?) -> String? {
    guard let value else {
      return generalCategories[name] ?? (binaryProperties.contains(name) ? name : nil)
    }
    switch name {
    case "General_Category", "gc": return generalCategories[value]
    case "Script", "sc": return isScriptName(value) ? "sc:\(value)" : nil
    case "Script_Extensions", "scx": return isScriptName(value) ? "scx:\(value)" : nil
    default: return nil
    }
  }

  /// Words of letters that begin with a capital, joined by `_`, as all script names are.
  private static func isScriptName(_ name: String) -> Bool {
    name.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false).allSatisfy {
      guard let first = $0.first, (0x41...0x5a).contains(first) else { return false }
      return $0.allSatisfy { (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) }
    }
  }

  /// Values of General_Category, their names and aliases, with the short name.
  private static let generalCategories: [String: String] = {
    let names = """
      L Letter, Lu Uppercase_Letter, Ll Lowercase_Letter, Lt Titlecase_Letter, L& LC Cased_Letter, \
      Lm Modifier_Letter, Lo Other_Letter, M Mark Combining_Mark, Mn Nonspacing_Mark, \
      Mc Spacing_Mark, Me Enclosing_Mark, N Number, Nd Decimal_Number digit, Nl Letter_Number, \
      No Other_Number, P Punctuation punct, Pc Connector_Punctuation, Pd Dash_Punctuation, \
      Ps Open_Punctuation, Pe Close_Punctuation, Pi Initial_Punctuation, Pf Final_Punctuation, \
      Po Other_Punctuation, S Symbol, Sm Math_Symbol, Sc Currency_Symbol, Sk Modifier_Symbol, \
      So Other_Symbol, Z Separator, Zs Space_Separator, Zl Line_Separator, Zp Paragraph_Separator, \
      C Other, Cc Control cntrl, Cf Format, Cs Surrogate, Co Private_Use, Cn Unassigned
      """
    var table: [String: String] = [:]
    for category in names.split(separator: ", ") {
      let aliases = category.split(separator: " ").map(String.init)
      for alias in aliases { table[alias] = aliases[0] }
    }
    table["L&"] = nil
    return table
  }()

  /// ECMA-262's table of binary properties, long and short names; `Any` and `Assigned` apart.
  private static let binaryProperties: Set<String> = Set(
    """
    ASCII ASCII_Hex_Digit AHex Alphabetic Alpha Any Bidi_Control Bidi_C Bidi_Mirrored Bidi_M \
    Case_Ignorable CI Cased Changes_When_Casefolded CWCF Changes_When_Casemapped CWCM \
    Changes_When_Lowercased CWL Changes_When_Titlecased CWT Changes_When_Uppercased CWU Dash \
    Default_Ignorable_Code_Point DI Deprecated Dep Diacritic Dia Emoji Emoji_Component EComp \
    Emoji_Modifier EMod Emoji_Modifier_Base EBase Emoji_Presentation EPres Extended_Pictographic \
    ExtPict Extender Ext Grapheme_Base Gr_Base Grapheme_Extend Gr_Ext Hex_Digit Hex \
    IDS_Binary_Operator IDSB IDS_Trinary_Operator IDST ID_Continue IDC ID_Start IDS Ideographic \
    Ideo Join_Control Join_C Logical_Order_Exception LOE Lowercase Lower Math \
    Noncharacter_Code_Point NChar Pattern_Syntax Pat_Syn Pattern_White_Space Pat_WS \
    Quotation_Mark QMark Radical Regional_Indicator RI Sentence_Terminal STerm Soft_Dotted SD \
    Terminal_Punctuation Term Unified_Ideograph UIdeo Uppercase Upper Variation_Selector VS \
    White_Space space XID_Continue XIDC XID_Start XIDS
    """.split(separator: " ").map(String.init))
}
