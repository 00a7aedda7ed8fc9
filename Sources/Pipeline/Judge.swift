import Contracts
import JSON
import JSONSchema

/// One record's way from bytes to rows or to quarantine: open the envelope, choose the contract,
/// validate, normalise, append. One a lane, reused; a valid record allocates nothing once warm.
public final class Judge {
  private let catalog: ContractCatalog
  private let limits: ReaderLimits
  private let makeRowBuffer: (TableShape) -> any RowBuffer
  private let envelopes: EnvelopeReader
  private let workspace = Workspace()
  private let mapper = RowMapper()
  /// Looked up once a topic. A topic without a contract is remembered as such.
  private var routes: [String: TopicRoute?] = [:]
  private var lastRoute: (source: Int64, route: TopicRoute?)?
  private var lastBuffer: (contract: ObjectIdentifier, rows: any RowBuffer)?

  private struct TableBuffer {
    let table: TableShape
    let rows: any RowBuffer
  }

  /// Contracts that write to one table share its buffer.
  private var tables: [String: TableBuffer] = [:]

  public init(
    catalog: ContractCatalog, limits: ReaderLimits,
    makeRowBuffer: @escaping (TableShape) -> any RowBuffer
  ) {
    self.catalog = catalog
    self.limits = limits
    self.makeRowBuffer = makeRowBuffer
    envelopes = EnvelopeReader(limits: limits)
  }

  /// Forgets the rows of the batch before.
  func begin() {
    for table in tables.values { table.rows.removeAll() }
  }

  /// The rows of the batch, by table name: the lock order.
  func loads() -> [TableLoad] {
    tables.values.filter { $0.rows.rowCount > 0 }
      .sorted { $0.table.name.utf8.lexicographicallyPrecedes($1.table.name.utf8) }
      .map { TableLoad(table: $0.table, rows: $0.rows) }
  }

  /// Judges one record. Its rows, where it has some, lie in the row buffers afterwards.
  func judge(_ record: RecordView, at place: LanePartition) -> Outcome {
    guard let value = record.value else { return .tombstone }
    let refusal = Refusal(record: record, place: place, limits: limits)
    if value.count > limits.payloadBytesMax {
      return refusal.quarantined([.tooLarge(value.count, limits.payloadBytesMax)], by: nil)
    }
    let route = route(of: place)
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try envelopes.open(value, hasHeaders: !record.headers.isEmpty) {
        record.headers.last($0)
      }
    } catch {
      return refusal.quarantined([RecordError(error)], by: nil, owner: route?.owner)
    }
    return judge(envelope, refusal, route)
  }

  private func judge(_ envelope: Envelope, _ refusal: Refusal, _ route: TopicRoute?) -> Outcome {
    guard let route else {
      return refusal.quarantined([.noContract(refusal.place.at.topic)], by: nil)
    }
    let serving: ServingContract
    do throws(ContractChoiceFault) {
      serving = try route.contract(for: envelope.hint)
    } catch {
      return refusal.quarantined([RecordError(error)], by: nil, owner: route.owner)
    }
    let contract = serving.contract
    switch contract.schema.validate(envelope.body, limits: limits, in: workspace) {
    case .valid: return map(envelope, refusal, serving)
    case .invalid:
      let explanation = contract.schema.explain(
        envelope.body, limits: limits, errorsMax: RecordErrorList.errorsMax,
        showValue: contract.mayShow)
      return refusal.quarantined(
        explanation.errors.map { RecordError($0, of: contract) }, total: explanation.total,
        by: contract, body: envelope.body)
    case .malformed(let error):
      return refusal.quarantined([RecordError(error)], by: contract)
    case .undecided:
      return refusal.quarantined(
        [.undecided(by: contract)], by: contract, body: envelope.body)
    }
  }

  private func map(
    _ envelope: Envelope, _ refusal: Refusal, _ serving: ServingContract
  ) -> Outcome {
    guard let row = mapper.row(of: envelope.body, workspace, by: serving) else {
      return refusal.quarantined(
        mapper.faults.map(RecordError.init), by: serving.contract, body: envelope.body)
    }
    let record = refusal.record
    buffer(of: serving).append(
      row,
      lineage: Lineage(
        source: refusal.place.source, partition: refusal.place.at.partition, offset: record.offset,
        item: 0, timestamp: record.timestamp, contract: serving.contract.id),
      record: record.index)
    return .loaded
  }

  /// The quarantine row of a record whose row the database refused.
  func refuse(_ record: RecordView, at place: LanePartition, fault: LoadFault) -> QuarantineRow {
    let refusal = Refusal(record: record, place: place, limits: limits)
    let envelope = record.value.flatMap { value in
      try? envelopes.open(value, hasHeaders: !record.headers.isEmpty) { record.headers.last($0) }
    }
    let contract = envelope.flatMap { try? route(of: place)?.contract(for: $0.hint).contract }
    return refusal.row(
      [
        .load(
          table: fault.table, sqlState: fault.sqlState, constraint: fault.constraint,
          column: fault.column)
      ], total: 1, by: contract, owner: nil, body: envelope?.body)
  }

  private func route(of place: LanePartition) -> TopicRoute? {
    if let lastRoute, lastRoute.source == place.source { return lastRoute.route }
    let route: TopicRoute?
    if let known = routes[place.at.topic] {
      route = known
    } else {
      route = catalog.route(for: place.at.topic)
      routes[place.at.topic] = .some(route)
    }
    lastRoute = (place.source, route)
    return route
  }

  private func buffer(of serving: ServingContract) -> any RowBuffer {
    let key = ObjectIdentifier(serving)
    if let lastBuffer, lastBuffer.contract == key { return lastBuffer.rows }
    let rows: any RowBuffer
    if let known = tables[serving.table.name] {
      rows = known.rows
    } else {
      rows = makeRowBuffer(serving.table)
      tables[serving.table.name] = TableBuffer(table: serving.table, rows: rows)
    }
    lastBuffer = (key, rows)
    return rows
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
