import JSON
import JSONSchema

/// One reason why a record is in quarantine, in the shape of contracts.md, section 8.
public struct RecordError: Sendable {
  public enum Stage: String, Sendable {
    case decode, contract, validate, normalise, load
  }

  public var stage: Stage
  /// Names the fault for programs; stable.
  public var code: String
  /// The schema's keyword, or the step; nil where the fault is none of the schema's.
  public var keyword: String?
  /// JSON Pointer of the value in the record.
  public var instanceLocation: String
  public var keywordLocation: String?
  public var absoluteKeywordLocation: String?
  public var property: String?
  public var limit: JSONValue?
  public var value: JSONValue?
  public var message: LocalisedText
  public var hint: LocalisedText?
  public var causes: [RecordError]

  public init(
    _ stage: Stage, code: String, keyword: String? = nil, instanceLocation: String = "",
    message: LocalisedText, hint: LocalisedText? = nil, causes: [RecordError] = []
  ) {
    self.stage = stage
    self.code = code
    self.keyword = keyword
    self.instanceLocation = instanceLocation
    self.message = message
    self.hint = hint
    self.causes = causes
  }
}

extension RecordError {
  private static let shownPlaceMax = 60
  private static let pointerBytesMax = 1000

  /// The bytes are not acceptable JSON. Nesting may make the place as long as the record: the
  /// message shows its start, and the location is that of a container around it.
  public init(_ error: JSONError) {
    let place = (error.pointer ?? "").shortened(to: Self.shownPlaceMax)
    self.init(
      .decode, code: error.code.rawValue,
      instanceLocation: error.pointer.map { Self.bounded($0) } ?? "",
      message: LocalisedText(
        en: error.message + (place.isEmpty ? "" : ", at \(place)"),
        vi: error.messageVietnamese + (place.isEmpty ? "" : ", tại \(place)")),
      hint: error.clue.map { LocalisedText(en: $0.message, vi: $0.messageVietnamese) })
    limit = error.limit.map { .number(JSONNumber($0)) }
  }

  /// The longest part of a pointer that is a pointer and not too long.
  private static func bounded(_ pointer: String) -> String {
    let bytes = pointer.utf8
    if bytes.count <= pointerBytesMax { return pointer }
    let end = bytes.prefix(pointerBytesMax + 1).lastIndex(of: UInt8(ascii: "/"))
    return String(decoding: bytes[..<(end ?? bytes.startIndex)], as: UTF8.self)
  }

  /// The envelope cannot be opened.
  public init(_ error: EnvelopeError) {
    self.init(
      .decode, code: error.code.rawValue, message: error.message,
      causes: error.causes.map { RecordError($0, stage: .decode) })
  }

  /// No contract can judge the record.
  public init(_ fault: ContractChoiceFault) {
    self.init(.contract, code: fault.code.rawValue, message: fault.message)
  }

  /// The contract's schema forbids the record. The contract's own message replaces the generated
  /// one, which then becomes the hint where there is none. Where the property is missing altogether
  /// the contract's message is the hint: it tells how a value looks, not that there is none.
  public init(_ error: ValidationError, of contract: Contract) {
    self.init(error)
    if let property = error.property, error.keyword == "required" {
      let missing = error.instanceLocation.pointer(to: property)
      hint = hint ?? contract.notices[ExactString(missing)]?.message
      return
    }
    guard let own = contract.notices[ExactString(error.instanceLocation)]?.message else { return }
    if hint == nil, message.en != own.en { hint = message }
    message = own
  }

  /// A limit of steps was reached, a pattern's or that of schemas within schemas: no verdict.
  /// - Parameter schema: The name of the contract or schema.
  public static func undecided(by schema: String) -> RecordError {
    RecordError(
      .validate, code: "undecided",
      message: LocalisedText(
        en: "`\(schema)` could not be decided within the limit of steps: a pattern, or branches "
          + "within branches, ask too much of this value; its author should make them simpler",
        vi:
          "`\(schema)` không kết luận được trong giới hạn số bước: một mẫu (pattern) hoặc các nhánh "
          + "lồng nhau đòi hỏi quá nhiều ở giá trị này; người soạn cần viết đơn giản hơn"))
  }

  public init(_ fault: NormaliseFault) {
    self.init(
      .normalise, code: fault.code.rawValue, keyword: fault.keyword,
      instanceLocation: fault.instanceLocation, message: fault.message, hint: fault.hint)
    keywordLocation = fault.keywordLocation
    absoluteKeywordLocation = fault.absoluteKeywordLocation
    limit = fault.limit
  }

  /// The database alone refuses the row.
  /// - Parameter words: its own, where they cannot quote a value (contracts.md, section 7).
  public static func load(
    table: String, sqlState: String, words: String?, constraint: String?, column: String?
  ) -> RecordError {
    let place = [constraint.map { "constraint \($0)" }, column.map { "column \($0)" }]
      .compactMap { $0 }.joined(separator: ", ")
    let placeVietnamese = [constraint.map { "ràng buộc \($0)" }, column.map { "cột \($0)" }]
      .compactMap { $0 }.joined(separator: ", ")
    return RecordError(
      .load, code: sqlState,
      message: LocalisedText(
        en: "the database refuses the row for table \(table) (SQLSTATE \(sqlState)"
          + (place.isEmpty ? ")" : ", \(place))") + (words.map { ": \($0)" } ?? ""),
        vi: "cơ sở dữ liệu từ chối dòng của bảng \(table) (SQLSTATE \(sqlState)"
          + (place.isEmpty ? ")" : ", \(placeVietnamese))")
          + (words.map { ", báo: \($0)" } ?? "")))
  }

  /// A schema forbids the record.
  public init(_ error: ValidationError) { self.init(error, stage: .validate) }

  fileprivate init(_ error: ValidationError, stage: Stage) {
    self.init(
      stage, code: error.keyword, keyword: error.keyword,
      instanceLocation: error.instanceLocation, message: error.message, hint: error.hint,
      causes: error.causes.map { RecordError($0, stage: stage) })
    keywordLocation = error.keywordLocation
    absoluteKeywordLocation = error.absoluteKeywordLocation
    property = error.property
    limit = error.limit
    value = error.value
  }
}
