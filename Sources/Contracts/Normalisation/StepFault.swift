import JSON
import JSONSchema

/// Why a value cannot become what its column or its step asks for. Messages never quote the value.
struct StepFault: Error {
  var code: NormaliseFault.Code
  var limit: JSONValue?
  var message: LocalisedText

  init(_ code: NormaliseFault.Code, limit: JSONValue? = nil, en: String, vi: String) {
    self.code = code
    self.limit = limit
    message = LocalisedText(en: en, vi: vi)
  }

  static let zeroCharacter = StepFault(
    .zeroCharacter, en: "holds the character U+0000, which no warehouse can store; leave it out",
    vi: "chứa ký tự U+0000, kho dữ liệu không lưu được; hãy bỏ ký tự này")

  static let numberTooLong = StepFault(
    .numberTooLong, limit: 1000, en: "written out, the number needs more than 1,000 digits",
    vi: "viết đầy đủ, số này cần hơn 1.000 chữ số")
}
