/// `collapse-spaces`: each run of white space becomes one space, at the ends too.
enum CollapseSpacesStep {
  static func apply(
    to text: UnsafeBufferPointer<UInt8>, in arena: Arena
  ) -> UnsafeBufferPointer<UInt8> {
    guard needsWork(text) else { return text }
    let output = arena.allocate(text.count)
    var written = 0
    var index = 0
    var isInRun = false
    while index < text.count {
      let length = WhiteSpace.length(in: text, at: index)
      if length == 0 || !isInRun {
        output[written] = length == 0 ? text[index] : 0x20
        written += 1
      }
      isInRun = length > 0
      index += max(length, 1)
    }
    return UnsafeBufferPointer(rebasing: output[..<written])
  }

  private static func needsWork(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var last: UInt8 = 0
    for (index, byte) in text.enumerated() {
      if byte != 0x20 && WhiteSpace.length(in: text, at: index) > 0 { return true }
      if byte == 0x20 && last == 0x20 { return true }
      last = byte
    }
    return false
  }
}
