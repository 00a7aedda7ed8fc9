import JSON
import JSONSchema

/// Why a valid record cannot become a row: one fault a column. Messages never quote the value.
public struct NormaliseFault: Sendable {
  public enum Code: String, Sendable {
    case zeroCharacter
    case numberTooLong
    case notANumber
    case notADateTime
    case notADate
    case notABoolean
    case notAUUID
    /// Decimals that are not zero beyond the column's scale.
    case tooManyDecimals
    /// Not an integer where the column holds integers.
    case notAnInteger
    case outOfRange
    /// A kind of value that the column cannot hold.
    case wrongKind
    /// `x-trucd.check` refuses the value after its steps.
    case check
    /// The Kafka key or timestamp of a tombstone does not tell which row it deletes.
    case badKey
    /// The row belongs before or after what the table keeps.
    case outsideWindow
  }

  public var code: Code
  /// The step by its name, `type` where the column's type refuses, else a keyword of `check`.
  public var keyword: String
  /// JSON Pointer of the value in the record.
  public var instanceLocation: String
  /// JSON Pointer of the setting in the contract's file.
  public var keywordLocation: String
  /// The file and JSON Pointer of the setting.
  public var absoluteKeywordLocation: String
  public var limit: JSONValue?
  public var message: LocalisedText
  public var hint: LocalisedText?
}
