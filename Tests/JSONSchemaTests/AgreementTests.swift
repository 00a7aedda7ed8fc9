import JSON
import Testing

@testable import JSONSchema

/// A seeded source of numbers (SplitMix64), so that a failure can be run again.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int.random(in: 0..<choices.count, using: &self)]
  }
}

/// Random schemas over few names and values, so that records meet every keyword often.
struct SchemaMaker {
  var random: Seeded
  static let names = ["a", "b", "tên", "a-name-that-is-longer-than-sixteen", "q\"", "e"]

  mutating func document() -> JSONValue {
    var root = object(depth: 3)
    root["$defs"] = .object(
      JSONObject([("d0", schema(depth: 1)), ("d1", schema(depth: 0))]))
    return .object(root)
  }

  private mutating func schema(depth: Int) -> JSONValue {
    if random.chance(6) { return .boolean(random.chance(60)) }
    if depth > 0, random.chance(45) { return .object(object(depth: depth)) }
    if depth > 1, random.chance(12) {
      return ["$ref": .string("#/$defs/d\(random.chance(50) ? 0 : 1)")]
    }
    return .object(leaf())
  }

  private mutating func leaf() -> JSONObject {
    var object = JSONObject()
    if random.chance(55) { object["type"] = type() }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let name = random.pick([
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "pattern", "format", "enum", "const",
      ])
      object[name] = operand(name)
    }
    return object
  }

  private mutating func type() -> JSONValue {
    let types = ["null", "boolean", "object", "array", "number", "integer", "string"]
    if random.chance(70) { return .string(random.pick(types)) }
    return .array([types.prefix(3), types.suffix(4)].map { .string(random.pick(Array($0))) })
  }

  private mutating func operand(_ name: String) -> JSONValue {
    switch name {
    case "minLength", "maxLength": return .number(JSONNumber(Int.random(in: 0...4, using: &random)))
    case "multipleOf":
      return .number(JSONNumber(random.pick(["2", "0.5", "1", "0.03", "1e18", "1e-30"])) ?? 1)
    case "pattern":
      return .string(
        random.pick([
          "^[0-9]{3}$", "^[a-z]+$", "é", "^(?=a)", "^.{2}$", "x|^$", "^(.{40}|[^é]{1,9})$",
          "^\\S+$",
        ]))
    case "format":
      return .string(random.pick(["date-time", "date", "uuid", "ipv4", "time", "uri", "regex"]))
    case "const": return value(depth: 1)
    case "enum":
      if random.chance(60) { return ["abc", "123", "", "é", "a\"b"] }
      return .array((0..<3).map { _ in value(depth: 1) })
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> JSONObject {
    var object = leaf()
    for _ in 0..<Int.random(in: 1...3, using: &random) { addApplicator(&object, depth: depth) }
    return object
  }

  private mutating func addApplicator(_ object: inout JSONObject, depth: Int) {
    switch Int.random(in: 0..<19, using: &random) {
    case 0...3: object["properties"] = .object(map(depth: depth))
    case 4: object["required"] = .array(someNames().map { .string($0) })
    case 5: object["additionalProperties"] = schema(depth: depth - 1)
    case 6: object["patternProperties"] = ["^a": schema(depth: depth - 1)]
    case 7: object["items"] = schema(depth: depth - 1)
    case 8: object["prefixItems"] = .array([schema(depth: depth - 1), schema(depth: 0)])
    case 9: object[random.pick(["minItems", "maxItems", "minProperties", "maxProperties"])] = 2
    case 10: object["uniqueItems"] = true
    case 11:
      object["contains"] = schema(depth: 0)
      if random.chance(50) { object["minContains"] = .number(JSONNumber(random.pick([0, 2]))) }
    case 12:
      object["dependentRequired"] = ["a": .array(someNames().map { .string($0) })]
    case 13: object["propertyNames"] = ["maxLength": 3]
    case 14:
      object["if"] = schema(depth: depth - 1)
      object[random.pick(["then", "else"])] = schema(depth: depth - 1)
    case 15: object["not"] = schema(depth: depth - 1)
    case 16: object["unevaluatedProperties"] = schema(depth: 0)
    case 17: object["unevaluatedItems"] = schema(depth: 0)
    default:
      object[random.pick(["allOf", "anyOf", "oneOf"])] = .array(
        [schema(depth: depth - 1), schema(depth: depth - 1)])
    }
  }

  private mutating func map(depth: Int) -> JSONObject {
    JSONObject(someNames().map { ($0, schema(depth: depth - 1)) })
  }

  private mutating func someNames() -> [String] { Self.names.filter { _ in random.chance(45) } }

  // MARK: - Records

  mutating func number() -> JSONValue {
    let text = random.pick([
      "0", "1", "2", "-1", "1.0", "1.5", "0.5", "-2.50", "3e0", "25e-1", "10", "1e20", "2.000",
      "100000000000000000000", "1000000000000000000", "0.09", "0.3", "0.1000000000000000000001",
      "12345678.125", "-0",
    ])
    return .number(JSONNumber(text) ?? 0)
  }

  mutating func value(depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 12 : 8), using: &random) {
    case 0: return .null
    case 1: return .boolean(random.chance(50))
    case 2, 3: return number()
    case 4...7:
      return .string(
        random.pick([
          "", "abc", "123", "1234", "é", "éé", "a\"b", "x\n", "2026-11-23T08:30:00+07:00",
          "2026-11-23T08:30:00", "2026-11-23", "10.0.0.1", "aé", "ab", "1\u{1F600}",
          "123e4567-e89b-12d3-a456-426614174000", "08:30:00Z", "a:/b", "(a",
          "2026-11-23T08:30:00.123456789+07:00", "2026-12-31t23:59:60z",
        ]))
    case 8, 9:
      return .array(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
    default:
      var names = someNames() + (random.chance(30) ? ["other"] : [])
      names.shuffle(using: &random)
      return .object(JSONObject(names.map { ($0, value(depth: depth - 1)) }))
    }
  }

  /// The text of a value, here and there with white space and needless escapes.
  mutating func text(_ value: JSONValue) -> [UInt8] {
    let plain = JSONWriter.bytes(of: value)
    guard random.chance(40) else { return plain }
    var bytes: [UInt8] = []
    var isInString = false
    var isEscaped = false
    for byte in plain {
      if byte == UInt8(ascii: "a"), isInString, !isEscaped, random.chance(30) {
        bytes += Array("\\u0061".utf8)
        continue
      }
      bytes.append(byte)
      if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      if !isInString, [0x2c, 0x3a, 0x5b, 0x7b].contains(byte), random.chance(30) {
        bytes.append(0x20)
      }
    }
    return bytes
  }
}

