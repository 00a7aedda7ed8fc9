import JSONSchema

/// One reason why a file of the contract folder cannot serve. It names the file, the place, what is
/// wrong there and the way out.
public struct ContractProblem: Error, Sendable {
  public enum Code: String, Sendable {
    /// The file is there and its bytes are not to be had.
    case unreadable
    /// The file is not acceptable JSON.
    case malformed
    /// The file's or the contract's name does not follow the pattern.
    case name
    /// The JSON Schema does not compile.
    case schema
    /// A `$ref` leads nowhere.
    case reference
    /// A keyword that JSON Schema does not know and that looks like one it knows.
    case unknownKeyword
    /// A key of `x-trucd` that does not exist.
    case unknownSetting
    /// A key of `x-trucd` with a value that it cannot have.
    case badSetting
    /// Part of the contract language that this release does not carry out yet.
    case unsupported
    /// A setting that has no effect where it stands.
    case misplaced
    /// Columns cannot be made: names, types or steps.
    case column
    /// It does not go together with another contract.
    case conflict
    /// The warehouse's table cannot take it.
    case table
  }

  public var code: Code
  /// Path of the file under the folder, with `/`.
  public var file: String
  /// JSON Pointer (RFC 6901) of the place in the file; empty for the file as a whole.
  public var pointer: String
  /// Line of the place, from 1, where it was found.
  public var line: Int?
  public var message: LocalisedText

  public init(
    _ code: Code, file: String, pointer: String = "", line: Int? = nil, en: String, vi: String
  ) {
    self.code = code
    self.file = file
    self.pointer = pointer
    self.line = line
    message = LocalisedText(en: en, vi: vi)
  }
}

extension ContractProblem: CustomStringConvertible {
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place)#\(pointer): \(message.en)"
  }
}

extension ContractProblem {
  /// Whether both say the same of the same place; contracts that share a definition find the same
  /// problems in it.
  func says(_ other: ContractProblem) -> Bool {
    code == other.code && file == other.file && pointer == other.pointer
      && message.en == other.message.en
  }
}
