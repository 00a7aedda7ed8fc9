import JSON
import JSONSchema

/// What became of one record before it meets a database.
public enum Judgement {
  /// Its row, one value a column of the contract's table; valid until the next record is judged.
  case row(UnsafeBufferPointer<Value>, ServingContract)
  case rejected(Rejection)
}

/// Why a record goes to quarantine.
public struct Rejection: Sendable {
  public var stage: RecordError.Stage
  /// Nil where none was chosen.
  public var contract: ServingContract?
  public var agency: String?
  public var errors: [RecordError]
  /// How many errors there are in all.
  public var total: Int

  public init(
    _ stage: RecordError.Stage, _ contract: ServingContract?, agency: String?,
    errors: [RecordError], total: Int? = nil
  ) {
    self.stage = stage
    self.contract = contract
    self.agency = agency
    self.errors = errors
    self.total = total ?? errors.count
  }

  /// The errors as the quarantine stores them.
  public var json: [UInt8] { RecordErrorList.json(of: errors, total: total) }
}

/// Judges records one after the other: opens the envelope, chooses the contract, validates,
/// normalises. One for each thread, reused.
public final class RecordJudge {
  private let limits: ReaderLimits
  private let envelopes: EnvelopeReader
  private let workspace = Workspace()
  private let rows = RowMapper()
  private let deletions: DeletionMapper
  private var windows = TableWindows()

  /// The instant at which rows are compared with what their tables keep, in microseconds since 1970;
  /// nil: they are not, for a record may be looked at years after it was sent.
  public var now: Int64? {
    get { windows.now }
    set { windows.now = newValue }
  }

  public init(limits: ReaderLimits = ReaderLimits()) {
    self.limits = limits
    envelopes = EnvelopeReader(limits: limits)
    deletions = DeletionMapper(limits: limits)
  }

  /// Judges a record without a value by what the contract of its topic says about tombstones.
  ///
  /// - Parameters:
  ///   - key: Of the Kafka record.
  ///   - timestamp: Milliseconds since 1970; −1 where the record has none.
  ///   - take: Gets the row of a deletion: key and order, NULL elsewhere.
  /// - Returns: Nil where the tombstone is fit, whether it deletes or only counts.
  public func judgeTombstone(
    key: UnsafeBufferPointer<UInt8>?, timestamp: Int64, by route: TopicRoute,
    take: (UnsafeBufferPointer<Value>, ServingContract) -> Void
  ) -> Rejection? {
    guard route.candidates.contains(where: \.deletes) else { return nil }
    let serving: ServingContract
    do throws(ContractChoiceFault) {
      serving = try route.contract(for: .none)
    } catch {
      return Rejection(.contract, nil, agency: route.owner, errors: [RecordError(error)])
    }
    guard serving.deletes else { return nil }
    let isRead = deletions.row(key: key, timestamp: timestamp, by: serving) { row in
      take(row, serving)
    }
    if isRead { return nil }
    return Rejection(
      .normalise, serving, agency: serving.contract.owner,
      errors: deletions.faults.map { RecordError($0) })
  }

  /// - Parameters:
  ///   - value: The record's value, followed by 64 readable bytes; it is not NULL.
  ///   - route: Of the record's topic.
  ///   - hasHeaders: False where the record has none.
  ///   - header: The last value of a header by its exact name.
  public func judge(
    _ value: UnsafeBufferPointer<UInt8>, by route: TopicRoute, hasHeaders: Bool,
    header: (String) -> UnsafeBufferPointer<UInt8>?
  ) -> Judgement {
    // Most records are bare JSON on a topic of one contract.
    if let serving = route.unnamed, EnvelopeReader.isBare(value, hasHeaders: hasHeaders) {
      return judge(value, by: serving, header)
    }
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try envelopes.open(value, hasHeaders: hasHeaders, header: header)
    } catch {
      return rejected(.decode, RecordError(error), route)
    }
    let serving: ServingContract
    do throws(ContractChoiceFault) {
      serving = try route.contract(for: envelope.hint)
    } catch {
      return rejected(.contract, RecordError(error), route)
    }
    return judge(envelope.body, by: serving, header)
  }

  /// Validates and normalises what came out of the envelope.
  private func judge(
    _ body: UnsafeBufferPointer<UInt8>, by serving: ServingContract,
    _ header: (String) -> UnsafeBufferPointer<UInt8>?
  ) -> Judgement {
    let contract = serving.contract
    switch contract.schema.validate(body, limits: limits, in: workspace) {
    case .valid:
      if let row = rows.row(of: body, workspace, by: serving) {
        guard serving.partitionPlace != nil, let fault = windows.fault(of: row, by: serving) else {
          return .row(row, serving)
        }
        return rejected(.normalise, [RecordError(fault)], serving, body, header)
      }
      let errors = rows.faults.map { RecordError($0) }
      return rejected(.normalise, errors, serving, body, header)
    case .invalid:
      return invalid(body, serving, header)
    case .undecided:
      return rejected(.validate, [.undecided(by: contract.name)], serving, body, header)
    case .malformed(let error):
      return .rejected(
        Rejection(.decode, serving, agency: contract.owner, errors: [RecordError(error)]))
    }
  }

  /// The rejection of a record whose row the database refused, though it was judged fit.
  public func refused(
    _ value: UnsafeBufferPointer<UInt8>, by route: TopicRoute, hasHeaders: Bool,
    because error: RecordError, header: (String) -> UnsafeBufferPointer<UInt8>?
  ) -> Rejection {
    guard let envelope = try? envelopes.open(value, hasHeaders: hasHeaders, header: header),
      let serving = try? route.contract(for: envelope.hint)
    else { return Rejection(.load, nil, agency: route.owner, errors: [error]) }
    let agency = serving.contract.agency(of: envelope.body, limits: limits, header: header)
    return Rejection(.load, serving, agency: agency, errors: [error])
  }

  private func invalid(
    _ body: UnsafeBufferPointer<UInt8>, _ serving: ServingContract,
    _ header: (String) -> UnsafeBufferPointer<UInt8>?
  ) -> Judgement {
    let contract = serving.contract
    let explanation = contract.schema.explain(
      body, limits: limits, errorsMax: RecordErrorList.errorsMax,
      showValue: { contract.mayShow($0) })
    let errors = explanation.errors.map { RecordError($0, of: contract) }
    return rejected(
      .validate, errors.isEmpty ? [.undecided(by: contract.name)] : errors, serving, body, header,
      total: explanation.total)
  }

  private func rejected(
    _ stage: RecordError.Stage, _ errors: [RecordError], _ serving: ServingContract,
    _ body: UnsafeBufferPointer<UInt8>, _ header: (String) -> UnsafeBufferPointer<UInt8>?,
    total: Int? = nil
  ) -> Judgement {
    let agency = serving.contract.agency(of: body, limits: limits, header: header)
    return .rejected(
      Rejection(stage, serving, agency: agency, errors: errors, total: total))
  }

  /// Before a contract was chosen: the owner answers, where all candidates have the same.
  private func rejected(
    _ stage: RecordError.Stage, _ error: RecordError, _ route: TopicRoute
  ) -> Judgement {
    .rejected(Rejection(stage, nil, agency: route.owner, errors: [error]))
  }
}
