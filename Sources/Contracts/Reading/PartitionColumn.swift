import JSON
import JSONSchema

/// Finds the column by which a table is cut, and refuses what the table's mode cannot keep
/// (contracts.md, section 6).
struct PartitionColumn {
  var problems: [ContractProblem] { named.problems }
  private var named: PropertyColumns
  private let mode: ModeSettings.Mode
  private let keyed: KeyedRows?
  private let columns: [ContractColumn]

  /// - Parameters:
  ///   - mode: the mode that the contract asks for.
  ///   - keyed: what came of it; nil where something is wrong with it.
  init(of columns: [ContractColumn], file: String, mode: ModeSettings.Mode, keyed: KeyedRows?) {
    named = PropertyColumns(of: columns, file: file)
    self.columns = columns
    self.mode = mode
    self.keyed = keyed
  }

  mutating func partitioning(_ settings: PartitionSettings) -> Partitioning? {
    checkRetention(settings)
    guard var partitioning = settings.partitioning,
      let column = named.column(partitioning.column, Self.by)
    else { return nil }
    if column.type != .timestamptz, column.type != .date {
      named.report(
        Self.by,
        en: "`\(column.name)` is \(column.type); a table is cut by an instant or a day",
        vi: "`\(column.name)` có kiểu \(column.type); bảng chỉ chia được theo thời điểm hoặc ngày")
    }
    checkPlace(of: column)
    partitioning.column = column.name
    return partitioning
  }

  private static let by = "/x-trucd/partitioning/by"

  /// Each unique key of a table holds the column by which it is cut.
  private mutating func checkPlace(of column: ContractColumn) {
    guard let keyed else { return }
    let isInKey = keyed.key.contains { $0.hasSameBytes(as: column.name) }
    let isOrder = keyed.order.hasSameBytes(as: column.name)
    if isInKey || (mode == .history && isOrder) { return }
    named.report(
      Self.by,
      en: mode == .upsert
        ? "in mode `upsert` `\(column.name)` must be part of `key`, for a row never moves to "
          + "another partition; add it there, or leave `partitioning` out"
        : "in mode `history` a table is cut by `order` or by a part of `key`, which "
          + "`\(column.name)` is not",
      vi: mode == .upsert
        ? "ở chế độ `upsert`, `\(column.name)` phải thuộc `key`, vì dòng không bao giờ chuyển phân "
          + "vùng; hãy thêm vào đó, hoặc bỏ `partitioning`"
        : "ở chế độ `history`, bảng được chia theo `order` hoặc một phần của `key`, mà "
          + "`\(column.name)` không phải")
  }

  private mutating func checkRetention(_ settings: PartitionSettings) {
    guard settings.retention != nil else { return }
    switch mode {
    case .append where settings.partitioning == nil:
      named.report(
        Self.retention,
        en: "rows go by whole partitions: say `partitioning` as well",
        vi: "dòng được xoá theo từng phân vùng: hãy khai báo cả `partitioning`")
    case .upsert where settings.partitioning == nil && keyed?.tombstone == .count:
      named.report(
        Self.retention,
        en: "current rows do not age: say `partitioning`, or `\"tombstone\": \"delete\"`, whose "
          + "deleted keys are then known for that time",
        vi: "dòng hiện hành không cũ đi: hãy khai báo `partitioning`, hoặc `\"tombstone\": "
          + "\"delete\"`, khi đó khoá đã xoá được nhớ trong thời gian này")
    case .history: checkOrderOfHistory()
    case .append, .upsert: break
    }
  }

  private mutating func checkOrderOfHistory() {
    guard let keyed, let order = columns.first(where: { $0.name.hasSameBytes(as: keyed.order) }),
      order.type != .timestamptz, order.type != .date
    else { return }
    named.report(
      Self.retention,
      en: "closed versions go by `valid_to`, which is \(order.type) here; order by an instant or a "
        + "day",
      vi: "phiên bản đã đóng được xoá theo `valid_to`, ở đây có kiểu \(order.type); hãy xếp thứ tự "
        + "theo thời điểm hoặc ngày")
  }

  private static let retention = "/x-trucd/retention"
}
