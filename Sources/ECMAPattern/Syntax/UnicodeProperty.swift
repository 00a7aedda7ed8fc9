/// A property of `\p{…}` (ECMA-262, section 22.2.1.4), its names compared exactly.
struct UnicodeProperty {
  enum Kind {
    /// A property by the name that PCRE2 knows.
    case listed(String)
    /// The complement of one.
    case notListed(String)
    /// Changes_When_NFKC_Casefolded, of which PCRE2 has no data.
    case changesWhenNFKCCasefolded
  }

  let kind: Kind

  /// nil for a property that ECMA-262 does not know.
  init?(_ expression: String) {
    let parts = expression.utf8.split(
      separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false
    ).map { String($0) ?? "" }
    guard let kind = Self.kind(parts[0], value: parts.count > 1 ? parts[1] : nil) else {
      return nil
    }
    self.kind = kind
  }

  /// The characters that have the property; nil where this machine's Unicode data has no such one.
  var characters: CodePointSet? { PropertyCharacters.shared.characters(of: kind) }

  private static func kind(_ name: String, value: String?) -> Kind? {
    guard let value else {
      switch name {
      case "Assigned": return .notListed("Cn")
      case "CWKCF", "Changes_When_NFKC_Casefolded": return .changesWhenNFKCCasefolded
      default:
        return (generalCategories[name] ?? (binaryProperties.contains(name) ? name : nil))
          .map { .listed($0) }
      }
    }
    switch name {
    case "General_Category", "gc": return generalCategories[value].map { .listed($0) }
    case "Script", "sc": return ScriptNames.shortName(of: value).map { .listed("sc:\($0)") }
    case "Script_Extensions", "scx":
      return ScriptNames.shortName(of: value).map { .listed("scx:\($0)") }
    default: return nil
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

  /// ECMA-262's table of binary properties, long and short names; those of ``Kind`` apart.
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
