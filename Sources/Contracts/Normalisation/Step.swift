/// One step of a property's `steps`, by its name in the contract. A step changes the kinds of value
/// that it takes and passes every other kind, and NULL, as they are.
public enum Step: String, CaseIterable, Sendable {
  case trim
  case collapseSpaces = "collapse-spaces"
  case nfc
  case upper
  case lower
  case emptyToNull = "empty-to-null"
  case number
  case vietnameseNumber = "vi-number"
  case round
  case localDateTime = "local-datetime"
  case vietnameseDate = "vi-date"
  case booleanText = "boolean-text"

  var takes: ValueKinds {
    switch self {
    case .round: .number
    default: .text
    }
  }

  var gives: ValueKinds {
    switch self {
    case .trim, .collapseSpaces, .nfc, .upper, .lower, .emptyToNull: .text
    case .number, .vietnameseNumber, .round: .number
    case .localDateTime: .instant
    case .vietnameseDate: .day
    case .booleanText: .boolean
    }
  }

  /// The value after the step. `type` is the column's, which says to how many decimals to round.
  func apply(to value: Value, for type: ColumnType, in arena: Arena) throws(StepFault) -> Value {
    if self == .round { return RoundStep.apply(to: value, for: type, in: arena) }
    guard case .text(let text) = value else { return value }
    switch self {
    case .trim: return .text(TrimStep.apply(to: text))
    case .collapseSpaces: return .text(CollapseSpacesStep.apply(to: text, in: arena))
    case .nfc: return .text(NFC.normalised(text).map { arena.copy($0) } ?? text)
    case .upper: return .text(LetterCaseStep.upper(text, in: arena))
    case .lower: return .text(LetterCaseStep.lower(text, in: arena))
    case .emptyToNull: return text.isEmpty ? .null : value
    case .number: return try NumberStep.apply(to: text, in: arena)
    case .vietnameseNumber: return try VietnameseNumberStep.apply(to: text, in: arena)
    case .localDateTime: return try LocalDateTimeStep.apply(to: text)
    case .vietnameseDate: return try VietnameseDateStep.apply(to: text)
    case .booleanText: return try BooleanTextStep.apply(to: text)
    case .round: return value
    }
  }
}
