import JSON
import JSONSchema

/// Makes the row that a tombstone stands for: the key's columns from the Kafka key, the ordering
/// column from the timestamp, NULL elsewhere (contracts.md, section 6). One for each thread, reused.
final class DeletionMapper {
  private let limits: ReaderLimits
  private let arena = Arena()
  private var row: [Value] = []
  private(set) var faults: [NormaliseFault] = []

  init(limits: ReaderLimits) { self.limits = limits }

  /// Nil where key or timestamp do not tell, which `faults` then explains.
  ///
  /// - Parameters:
  ///   - key: Of the Kafka record; nil where it has none.
  ///   - timestamp: Milliseconds since 1970; −1 where the record has none.
  /// - Returns: Valid until the next call.
  func row(
    key: UnsafeBufferPointer<UInt8>?, timestamp: Int64, by serving: ServingContract,
    _ body: (UnsafeBufferPointer<Value>) -> Void
  ) -> Bool {
    arena.reset()
    faults.removeAll(keepingCapacity: true)
    row.removeAll(keepingCapacity: true)
    row.append(contentsOf: repeatElement(.null, count: serving.table.columns.count))
    let columns = serving.keyColumns
    guard let values = values(of: key, columns) else { return false }
    for (column, value) in zip(columns, values) { set(column, value, serving) }
    setOrder(timestamp, serving)
    guard faults.isEmpty else { return false }
    row.withUnsafeBufferPointer(body)
    return true
  }

  // MARK: The key

  /// One value a column of the key.
  private func values(
    of key: UnsafeBufferPointer<UInt8>?, _ columns: [ContractColumn]
  ) -> [Value]? {
    guard let key, let first = columns.first, !key.isEmpty else {
      return refuse(columns.first, .noKey)
    }
    if columns.count == 1, key[0] != UInt8(ascii: "{") {
      guard String(validating: key, as: UTF8.self) != nil else { return refuse(first, .notUTF8) }
      return [.text(key)]
    }
    let names = columns.map { JSONPointer.tokens(of: $0.instanceLocation)?.last ?? $0.name }
    guard let json = try? JSONReader.parse(key, limits: limits) else {
      return refuse(first, .notJSON(names))
    }
    let members =
      json.array ?? names.compactMap { json[$0] }
    guard members.count == columns.count else { return refuse(first, .notJSON(names)) }
    let values = members.compactMap(value)
    return values.count == columns.count ? values : refuse(first, .notJSON(names))
  }

  private func value(_ json: JSONValue) -> Value? {
    switch json {
    case .string(let text): .text(arena.copy(text.utf8))
    case .boolean(let flag): .boolean(flag)
    case .number(let json): number(in: arena.copy(json.text.utf8))
    case .null, .array, .object: nil
    }
  }

  private func number(in text: UnsafeBufferPointer<UInt8>) -> Value? {
    guard case .number(let decimal) = PlainDecimal.read(json: text) else { return nil }
    return decimal.value(in: arena)
  }

  private func set(_ column: ContractColumn, _ value: Value, _ serving: ServingContract) {
    do throws(StepFault) {
      var value = value
      for step in column.steps { value = try step.apply(to: value, for: column.type, in: arena) }
      if case .text(let text) = value, column.type.isNumber {
        value = number(in: text) ?? value
      }
      let cell = try ColumnConversion.convert(value, to: column.type, in: arena)
      if case .null = cell { throw .emptyKey }
      row[serving.place(of: column)] = cell
    } catch {
      faults.append(NormaliseFault(error, "key", column))
    }
  }

  // MARK: The order

  private func setOrder(_ timestamp: Int64, _ serving: ServingContract) {
    guard let place = serving.table.orderPlace,
      let column = serving.contract.columns.first(where: { serving.place(of: $0) == place })
    else { return }
    do throws(StepFault) {
      guard timestamp != -1 else { throw .noTimestamp }
      let (microseconds, overflow) = timestamp.multipliedReportingOverflow(by: 1000)
      guard !overflow else { throw .noTimestamp }
      switch column.type {
      case .timestamptz:
        row[place] = .timestamptz(microseconds: try Instant.checked(microseconds))
      case .date:
        let day = (try Instant.checked(microseconds) + CivilDay.vietnamOffset)
        row[place] = .date(days: Int32(clamping: floorDivision(day, 86_400_000_000)))
      default: row[place] = .bigint(timestamp)
      }
    } catch {
      faults.append(NormaliseFault(error, "order", column))
    }
  }

  private func floorDivision(_ a: Int64, _ b: Int64) -> Int64 {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? quotient - 1 : quotient
  }

  private func refuse(_ column: ContractColumn?, _ fault: StepFault) -> [Value]? {
    if let column { faults.append(NormaliseFault(fault, "key", column)) }
    return nil
  }
}

extension CivilDay {
  /// Asia/Ho_Chi_Minh is UTC+7 the year round, in microseconds.
  static let vietnamOffset: Int64 = 7 * 3_600_000_000
}

extension ColumnType {
  fileprivate var isNumber: Bool {
    switch self {
    case .bigint, .numeric: true
    case .text, .boolean, .double, .timestamptz, .date, .uuid, .jsonb: false
    }
  }
}

extension StepFault {
  fileprivate static let noKey = StepFault(
    .badKey, en: "a record that deletes must have a Kafka key, which names the row",
    vi: "bản ghi xoá phải có khoá Kafka để chỉ ra dòng cần xoá")

  fileprivate static let notUTF8 = StepFault(
    .badKey, en: "the Kafka key is no UTF-8 text", vi: "khoá Kafka không phải văn bản UTF-8")

  fileprivate static let emptyKey = StepFault(
    .badKey, en: "nothing remains of the key after its steps",
    vi: "khoá không còn gì sau các bước chuẩn hoá")

  fileprivate static let noTimestamp = StepFault(
    .badKey, en: "a record that deletes must have a timestamp, by which it is ordered",
    vi: "bản ghi xoá phải có dấu thời gian để xếp thứ tự")

  fileprivate static func notJSON(_ names: [String]) -> StepFault {
    let list = names.joined(separator: ", ")
    return StepFault(
      .badKey,
      en: "the Kafka key must be a JSON array of \(list), or a JSON object with these properties",
      vi: "khoá Kafka phải là mảng JSON gồm \(list), hoặc đối tượng JSON có các thuộc tính này")
  }
}
