import JSONSchema

/// `boolean-text`: the texts `True` and `False`, in any mixture of capitals.
enum BooleanTextStep {
  static func apply(to text: UnsafeBufferPointer<UInt8>) throws(StepFault) -> Value {
    let lowered = text.prefix(6).map { $0 | 0x20 }
    if lowered.elementsEqual("true".utf8) { return .boolean(true) }
    if lowered.elementsEqual("false".utf8) { return .boolean(false) }
    throw StepFault(
      .notABoolean, en: "the text is neither True nor False",
      vi: "chuỗi không phải True hay False")
  }
}
