import ECMAPattern
import JSON
import JSONSchema

/// What must be true of any input whatever.
public final class FuzzJudge {
  private let tiers = TierJudge()
  private let memory = GuardedMemory()

  public init() {}

  /// What is wrong with the engine's answers about an input; nil where nothing is.
  public func fault(of input: FuzzInput) -> String? {
    switch input.mode {
    case .json: judgeJSON(input.first)
    case .pattern: judgePattern(input.first, input.second)
    case .schema: judgeSchema(input.first, input.second, .specification, captures: false)
    case .formats: judgeSchema(input.first, input.second, .asserted, captures: false)
    case .captures: judgeSchema(input.first, input.second, .asserted, captures: true)
    }
  }

  // MARK: - JSON

  /// Both walks over a text find the same, and what was read is written and read as the same value.
  private func judgeJSON(_ bytes: [UInt8]) -> String? {
    let fault = JSONReader.fault(in: memory.place(bytes), limits: ReaderLimits())
    do throws(JSONError) {
      let value = try JSONReader.parse(bytes)
      if let fault { return "read, but the check finds \(fault)" }
      let written = JSONWriter.bytes(of: value)
      guard let again = try? JSONReader.parse(written), again == value else {
        return "written as another value: \(String(decoding: written, as: UTF8.self))"
      }
      return nil
    } catch {
      guard let fault else { return "the check finds nothing, but reading says \(error)" }
      return fault.code == error.code && fault.offset == error.offset
        ? nil : "the check finds \(fault), but reading says \(error)"
    }
  }

  // MARK: - Patterns

  /// A whole match is the same as a search between both ends.
  private func judgePattern(_ source: [UInt8], _ text: [UInt8]) -> String? {
    guard let source = String(validating: source, as: UTF8.self),
      String(validating: text, as: UTF8.self) != nil, let pattern = try? Pattern(source),
      let anchored = try? Pattern("^(?:\(source))$")
    else { return nil }
    let found = text.withUnsafeBufferPointer(pattern.match)
    let whole = text.withUnsafeBufferPointer(pattern.matchesWhole)
    let search = text.withUnsafeBufferPointer(anchored.match)
    guard whole != .undecided, search != .undecided, found != .undecided else { return nil }
    if whole != search { return "whole: \(whole), between both ends: \(search)" }
    return whole == .match && found == .noMatch ? "matches whole, but is not found" : nil
  }

  // MARK: - Schemas

  private func judgeSchema(
    _ document: [UInt8], _ record: [UInt8], _ formats: FormatMode, captures: Bool
  ) -> String? {
    guard let document = try? JSONReader.parse(document),
      let schema = try? Schema(
        compiling: document, at: "fuzz.json", formats: formats,
        captures: captures ? self.captures(for: document) : [])
    else { return nil }
    guard case .contradiction(let text) = tiers.answer(schema, record) else { return nil }
    return text
  }

  /// The first names of the schema's properties, two levels down, and the lists of other members.
  private func captures(for document: JSONValue) -> [Capture] {
    var captures = [Capture(path: [])]
    for member in document["properties"]?.object?.members.prefix(6) ?? [] {
      captures.append(Capture(path: [member.name]))
      captures += (member.value["properties"]?.object?.members.prefix(3) ?? []).map {
        Capture(path: [member.name, $0.name])
      }
    }
    let names = captures.compactMap(\.path.first)
    return captures + [Capture(path: [], kind: .members(excluding: Array(names.prefix(2))))]
  }
}
