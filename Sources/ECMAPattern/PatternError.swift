/// Why a text is not a pattern that can be used, and where.
public struct PatternError: Error, Sendable, Hashable {
  public enum Code: String, Sendable, CaseIterable {
    case nothingToRepeat, invalidQuantifier
    case unbalancedParenthesis, unknownGroupSyntax, invalidGroupName, unknownGroup
    case unterminatedClass, invalidRange
    case unescapedCharacter, invalidEscape, unknownProperty
    case tooLong, tooDeep
    /// Valid ECMA-262 that is too large for any engine.
    case unsupported
  }

  public let code: Code
  /// Characters (Unicode scalars) from the pattern's start to the fault.
  public let position: Int

  public init(_ code: Code, position: Int) {
    self.code = code
    self.position = position
  }

  /// What is wrong and what to write instead, in English.
  public var message: String { "\(reason) (character \(position))" }

  /// What is wrong and what to write instead, in Vietnamese.
  public var messageVietnamese: String { "\(reasonVietnamese) (ký tự thứ \(position))" }

  private var reason: String {
    switch code {
    case .nothingToRepeat: "a quantifier has nothing to repeat"
    case .invalidQuantifier: "a quantifier is not {n}, {n,} or {n,m} with n at most m"
    case .unbalancedParenthesis: "a parenthesis has no partner; write \\( or \\) for the character"
    case .unknownGroupSyntax: "a group begins with (? and something that ECMA-262 does not know"
    case .invalidGroupName: "a group's name is not a name, or is used twice"
    case .unknownGroup: "a back-reference to a group that does not exist"
    case .unterminatedClass: "a class has no closing ]"
    case .invalidRange: "a range in a class ends before it begins, or has a class at one end"
    case .unescapedCharacter: "one of ] { } stands bare; write it with a backslash"
    case .invalidEscape: "an escape that ECMA-262 does not know in Unicode mode"
    case .unknownProperty: "a Unicode property that is not known; names are case-sensitive"
    case .tooLong: "longer than \(PatternParser.lengthMax) characters"
    case .tooDeep: "groups nested deeper than \(PatternParser.depthMax)"
    case .unsupported: "valid, but too large; shorten it, or split it over several schemas by allOf"
    }
  }

  private var reasonVietnamese: String {
    switch code {
    case .nothingToRepeat: "dấu lặp không có gì để lặp"
    case .invalidQuantifier: "dấu lặp không có dạng {n}, {n,} hoặc {n,m} với n không lớn hơn m"
    case .unbalancedParenthesis:
      "dấu ngoặc tròn thiếu nửa kia; hãy viết \\( hoặc \\) cho chính ký tự"
    case .unknownGroupSyntax: "nhóm bắt đầu bằng (? và phần tiếp theo không có trong ECMA-262"
    case .invalidGroupName: "tên nhóm không hợp lệ hoặc bị trùng"
    case .unknownGroup: "tham chiếu ngược đến nhóm không tồn tại"
    case .unterminatedClass: "lớp ký tự thiếu dấu ] đóng"
    case .invalidRange: "khoảng trong lớp ký tự bị ngược hoặc có một đầu là lớp"
    case .unescapedCharacter: "một trong các ký tự ] { } đứng trần; hãy thêm dấu \\ phía trước"
    case .invalidEscape: "chuỗi thoát không có trong ECMA-262 ở chế độ Unicode"
    case .unknownProperty: "thuộc tính Unicode không tồn tại; tên phân biệt chữ hoa, chữ thường"
    case .tooLong: "dài hơn \(PatternParser.lengthMax) ký tự"
    case .tooDeep: "nhóm lồng nhau sâu hơn \(PatternParser.depthMax) cấp"
    case .unsupported: "hợp lệ nhưng quá lớn; hãy rút ngắn hoặc tách ra nhiều lược đồ bằng allOf"
    }
  }
}

extension PatternError: CustomStringConvertible {
  public var description: String { "\(code.rawValue): \(message)" }
}
