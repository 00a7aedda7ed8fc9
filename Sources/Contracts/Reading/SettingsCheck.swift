import JSON
import JSONSchema

/// Checks the form of every `x-trucd` in a file, wherever it stands, and refuses column settings
/// under keywords that add no column (contracts.md, section 3).
struct SettingsCheck {
  private static let deadMaps = ["patternProperties", "dependentSchemas", "dependencies"]
  private static let deadSchemas = [
    "additionalProperties", "unevaluatedProperties", "propertyNames", "additionalItems",
    "unevaluatedItems", "contains", "not", "if", "then", "else", "contentSchema",
  ]
  private static let deadLists = ["anyOf", "oneOf", "prefixItems"]

  private(set) var problems: [ContractProblem] = []

  init(_ root: SchemaNode) { walk(root, under: nil) }

  /// `keyword` is the one above that adds no column.
  private mutating func walk(_ node: SchemaNode, under keyword: String?) {
    check(node, under: keyword)
    for child in node.members(of: "properties") { walk(child, under: keyword) }
    for child in node.children("allOf") { walk(child, under: keyword) }
    for map in ["$defs", "definitions"] {
      for child in node.members(of: map) { walk(child, under: nil) }
    }
    for map in Self.deadMaps {
      for child in node.members(of: map) { walk(child, under: map) }
    }
    for name in Self.deadSchemas + ["items"] {
      if let child = node.child(name) { walk(child, under: name) }
    }
    for list in Self.deadLists + ["items"] {
      for child in node.children(list) { walk(child, under: list) }
    }
  }

  private mutating func check(_ node: SchemaNode, under keyword: String?) {
    guard let form = node.propertyForm else { return }
    let pointer = node.pointer.pointer(to: "x-trucd")
    _ = PropertySettings.read(form, file: node.file, pointer: pointer, problems: &problems)
    guard let keyword else { return }
    let setting =
      form.boolean == false ? "false" : PropertySettings.columnKeys.first { form[$0] != nil }
    guard let setting else { return }
    problems.append(
      ContractProblem(
        .misplaced, file: node.file,
        pointer: form.object == nil ? pointer : pointer.pointer(to: setting),
        en:
          "what stands under `\(keyword)` adds no column, so `\(setting)` has no effect here; move "
          + "it to `properties`, or leave it out",
        vi:
          "phần nằm dưới `\(keyword)` không tạo cột nên `\(setting)` không có tác dụng; hãy chuyển "
          + "sang `properties`, hoặc bỏ đi"))
  }
}

extension SchemaNode {
  /// The subschemas of a keyword that maps names to schemas.
  func members(of keyword: String) -> [SchemaNode] {
    (object[keyword]?.object?.map(\.name) ?? []).compactMap { child(keyword, $0) }
  }
}
