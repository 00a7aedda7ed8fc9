import Contracts
import JSON
import JSONSchema

/// One record's way from bytes to rows or to quarantine. One a lane, reused; a valid record
/// allocates nothing once warm.
public final class Judge {
  private let catalog: ContractCatalog
  private let limits: ReaderLimits
  private let makeRowBuffer: (TableShape) -> any RowBuffer
  private let records: RecordJudge
  private let now: (() -> Int64)?
  /// Looked up once a topic; a topic without a contract is remembered as such.
  private var routes: [Int64: TopicRoute?] = [:]
  private var lastRoute: (source: Int64, route: TopicRoute?)?
  /// Contracts that write to one table share its buffer.
  private var tables: [String: Gathered] = [:]
  private var lastBuffer: (contract: ObjectIdentifier, rows: any RowBuffer)?
  /// Bytes of the rows since `begin`.
  private(set) var rowBytes = 0
  /// The partition that the last row of a table cut by time needed.
  private var lastPartition: (table: String, days: Range<Int>)?

  /// A table's rows, and for how many batches there were none.
  private struct Gathered {
    var load: TableLoad
    var idleBatches = 0
  }

  /// After so many batches without a row a table's buffer is given back.
  private static let idleBatchesMax = 16

  /// - Parameter now: asked once a batch for the instant, in microseconds since 1970, at which rows
  ///   are compared with what their tables keep; nil: they are not compared.
  public init(
    catalog: ContractCatalog, limits: ReaderLimits, now: (() -> Int64)? = nil,
    makeRowBuffer: @escaping (TableShape) -> any RowBuffer
  ) {
    self.catalog = catalog
    self.limits = limits
    self.now = now
    self.makeRowBuffer = makeRowBuffer
    records = RecordJudge(limits: limits)
  }

  /// Forgets the rows of the batch before, and the buffers of tables that have got none for long.
  func begin() {
    records.now = now?()
    lastPartition = nil
    rowBytes = 0
    for (name, table) in tables {
      if table.load.rows.rowCount > 0 {
        table.load.rows.removeAll()
        tables[name]?.load.partitionDays = []
        tables[name]?.idleBatches = 0
      } else if table.idleBatches + 1 < Self.idleBatchesMax {
        tables[name]?.idleBatches += 1
      } else {
        tables[name] = nil
        lastBuffer = nil
      }
    }
  }

  /// The rows of the batch, by table name: the lock order.
  func loads() -> [TableLoad] {
    tables.values.map(\.load).filter { $0.rows.rowCount > 0 }
      .sorted { $0.table.name.utf8.lexicographicallyPrecedes($1.table.name.utf8) }
  }

  /// Judges one record. Its rows, where it has some, lie in the row buffers afterwards.
  func judge(_ record: RecordView, at place: LanePartition) -> Outcome {
    guard let value = record.value else { return tombstone(record, place) }
    if value.count > limits.payloadBytesMax {
      return quarantined(
        Rejection(
          .decode, nil, agency: route(of: place)?.owner,
          errors: [.tooLarge(value.count, limits.payloadBytesMax)]), record, place)
    }
    guard let route = route(of: place) else {
      return quarantined(
        Rejection(.contract, nil, agency: nil, errors: [.noContract(place.at.topic)]), record, place
      )
    }
    let headers = record.headers
    switch records.judge(value, by: route, hasHeaders: !headers.isEmpty, header: headers.last) {
    case .rejected(let rejection): return quarantined(rejection, record, place)
    case .row(let row, let serving):
      rowBytes += buffer(of: serving).append(
        row, lineage: lineage(of: record, place, serving), record: record.index)
      if let day = serving.partitionDay(of: row) { notePartition(of: day, serving.table) }
      return .loaded
    }
  }

  private func tombstone(_ record: RecordView, _ place: LanePartition) -> Outcome {
    guard let route = route(of: place) else { return .tombstone }
    let rejection = records.judgeTombstone(
      key: record.key, timestamp: record.timestamp, by: route
    ) { row, serving in
      rowBytes += buffer(of: serving).appendDeletion(
        row, lineage: lineage(of: record, place, serving), record: record.index)
    }
    return rejection.map { quarantined($0, record, place) } ?? .tombstone
  }

  private func lineage(
    of record: RecordView, _ place: LanePartition, _ serving: ServingContract
  ) -> Lineage {
    Lineage(
      source: place.source, partition: place.at.partition, offset: record.offset, item: 0,
      timestamp: record.timestamp, contract: serving.contract.id)
  }

  /// The quarantine row of a record whose row the database refused.
  func refuse(_ record: RecordView, at place: LanePartition, fault: LoadFault) -> QuarantineRow {
    let error = RecordError.load(
      table: fault.table, sqlState: fault.sqlState, words: fault.words,
      constraint: fault.constraint, column: fault.column)
    guard let value = record.value, let route = route(of: place) else {
      return QuarantineRow(
        Rejection(.load, nil, agency: nil, errors: [error]), of: record, at: place)
    }
    let rejection = records.refused(
      value, by: route, hasHeaders: !record.headers.isEmpty, because: error,
      header: record.headers.last)
    return QuarantineRow(rejection, of: record, at: place)
  }

  private func quarantined(
    _ rejection: Rejection, _ record: RecordView, _ place: LanePartition
  ) -> Outcome {
    .quarantined(QuarantineRow(rejection, of: record, at: place))
  }

  private func route(of place: LanePartition) -> TopicRoute? {
    if let lastRoute, lastRoute.source == place.source { return lastRoute.route }
    let route = routes[place.source] ?? catalog.route(for: place.at.topic)
    routes[place.source] = .some(route)
    lastRoute = (place.source, route)
    return route
  }

  private func buffer(of serving: ServingContract) -> any RowBuffer {
    let key = ObjectIdentifier(serving)
    if let lastBuffer, lastBuffer.contract == key { return lastBuffer.rows }
    let known = tables[serving.table.name]?.load
    let rows = known?.rows ?? makeRowBuffer(serving.table)
    tables[serving.table.name] = Gathered(
      load: TableLoad(
        table: serving.table, rows: rows, partitionDays: known?.partitionDays ?? []))
    lastBuffer = (key, rows)
    return rows
  }

  private func notePartition(of day: Int, _ table: TableShape) {
    if let lastPartition, lastPartition.days.contains(day),
      lastPartition.table.utf8.elementsEqual(table.name.utf8)
    {
      return
    }
    guard let days = table.partitioning?.period(containing: day) else { return }
    tables[table.name]?.load.partitionDays.insert(days.lowerBound)
    lastPartition = (table.name, days)
  }
}

extension RecordError {
  /// A value over the configured limit.
  static func tooLarge(_ count: Int, _ limit: Int) -> RecordError {
    var error = RecordError(
      .decode, code: "tooLarge",
      message: LocalisedText(
        en: "the value has \(count) bytes; at most \(limit) are taken",
        vi: "giá trị dài \(count) byte; chỉ nhận tối đa \(limit) byte"))
    error.limit = .number(JSONNumber(limit))
    return error
  }

  /// A topic that no contract lists any more.
  static func noContract(_ topic: String) -> RecordError {
    RecordError(
      .contract, code: "noContract",
      message: LocalisedText(
        en: "no contract lists the topic \(topic)",
        vi: "không có hợp đồng nào khai báo topic \(topic)"))
  }
}
