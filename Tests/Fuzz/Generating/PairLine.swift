import FuzzJudging
import JSON
import JSONSchema

/// A schema with records, as a line of JSON: what judges are asked, and what this engine answers.
///
/// `{"draft": "7", "formats": false, "schema": …, "instances": [ … ]}`; the engine's answers come to
/// it as `"ours": [true, false, "undecided", …]`, or as `"error": "…"` where the schema is refused.
public struct PairLine {
  private var object: JSONObject

  /// The draft is that of `$schema` already; it is told for judges that do not look there.
  public init(_ draft: Draft, assertsFormats: Bool, _ schema: JSONValue, _ instances: [JSONValue]) {
    object = [
      "draft": .string(draft.rawValue), "formats": .boolean(assertsFormats), "schema": schema,
      "instances": .array(instances),
    ]
  }

  public init?(_ line: String) {
    guard let value = try? JSONReader.parse(line), let object = value.object,
      object["schema"] != nil, object["instances"]?.array != nil
    else { return nil }
    self.object = object
  }

  public var text: String { JSONWriter.text(of: .object(object)) }

  /// How many records the engine calls valid, and how many it judges at all.
  public private(set) var counts = (valid: 0, judged: 0)

  /// Where the engine's answers contradict one another.
  public private(set) var contradictions: [String] = []

  /// Why the schema is refused; nil where it is not.
  public var refusal: String? { object["error"]?.string }

  public mutating func judge(with tiers: TierJudge) {
    let formats: FormatMode = object["formats"]?.boolean == true ? .asserted : .specification
    do throws(SchemaError) {
      let schema = try Schema(
        compiling: object["schema"] ?? .null, at: "pairs.json", formats: formats)
      let answers = (object["instances"]?.array ?? []).map { instance in
        tiers.answer(schema, JSONWriter.bytes(of: instance))
      }
      counts = (answers.count { $0 == .valid }, answers.count)
      contradictions = answers.compactMap {
        if case .contradiction(let text) = $0 { text } else { nil }
      }
      object["ours"] = .array(answers.map(Self.json))
    } catch {
      object["error"] = .string(error.description)
    }
  }

  private static func json(_ answer: TierJudge.Answer) -> JSONValue {
    switch answer {
    case .valid: true
    case .invalid: false
    case .malformed: "malformed"
    case .undecided: "undecided"
    case .contradiction(let text): .string("contradiction: \(text)")
    }
  }
}

extension PairLine {
  /// The line of one number of a run: the same whenever it is asked for.
  public init(seed: UInt64, number: Int, draft: Draft, instances: Int) {
    var random = SeededSource(seed &* 0x1_0000_0001 &+ UInt64(number))
    let assertsFormats = random.chance(20)
    var schemas = SchemaGenerator(
      draft, assertsFormats: assertsFormats, base: "https://example.com/s\(seed)-\(number)",
      random: SeededSource(random.next()))
    let document = schemas.document()
    var records = InstanceGenerator(document, draft, random: SeededSource(random.next()))
    self.init(
      draft, assertsFormats: assertsFormats, document,
      (0..<instances).map { _ in records.instance() })
  }
}
