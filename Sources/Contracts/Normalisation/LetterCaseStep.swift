/// `upper` and `lower`: Unicode's full mappings, character by character, in no language's own way.
enum LetterCaseStep {
  static func upper(_ text: UnsafeBufferPointer<UInt8>, in arena: Arena) -> UnsafeBufferPointer<
    UInt8
  > {
    map(text, in: arena, letters: 97...122) { $0.properties.uppercaseMapping }
  }

  static func lower(_ text: UnsafeBufferPointer<UInt8>, in arena: Arena) -> UnsafeBufferPointer<
    UInt8
  > {
    map(text, in: arena, letters: 65...90) { $0.properties.lowercaseMapping }
  }

  private static func map(
    _ text: UnsafeBufferPointer<UInt8>, in arena: Arena, letters: ClosedRange<UInt8>,
    _ mapping: (Unicode.Scalar) -> String
  ) -> UnsafeBufferPointer<UInt8> {
    if text.allSatisfy({ $0 < 0x80 }) {
      return arena.copy(text.lazy.map { letters.contains($0) ? $0 ^ 0x20 : $0 })
    }
    var result = ""
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars { result += mapping(scalar) }
    return arena.copy(result.utf8)
  }
}
