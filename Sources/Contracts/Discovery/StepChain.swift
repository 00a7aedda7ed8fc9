import JSONSchema

/// The steps of a property with what they make of its values: checked when the contract loads, so
/// that a chain that cannot work is refused before a record meets it.
struct StepChain {
  let type: ColumnType

  struct Fault: Error {
    let key: String
    let message: LocalisedText
  }

  init(_ settings: PropertySettings, after inference: TypeInference) throws(Fault) {
    var kinds = inference.kinds
    for step in settings.steps {
      guard !kinds.isDisjoint(with: step.takes) else { throw Self.misfit(step, kinds) }
      kinds = kinds.subtracting(step.takes).union(step.gives)
    }
    type =
      settings.type
      ?? (kinds == inference.kinds ? inference.type : Self.type(of: kinds))
    if settings.steps.contains(.round), !Self.isRounded(type) {
      throw Fault(
        key: "steps",
        message: LocalisedText(
          en: "`round` needs the type `numeric(p,s)` or `bigint`, which say to how many decimals",
          vi: "`round` cần kiểu `numeric(p,s)` hoặc `bigint` để biết số chữ số thập phân"))
    }
    let misfits = kinds.subtracting(Self.taken(by: type))
    let isMeant = inference.isTyped || !settings.steps.isEmpty
    if isMeant && !misfits.isEmpty && !(inference.kinds == .any && !inference.isTyped) {
      throw Self.misfit(misfits, type)
    }
  }

  /// The type that follows from the steps where the contract names none.
  private static func type(of kinds: ValueKinds) -> ColumnType {
    switch kinds {
    case .text: .text
    case .boolean: .boolean
    case .integer: .bigint
    case .number, .fraction: .numeric(precision: nil, scale: nil)
    case .instant: .timestamptz
    case .day: .date
    default: .jsonb
    }
  }

  private static func isRounded(_ type: ColumnType) -> Bool {
    switch type {
    case .numeric(.some, _), .bigint: true
    default: false
    }
  }

  /// The kinds that become a column of a type without a step.
  private static func taken(by type: ColumnType) -> ValueKinds {
    switch type {
    case .text: [.text, .number, .boolean]
    case .boolean: .boolean
    case .bigint, .numeric, .double: .number
    case .timestamptz: [.text, .instant]
    case .date: [.text, .day]
    case .uuid: .text
    case .jsonb: [.any, .instant, .day]
    }
  }

  private static func misfit(_ step: Step, _ kinds: ValueKinds) -> Fault {
    let takes = step.takes.names
    return Fault(
      key: "steps",
      message: LocalisedText(
        en:
          "the step `\(step.rawValue)` takes \(takes.en), but only \(kinds.names.en) can come to it",
        vi: "bước `\(step.rawValue)` nhận \(takes.vi), nhưng chỉ có \(kinds.names.vi) đến được nó"))
  }

  private static func misfit(_ kinds: ValueKinds, _ type: ColumnType) -> Fault {
    let names = kinds.names
    let step = suggestedStep(from: kinds, to: type)
    return Fault(
      key: "type",
      message: LocalisedText(
        en: "the schema and the steps let \(names.en) come to a column of type `\(type)`; "
          + (step.map { "add the step `\($0)`, or " } ?? "")
          + "narrow `type` in the schema or choose `jsonb`",
        vi: "lược đồ và các bước để \(names.vi) đi vào cột kiểu `\(type)`; "
          + (step.map { "hãy thêm bước `\($0)`, hoặc " } ?? "hãy ")
          + "thu hẹp `type` trong lược đồ hay chọn `jsonb`"))
  }

  private static func suggestedStep(from kinds: ValueKinds, to type: ColumnType) -> String? {
    guard kinds == .text else { return nil }
    switch type {
    case .bigint, .numeric, .double: return Step.number.rawValue
    case .boolean: return Step.booleanText.rawValue
    default: return nil
    }
  }
}
