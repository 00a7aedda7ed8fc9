/// Why bytes are not an acceptable JSON document (RFC 8259), and where.
///
/// A message never quotes more of the document than one byte.
public struct JSONError: Error, Sendable, Hashable {
  public enum Code: String, Sendable, CaseIterable {
    case unexpectedByte, unexpectedEnd, trailingBytes
    case byteOrderMark, invalidUTF8
    case controlCharacter, invalidEscape, loneSurrogate
    case invalidNumber, numberTooLong
    case duplicateKey
    case tooDeep, tooLarge, tooManyMembers
  }

  public let code: Code
  /// Bytes from the document's start to the fault.
  public let offset: Int
  /// JSON Pointer (RFC 6901) of the value that holds the fault, where it is known.
  public let pointer: String?
  /// The limit that was passed, for `numberTooLong`, `tooDeep`, `tooLarge` and `tooManyMembers`.
  public let limit: Int?
  /// The byte at the fault, for `unexpectedByte`.
  public let byte: UInt8?
  /// What the document is instead, where that shows.
  public let clue: JSONClue?

  public init(
    _ code: Code, offset: Int, pointer: String? = nil, limit: Int? = nil, byte: UInt8? = nil,
    clue: JSONClue? = nil
  ) {
    self.code = code
    self.offset = offset
    self.pointer = pointer
    self.limit = limit
    self.byte = byte
    self.clue = clue
  }

  /// What is wrong, in English.
  public var message: String {
    "\(reason) (byte \(offset))"
  }

  /// What is wrong, in Vietnamese.
  public var messageVietnamese: String {
    "\(reasonVietnamese) (byte thứ \(offset))"
  }

  private var hexadecimal: String {
    byte.map { ($0 < 16 ? " 0x0" : " 0x") + String($0, radix: 16, uppercase: true) } ?? ""
  }

  private var bound: String { limit.map { String($0) } ?? "?" }

  private var reason: String {
    switch code {
    case .unexpectedByte: "not JSON: the byte\(hexadecimal) cannot stand here"
    case .unexpectedEnd: "not JSON: the document ends too early; it may have been cut off"
    case .trailingBytes: "not JSON: more bytes after the end of the value; send one value a record"
    case .byteOrderMark: "starts with a byte order mark; send UTF-8 without one"
    case .invalidUTF8: "not UTF-8; send text in UTF-8"
    case .controlCharacter: "a control character stands bare in a string; escape it as \\uXXXX"
    case .invalidEscape: "an escape in a string that JSON does not know"
    case .loneSurrogate: "half of a surrogate pair in a \\u escape; write both halves"
    case .invalidNumber: "a number that JSON does not allow (leading zero, bare point or exponent)"
    case .numberTooLong: "a number that needs more than \(bound) digits"
    case .duplicateKey: "an object names the same property twice"
    case .tooDeep: "arrays and objects nested deeper than \(bound)"
    case .tooLarge: "longer than \(bound) bytes"
    case .tooManyMembers: "an object with more than \(bound) properties"
    }
  }

  private var reasonVietnamese: String {
    switch code {
    case .unexpectedByte: "không phải JSON: byte\(hexadecimal) không được phép ở đây"
    case .unexpectedEnd: "không phải JSON: dữ liệu kết thúc quá sớm, có thể đã bị cắt"
    case .trailingBytes: "không phải JSON: còn dữ liệu sau giá trị; mỗi bản ghi chỉ gửi một giá trị"
    case .byteOrderMark: "bắt đầu bằng dấu BOM; hãy gửi UTF-8 không có BOM"
    case .invalidUTF8: "không phải UTF-8; hãy gửi văn bản mã hoá UTF-8"
    case .controlCharacter: "ký tự điều khiển nằm trực tiếp trong chuỗi; hãy viết dạng \\uXXXX"
    case .invalidEscape: "chuỗi thoát trong văn bản không hợp lệ theo JSON"
    case .loneSurrogate: "chỉ có một nửa cặp surrogate trong \\u; hãy viết đủ hai nửa"
    case .invalidNumber: "số không đúng cú pháp JSON (số 0 ở đầu, dấu chấm hoặc số mũ thiếu chữ số)"
    case .numberTooLong: "số cần nhiều hơn \(bound) chữ số"
    case .duplicateKey: "một đối tượng có hai thuộc tính trùng tên"
    case .tooDeep: "mảng và đối tượng lồng nhau sâu hơn \(bound) cấp"
    case .tooLarge: "dài hơn \(bound) byte"
    case .tooManyMembers: "một đối tượng có nhiều hơn \(bound) thuộc tính"
    }
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { "\(code.rawValue): \(message)" }
}
