import Pipeline

/// The ways in which agencies get events wrong.
enum DemoFault: String, CaseIterable, Sendable {
  case badUTF8 = "not UTF-8"
  case truncated = "cut off in the middle"
  case duplicateKey = "a key stands twice"
  case foreignContract = "names another owner's contract"
  case missingField = "a required field is missing"
  case wrongType = "a value of the wrong type"
  case unknownCode = "a code that nobody knows"
  case numberAsText = "a number written as a text"
  case unknownField = "a field that the contract does not know"
  case badDate = "a day that is not in the calendar"
  case nulCharacter = "U+0000 in a text"
  case decomposedCode = "a code in decomposed letters (NFD)"
  case decomposedText = "a free text in decomposed letters (NFD)"
  case tombstone = "no value at all"
}

/// What the bus is to do with an event.
enum DemoOutcome: Hashable, Sendable {
  case loaded
  case tombstone
  case quarantined(QuarantineRow.Stage)
}

/// One mistake as it shows in the records of one stream.
struct DemoMistake: Sendable {
  var fault: DemoFault
  var outcome: DemoOutcome
  var apply: @Sendable (inout DemoRecord) -> Void

  init(
    _ fault: DemoFault, _ outcome: DemoOutcome = .quarantined(.validate),
    apply: @escaping @Sendable (inout DemoRecord) -> Void
  ) {
    self.fault = fault
    self.outcome = outcome
    self.apply = apply
  }
}
