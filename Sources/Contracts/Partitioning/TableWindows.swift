import JSON
import JSONSchema

/// Compares rows with the days that their tables keep, before a database sees them: a table that is
/// cut by time has no partition for what lies outside. One for each thread, reused.
struct TableWindows {
  /// Microseconds since 1970; nil: nothing is compared.
  var now: Int64? {
    didSet { if now != oldValue { last = nil } }
  }

  /// Of the contract that was asked about last.
  private var last: (contract: ObjectIdentifier, days: Range<Int>)?

  /// What keeps a row out of its table; nil where nothing does.
  mutating func fault(
    of row: UnsafeBufferPointer<Value>, by serving: ServingContract
  ) -> NormaliseFault? {
    guard let place = serving.partitionPlace, let now, let days = days(of: serving, at: now) else {
      return nil
    }
    let day = serving.partitionDay(of: row)
    if let day, days.contains(day) { return nil }
    guard let index = serving.columnMap.firstIndex(of: place) else { return nil }
    return NormaliseFault(
      day == nil ? .noDay : .outside(days), serving.contract.columns[index], of: serving.contract)
  }

  private mutating func days(of serving: ServingContract, at now: Int64) -> Range<Int>? {
    let contract = ObjectIdentifier(serving)
    if let last, last.contract == contract { return last.days }
    guard let days = serving.table.window(on: VietnamDay.of(microseconds: now)) else { return nil }
    last = (contract, days)
    return days
  }
}

extension NormaliseFault {
  fileprivate init(_ fault: StepFault, _ column: ContractColumn, of contract: Contract) {
    self.init(fault, "partitioning", column)
    keywordLocation = "/x-trucd/partitioning"
    absoluteKeywordLocation = contract.path + "#" + keywordLocation
  }
}

extension StepFault {
  fileprivate static let noDay = StepFault(
    .outsideWindow, en: "nothing remains of it after its steps, and the table is cut by it",
    vi: "không còn gì sau các bước chuẩn hoá, mà bảng được chia theo giá trị này")

  /// ISO 8601 spells an interval by its ends.
  fileprivate static func outside(_ days: Range<Int>) -> StepFault {
    let (first, last) = (
      VietnamDay.text(of: days.lowerBound), VietnamDay.text(of: days.upperBound - 1)
    )
    return StepFault(
      .outsideWindow, limit: .string("\(first)/\(last)"),
      en: "lies outside the days that the table takes, \(first) to \(last) (Asia/Ho_Chi_Minh)",
      vi: "nằm ngoài các ngày mà bảng nhận, từ \(first) đến \(last) (Asia/Ho_Chi_Minh)")
  }
}