/// The tiers and the explanation agree about whatever schemas and records may come.
@Suite struct AgreementTests {
  @Test(arguments: 0..<8)
  func tiersAgree(part: Int) throws {
    var verdicts = (valid: 0, invalid: 0, gaveUp: 0)
    let (tapeSpace, fusedSpace) = (Workspace(), Workspace())
    for seed in 0..<100 {
      var maker = SchemaMaker(random: Seeded(UInt64(part * 1000 + seed)))
      let document = maker.document()
      let captures = [
        Capture(path: ["a"]), Capture(path: ["a", "b"]), Capture(path: ["tên"]), Capture(path: []),
        Capture(path: ["b"], kind: .members(excluding: ["a"])),
        Capture(path: [], kind: .members(excluding: ["a", "e"])),
      ]
      guard
        let compiled = try? Schema(
          compiling: document, at: "", formats: .asserted, captures: captures)
      else { continue }
      for _ in 0..<40 {
        let record = maker.text(maker.value(depth: 3))
        compare(compiled, record, document, tapeSpace, fusedSpace, &verdicts)
      }
    }
    #expect(verdicts.valid > 500 && verdicts.invalid > 500 && verdicts.gaveUp == 0, "\(verdicts)")
  }

  private func compare(
    _ schema: Schema, _ record: [UInt8], _ document: JSONValue, _ tapeSpace: Workspace,
    _ fusedSpace: Workspace, _ verdicts: inout (valid: Int, invalid: Int, gaveUp: Int)
  ) {
    let limits = ReaderLimits()
    let copy = PaddedBytes(record)
    let tape = schema.validateByTape(copy.bytes, limits: limits, in: tapeSpace)
    let fused = schema.validateFused(copy.bytes, limits: limits, in: fusedSpace)
    let explanation = schema.explain(copying: record)
    if fused == nil { verdicts.gaveUp += 1 }
    let isValid = Tiers.isValid(tape)
    if isValid { verdicts.valid += 1 } else { verdicts.invalid += 1 }
    let agrees =
      (fused.map(Tiers.isValid) ?? isValid) == isValid && explanation.isEmpty == isValid
      && (!isValid || fused == nil || Tiers.cells(tapeSpace) == Tiers.cells(fusedSpace))
    if !agrees {
      let schemaText = JSONWriter.text(of: document)
      let recordText = String(decoding: record, as: UTF8.self)
      Issue.record(
        "\(recordText) by \(schemaText): tape \(tape), fused \(String(describing: fused)), explained \(explanation.total)"
      )
    }
  }
}
