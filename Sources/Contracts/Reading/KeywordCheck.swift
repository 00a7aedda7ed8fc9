import JSON

extension ContractProblem {
  /// Keywords of a schema that look misspelt, for a schema that is no contract: there they are
  /// allowed, and yet seldom meant. What it refers to in other documents is not looked into.
  public static func misspeltKeywords(in document: JSONValue, file: String) -> [ContractProblem] {
    guard let object = document.object else { return [] }
    let dialect = SchemaDialect(of: document)
    let base = SchemaURI.split(file).uri
    let root = SchemaNode(file: file, pointer: "", base: base, dialect: dialect, object: object)
    return KeywordCheck(root).problems
  }
}

/// Refuses keywords that look misspelt: JSON Schema ignores what it does not know (core, section
/// 4.3.1), so that a slip of the pen would silently drop the rule.
///
/// Only schemas are looked into; a name within `properties`, `enum`, `const`, `default` or
/// `examples` is no keyword.
struct KeywordCheck {
  private static let schemas = [
    "additionalProperties", "unevaluatedProperties", "propertyNames", "items", "additionalItems",
    "unevaluatedItems", "contains", "not", "if", "then", "else", "contentSchema",
  ]
  private static let lists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
  private static let maps = [
    "properties", "patternProperties", "dependentSchemas", "dependencies", "$defs", "definitions",
  ]

  private(set) var problems: [ContractProblem] = []

  init(_ root: SchemaNode) { walk(root) }

  private mutating func walk(_ node: SchemaNode) {
    for member in node.object { check(member.name, of: node) }
    for keyword in Self.schemas { if let child = node.child(keyword) { walk(child) } }
    for keyword in Self.lists { for child in node.children(keyword) { walk(child) } }
    for keyword in Self.maps { for child in node.members(of: keyword) { walk(child) } }
    if node.propertyForm != nil, let check = node.child("x-trucd", "check") { walk(check) }
  }

  private mutating func check(_ name: String, of node: SchemaNode) {
    guard name != node.dialect.idKeyword,
      let meant = SchemaKeywords.misspelt(
        name, beforeDraft2019: node.dialect.refSilencesSiblings)
    else { return }
    problems.append(
      ContractProblem(
        .unknownKeyword, file: node.file, pointer: node.pointer.pointer(to: name),
        en: "JSON Schema has no such keyword; did you mean `\(meant)`? A keyword of your own may "
          + "begin with `x-`",
        vi: "JSON Schema không có từ khoá này; có phải là `\(meant)`? Từ khoá riêng có thể bắt "
          + "đầu bằng `x-`"))
  }
}
