/// draft-bhutton-relative-json-pointer-00, section 3, which 2020-12 names; the index manipulation
/// that it adds to its forerunners is accepted in the older drafts as well.
enum RelativeJSONPointerFormat {
  static func accepts(_ text: Text) -> Bool {
    var cursor = ByteCursor(text)
    guard takeNumber(&cursor) else { return false }
    if cursor.take(UInt8(ascii: "+")) || cursor.take(UInt8(ascii: "-")) {
      guard takeNumber(&cursor) else { return false }
    }
    if cursor.take(UInt8(ascii: "#")) { return cursor.isAtEnd }
    return JSONPointerFormat.accepts(Text(rebasing: text[cursor.offset...]))
  }

  /// `non-negative-integer`: no zero before other digits.
  private static func takeNumber(_ cursor: inout ByteCursor) -> Bool {
    if cursor.take(UInt8(ascii: "0")) { return cursor.next.map { !isDigit($0) } ?? true }
    return cursor.take(while: isDigit) > 0
  }
}
