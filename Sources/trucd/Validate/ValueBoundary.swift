/// Finds where a JSON value ends, whatever it is worth, from as many portions of its bytes as come.
///
/// It counts brackets and minds strings; whether the value is JSON is for the reader to say. A value
/// that is neither string nor container ends before white space and before what begins or divides
/// values, so that `1 2`, `"a""b"` and `[][]` are two values each.
struct ValueBoundary {
  private enum Kind { case none, scalar, string, container }

  private var kind = Kind.none
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// The byte after the value that is being read, at or after `start`; nil where it is not among
  /// these bytes, and the search goes on with those that follow.
  mutating func end(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    guard start < end else { return nil }
    var p = start
    if kind == .none { begin(&p) }
    return kind == .scalar ? scalarEnd(p, end) : bracketEnd(p, end)
  }

  private mutating func begin(_ p: inout UnsafePointer<UInt8>) {
    switch p[0] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      kind = .container
      depth = 1
    case UInt8(ascii: "\""):
      kind = .string
      isInString = true
    default: kind = .scalar
    }
    p += 1
  }

  private func scalarEnd(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    var p = start
    while p < end {
      switch p[0] {
      case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ":"):
        return p
      default: p += 1
      }
    }
    return nil
  }

  private mutating func bracketEnd(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    var p = start
    while p < end {
      let byte = p[0]
      p += 1
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if kind == .string { return p }
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return p }
      default: break
      }
    }
    return nil
  }
}
