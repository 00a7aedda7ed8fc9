import JSONSchema

/// `number`: text that holds a number as JSON writes it, `10`, `-1.5`, `1e3`.
enum NumberStep {
  static func apply(
    to text: UnsafeBufferPointer<UInt8>, in arena: Arena
  ) throws(StepFault) -> Value {
    switch PlainDecimal.read(json: text) {
    case .number(let decimal): return decimal.value(in: arena)
    case .tooLong: throw .numberTooLong
    case .notANumber:
      throw StepFault(
        .notANumber, en: "the text is not a number written like 10, -1.5 or 1e3",
        vi: "chuỗi không phải số viết dạng 10, -1.5 hoặc 1e3")
    }
  }
}
