import JSON
import JSONSchema

/// Finds the column by which a table is spread over the nodes of a cluster, and refuses one that no
/// unique key of the table would hold.
struct DistributionColumn {
  var problems: [ContractProblem] { named.problems }
  private var named: PropertyColumns
  private let keyed: KeyedRows?

  init(of columns: [ContractColumn], file: String, keyed: KeyedRows?) {
    named = PropertyColumns(of: columns, file: file)
    self.keyed = keyed
  }

  /// - Parameter name: of a property, or a JSON Pointer; nil where the contract does not say.
  mutating func column(_ name: String?) -> String? {
    guard let name, let column = named.column(name, Self.pointer) else { return nil }
    if column.type == .jsonb || column.type == .double {
      named.report(
        Self.pointer,
        en: "`\(column.name)` is \(column.type), which cannot be compared exactly; rows are spread "
          + "by another type",
        vi: "`\(column.name)` có kiểu \(column.type), không so sánh chính xác được; hãy phân tán "
          + "theo kiểu khác")
    }
    if let keyed, !keyed.key.contains(where: { $0.hasSameBytes(as: column.name) }) {
      named.report(
        Self.pointer,
        en:
          "`\(column.name)` must be part of `key`, for each node alone keeps its keys unique; add "
          + "it there, or leave `distribution` out: the first column of the key then serves",
        vi:
          "`\(column.name)` phải thuộc `key`, vì mỗi nút tự giữ khoá của nó là duy nhất; hãy thêm "
          + "vào đó, hoặc bỏ `distribution`: khi đó cột khoá đầu tiên được dùng")
    }
    return column.name
  }

  private static let pointer = "/x-trucd/distribution"
}
