import JSON

/// The `x-trucd` of one place, merged key by key from all schemas that describe it: the referring
/// one wins over the referred one, equals that disagree are an error (contracts.md, section 3).
struct MergedSettings {
  struct Entry {
    let key: String
    let value: JSONValue
    /// The schema whose `x-trucd` says it.
    let node: SchemaNode

    var pointer: String {
      let form = node.pointer.pointer(to: "x-trucd")
      return node.propertyForm?.object == nil ? form : form.pointer(to: key)
    }
  }

  private(set) var entries: [Entry] = []

  init(of place: SchemaPlace, problems: inout [ContractProblem]) {
    for node in place.nodes {
      for (key, value) in Self.members(of: node) {
        addEqual(Entry(key: key, value: value, node: node), problems: &problems)
      }
    }
    var referred = MergedSettings()
    for part in place.below {
      for entry in MergedSettings(of: part, problems: &problems).entries
      where self[entry.key] == nil {
        referred.addEqual(entry, problems: &problems)
      }
    }
    entries += referred.entries
  }

  private init() {}

  subscript(_ key: String) -> Entry? { entries.first { $0.key.hasSameBytes(as: key) } }

  /// `"x-trucd": false` is the member `column` with the value false, so that it merges like others.
  private static func members(of node: SchemaNode) -> [(String, JSONValue)] {
    guard let form = node.propertyForm else { return [] }
    if form.boolean == false { return [("column", false)] }
    return form.object?.map { ($0.name, $0.value) } ?? []
  }

  private mutating func addEqual(_ entry: Entry, problems: inout [ContractProblem]) {
    guard let other = self[entry.key] else {
      entries.append(entry)
      return
    }
    guard other.value != entry.value else { return }
    let place = "\(other.node.file)#\(other.pointer)"
    problems.append(
      ContractProblem(
        .conflict, file: entry.node.file, pointer: entry.pointer,
        en: "disagrees with \(place), which describes the same property; say it once, or in the "
          + "schema that refers to both",
        vi: "mâu thuẫn với \(place), cùng mô tả một thuộc tính; hãy ghi một nơi, hoặc ở lược đồ "
          + "tham chiếu cả hai"))
  }

  /// What the entries mean. Their form has been checked where they stand.
  var settings: PropertySettings {
    if self["column"]?.value.boolean == false {
      var settings = PropertySettings()
      settings.isColumn = false
      return settings
    }
    var unheard: [ContractProblem] = []
    let object = JSONObject(entries.map { ($0.key, $0.value) })
    return .read(.object(object), file: "", pointer: "", problems: &unheard)
  }
}
