import Contracts
import JSON
import JSONSchema

/// What `trucd validate` says of one value.
enum ValueVerdict {
  case valid
  /// The row that it becomes; valid until the next value is judged.
  case row(UnsafeBufferPointer<Value>, ServingContract)
  case refused(Rejection)
  /// A limit of steps was reached: neither valid nor invalid.
  case undecided(Rejection)
  case malformed(JSONError)
}

/// Judges values one after the other.
protocol ValueJudge {
  /// What a value may be at most; more is refused as malformed.
  var limits: ReaderLimits { get }

  /// - Parameter bytes: A value, followed by ``JSON/Scan/padding`` readable bytes.
  func judge(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueVerdict
}

/// By a JSON Schema alone.
struct SchemaJudge: ValueJudge {
  /// Digits are bounded by the size of the value alone, as the bus has it.
  let limits = ReaderLimits(payloadBytesMax: 16 << 20, numberDigitsMax: .max)
  private let schema: Schema
  private let name: String
  private let workspace = Workspace()

  /// `name` is what messages call the schema.
  init(_ schema: Schema, name: String) {
    self.schema = schema
    self.name = name
  }

  func judge(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueVerdict {
    switch schema.validate(bytes, limits: limits, in: workspace) {
    case .valid: return .valid
    case .malformed(let error): return .malformed(error)
    case .undecided: return .undecided(rejection([.undecided(by: name)]))
    case .invalid:
      let explanation = schema.explain(
        bytes, limits: limits, errorsMax: RecordErrorList.errorsMax, showValue: { _ in true })
      return .refused(
        rejection(explanation.errors.map { RecordError($0) }, total: explanation.total))
    }
  }

  private func rejection(_ errors: [RecordError], total: Int? = nil) -> Rejection {
    Rejection(.validate, nil, agency: nil, errors: errors, total: total)
  }
}

/// By the bus's whole chain: envelope, contract, schema, steps and row.
struct ContractJudge: ValueJudge {
  let limits: ReaderLimits
  private let route: TopicRoute
  private let judge: RecordJudge

  init(_ route: TopicRoute, limits: ReaderLimits) {
    self.route = route
    self.limits = limits
    judge = RecordJudge(limits: limits)
  }

  func judge(_ bytes: UnsafeBufferPointer<UInt8>) -> ValueVerdict {
    switch judge.judge(bytes, by: route, hasHeaders: false, header: { _ in nil }) {
    case .row(let row, let serving): return .row(row, serving)
    case .rejected(let rejection):
      if rejection.stage == .decode, let fault = JSONReader.fault(in: bytes, limits: limits) {
        return .malformed(fault)
      }
      return .refused(rejection)
    }
  }
}
