import JSON
import JSONSchema

/// Finds the columns that settings of the root name by their properties, which must always have a
/// value.
struct PropertyColumns {
  private(set) var problems: [ContractProblem] = []
  private let columns: [ContractColumn]
  private let file: String

  init(of columns: [ContractColumn], file: String) {
    self.columns = columns
    self.file = file
  }

  /// - Parameters:
  ///   - name: the property's name, or a JSON Pointer.
  ///   - pointer: of the setting.
  mutating func column(_ name: String, _ pointer: String) -> ContractColumn? {
    let location = name.hasPrefix("/") ? name : "".pointer(to: name)
    let found = columns.first { column in
      column.source.isProperty && column.instanceLocation.hasSameBytes(as: location)
    }
    guard let found else {
      let names = columns.filter(\.source.isProperty).map(\.instanceLocation)
      let nearest = Suggestion.nearest(to: location, among: names)
      report(
        pointer,
        en: "`\(name)` is no property that becomes a column; "
          + (nearest.map { "did you mean `\($0)`?" } ?? "give it one, or choose another"),
        vi: "`\(name)` không phải thuộc tính thành cột; "
          + (nearest.map { "có phải là `\($0)`?" } ?? "hãy cho nó thành cột, hoặc chọn cái khác"))
      return nil
    }
    if !found.isAlwaysPresent {
      report(
        pointer,
        en: "`\(name)` may be absent or null (\(found.file)#\(found.pointer)); list it in "
          + "`required`, objects around it too, and give it a `type` without null",
        vi: "`\(name)` có thể vắng hoặc null (\(found.file)#\(found.pointer)); hãy đưa vào "
          + "`required`, kể cả các đối tượng bao quanh, và khai báo `type` không có null")
    }
    return found
  }

  mutating func report(_ pointer: String, en: String, vi: String) {
    problems.append(ContractProblem(.badSetting, file: file, pointer: pointer, en: en, vi: vi))
  }
}
