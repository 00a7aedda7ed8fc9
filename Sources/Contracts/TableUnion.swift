import JSON

/// The table that several contracts write to together, or why they cannot (contracts.md, section 3:
/// one column has one type and one unit).
enum TableUnion {
  /// The union of the columns, in the order of the contracts.
  static func shape(of contracts: [Contract], name: String) -> TableShape {
    var shape = TableShape(
      name: name, columns: [], comment: contracts.lazy.compactMap(\.comment).first,
      mode: contracts.first?.mode ?? .append,
      partitioning: contracts.lazy.compactMap(\.partitioning).first,
      retention: contracts.lazy.compactMap(\.retention).first,
      distribution: contracts.lazy.compactMap(\.distribution).first)
    for column in contracts.flatMap(\.columns)
    where !shape.columns.contains(where: { $0.name.hasSameBytes(as: column.name) }) {
      shape.columns.append(
        TableShape.Column(name: column.name, type: column.type, comment: column.comment))
    }
    return shape
  }

  /// What keeps two contracts from serving side by side, told of the first one's file.
  static func conflicts(_ one: Contract, _ other: Contract) -> [ContractProblem] {
    topicConflicts(one, other) + tableConflicts(one, other)
  }

  private static func tableConflicts(_ one: Contract, _ other: Contract) -> [ContractProblem] {
    guard one.table.hasSameBytes(as: other.table) else {
      let mine = TableName.inSQLite(one.table).asciiLowercased
      guard mine.hasSameBytes(as: TableName.inSQLite(other.table).asciiLowercased) else {
        return []
      }
      return [
        problem(
          one, "/x-trucd/table",
          en:
            "the tables `\(one.table)` and `\(other.table)` of \(other.path)#/x-trucd/table would "
            + "be the same in SQLite; choose another name",
          vi: "bảng `\(one.table)` và `\(other.table)` của \(other.path)#/x-trucd/table trùng nhau "
            + "trong SQLite; hãy chọn tên khác")
      ]
    }
    return modeConflicts(one, other) + partitionConflicts(one, other)
      + one.columns.flatMap { column in
        other.columns.compactMap { columnConflict(one, column, $0) }
      }
  }

  /// Mode, key and order are the same in all contracts of a table.
  private static func modeConflicts(_ one: Contract, _ other: Contract) -> [ContractProblem] {
    guard one.mode != other.mode else { return [] }
    return [differs(difference(one.mode, other.mode), one, other)]
  }

  private static func differs(
    _ setting: String, _ one: Contract, _ other: Contract
  ) -> ContractProblem {
    problem(
      one, "/x-trucd/\(setting)",
      en: "differs from \(other.path)#/x-trucd/\(setting), which writes to the same table "
        + "`\(one.table)`; make both the same, or choose another table",
      vi: "khác với \(other.path)#/x-trucd/\(setting), cùng ghi vào bảng `\(one.table)`; hãy "
        + "thống nhất, hoặc chọn bảng khác")
  }

  /// Partitioning, retention and distribution are the same in all contracts of a table that say
  /// them. One that says nothing of partitions or nodes must still tell where its rows belong.
  private static func partitionConflicts(
    _ one: Contract, _ other: Contract
  ) -> [ContractProblem] {
    var settings: [String] = []
    if let mine = one.partitioning, let theirs = other.partitioning, mine != theirs {
      settings.append("partitioning")
    }
    if let mine = one.retention, let theirs = other.retention, mine != theirs {
      settings.append("retention")
    }
    if let mine = one.distribution, let theirs = other.distribution, !mine.hasSameBytes(as: theirs)
    {
      settings.append("distribution")
    }
    return settings.map { differs($0, one, other) }
      + lacking(one.partitioning?.column, "partitioning", of: one, in: other)
      + lacking(other.partitioning?.column, "partitioning", of: other, in: one)
      + lacking(one.distribution, "distribution", of: one, in: other)
      + lacking(other.distribution, "distribution", of: other, in: one)
  }

  private static func lacking(
    _ column: String?, _ setting: String, of contract: Contract, in other: Contract
  ) -> [ContractProblem] {
    guard let column,
      !other.columns.contains(where: { $0.name.hasSameBytes(as: column) && $0.isAlwaysPresent })
    else { return [] }
    return [
      problem(
        other, "/x-trucd/table",
        en:
          "\(contract.path)#/x-trucd/\(setting) divides the table `\(contract.table)` by the column "
          + "`\(column)`, which this contract does not always give; give it, or choose another table",
        vi: "\(contract.path)#/x-trucd/\(setting) chia bảng `\(contract.table)` theo cột "
          + "`\(column)`, mà hợp đồng này không phải lúc nào cũng có; hãy thêm cột, "
          + "hoặc chọn bảng khác")
    ]
  }

  private static func difference(_ one: TableMode, _ other: TableMode) -> String {
    guard let mine = one.keyed, let theirs = other.keyed, one.name == other.name else {
      return "mode"
    }
    if mine.key != theirs.key { return "key" }
    return mine.order != theirs.order ? "order" : "tombstone"
  }

  private static func columnConflict(
    _ one: Contract, _ column: ContractColumn, _ theirs: ContractColumn
  ) -> ContractProblem? {
    guard column.name.asciiLowercased.hasSameBytes(as: theirs.name.asciiLowercased) else {
      return nil
    }
    let isSameUnit = ExactString(column.unit ?? "") == ExactString(theirs.unit ?? "")
    let isSameName = column.name.hasSameBytes(as: theirs.name)
    if isSameName && column.type == theirs.type && isSameUnit { return nil }
    let mine = description(of: column)
    let other = description(of: theirs)
    return ContractProblem(
      .conflict, file: column.file, pointer: column.pointer,
      en: "in table `\(one.table)` this is \(mine), but \(theirs.file)#\(theirs.pointer) makes it "
        + "\(other); make both the same, or give one another `column`",
      vi: "trong bảng `\(one.table)` cột này là \(mine), nhưng \(theirs.file)#\(theirs.pointer) là "
        + "\(other); hãy thống nhất, hoặc đổi `column` của một bên")
  }

  private static func description(of column: ContractColumn) -> String {
    "`\(column.name)` \(column.type)" + (column.unit.map { " [\($0)]" } ?? "")
  }

  /// Two active contracts that list one topic; which patterns meet on a topic shows only when the
  /// topic is there.
  private static func topicConflicts(_ one: Contract, _ other: Contract) -> [ContractProblem] {
    guard one.status == .active, other.status == .active else { return [] }
    let shared = one.topics.filter { topic in
      other.topics.contains { $0.text.hasSameBytes(as: topic.text) }
    }
    return shared.map { topic in
      problem(
        one, "/x-trucd/topics",
        en: "`\(topic.text)` is also listed by \(other.path)#/x-trucd/topics; one active contract "
          + "judges a topic: retire one (`when`, which could tell them apart, is not supported yet)",
        vi:
          "`\(topic.text)` cũng có trong \(other.path)#/x-trucd/topics; mỗi topic chỉ một hợp đồng "
          + "đang hiệu lực: hãy cho một hợp đồng nghỉ (`when` để phân biệt chưa được hỗ trợ)")
    }
  }

  private static func problem(
    _ contract: Contract, _ pointer: String, en: String, vi: String
  ) -> ContractProblem {
    ContractProblem(.conflict, file: contract.path, pointer: pointer, en: en, vi: vi)
  }
}

extension Contract {
  /// Path of its file under the folder.
  public var path: String { name + ContractFolder.schemaSuffix }
}
