import JSON

/// Readers of keyword values; each reports what is wrong and answers nil.
extension PlanCompiler {
  /// A non-negative integer, `2.0` included. A value beyond 32 bits is clamped: no instance is
  /// that long.
  func count(_ name: String, _ value: JSONValue, _ site: Site) -> Int32? {
    guard let number = value.number, number.isInteger, !number.value.isNegative else {
      report(
        .malformedKeyword, site, name, en: "\(name) must be an integer of 0 or more",
        vi: "\(name) phải là số nguyên từ 0 trở lên")
      return nil
    }
    return Int32(clamping: number.int64 ?? Int64.max)
  }

  func number(_ name: String, _ value: JSONValue, _ site: Site) -> JSONNumber? {
    guard let number = value.number else {
      report(
        .malformedKeyword, site, name, en: "\(name) must be a number", vi: "\(name) phải là một số")
      return nil
    }
    return number
  }

  /// A list of property names, each once.
  func propertyNames(_ value: JSONValue, _ site: Site, _ tokens: [String]) -> [[UInt8]]? {
    let items = value.array ?? []
    var list = NameList()
    list.reserve(items.count)
    for case .string(let name) in items { _ = list.position(adding: Array(name.utf8)) }
    guard value.array != nil, list.names.count == items.count else {
      let name = tokens.joined(separator: "/")
      reportMalformed(
        site, tokens, en: "\(name) must be a list of property names, each once",
        vi: "\(name) phải là danh sách tên thuộc tính, không trùng nhau")
      return nil
    }
    return list.names
  }

  func objectValue(_ name: String, _ value: JSONValue, _ site: Site) -> JSONObject? {
    guard let object = value.object else {
      report(
        .malformedKeyword, site, name, en: "\(name) must be an object",
        vi: "\(name) phải là một đối tượng")
      return nil
    }
    return object
  }

  func nonEmptyArray(_ name: String, _ value: JSONValue, _ site: Site) -> [JSONValue]? {
    guard let items = value.array, !items.isEmpty else {
      report(
        .malformedKeyword, site, name, en: "\(name) must be a non-empty array of schemas",
        vi: "\(name) phải là mảng khác rỗng gồm các lược đồ")
      return nil
    }
    return items
  }

  func reportMalformed(_ site: Site, _ tokens: [String], en: String, vi: String) {
    report(.malformedKeyword, at: site.place, tokens: tokens, LocalisedText(en: en, vi: vi))
  }
}
