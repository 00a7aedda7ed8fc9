import JSON
import JSONSchema

/// What a record says about the contract that it was made for.
public struct SchemaHint: Sendable {
  /// CloudEvents' `dataschema`.
  public var dataSchema: String?
  /// The id of a Confluent frame or of the header `__value_schema_id`.
  public var id: SchemaID?
  /// The value began with byte 0 and was taken for a Confluent frame.
  var isFramed = false

  public static let none = SchemaHint()

  public init(dataSchema: String? = nil, id: SchemaID? = nil) {
    self.dataSchema = dataSchema
    self.id = id
  }

  public var isEmpty: Bool { dataSchema == nil && id == nil }
}

/// Why no contract can judge a record: stage `contract`.
public struct ContractChoiceFault: Error, Sendable {
  public enum Code: String, Sendable {
    /// The record names a contract that is none of the topic's candidates.
    case notACandidate
    /// Every contract of the topic is retired and serves only records that name it.
    case retired
    /// Several contracts match the topic by pattern, and the record names none.
    case ambiguous
  }

  public let code: Code
  public let message: LocalisedText
}

/// The contracts that may judge the records of one topic (contracts.md, section 2).
public final class TopicRoute: Sendable {
  public let topic: String
  /// Those a record may name: active and retired ones.
  public let candidates: [ServingContract]
  /// The one that judges records which name none.
  let unnamed: ServingContract?

  init(topic: String, candidates: [ServingContract]) {
    self.topic = topic
    self.candidates = candidates
    let active = candidates.filter { $0.contract.status == .active }
    unnamed = active.count == 1 ? active[0] : nil
  }

  /// The route by which one contract judges everything, whatever its status: to try it out.
  public init(trying serving: ServingContract) {
    topic = ""
    candidates = [serving]
    unnamed = serving
  }

  /// Active contracts that no rule tells apart; more than one is an error of the folder that only
  /// the topic's name brings to light.
  public var contenders: [ServingContract] {
    candidates.filter { $0.contract.status == .active }
  }

  /// The contract for a record.
  public func contract(for hint: SchemaHint) throws(ContractChoiceFault) -> ServingContract {
    if hint.isEmpty {
      guard let unnamed else { throw unnamedFault }
      return unnamed
    }
    let named = candidates.first { serving in
      (hint.dataSchema.map { serving.contract.isNamed(by: $0) } ?? true)
        && (hint.id.map { serving.contract.schemaIDs.contains($0) } ?? true)
    }
    guard let named else { throw notACandidate(hint) }
    return named
  }

  /// The agency that answers where no contract was chosen: the owner, where all have the same.
  public var owner: String? {
    let owners = Set(candidates.map { ExactString($0.contract.owner ?? "") })
    return owners.count == 1 ? candidates.first?.contract.owner : nil
  }

  private var unnamedFault: ContractChoiceFault {
    contenders.isEmpty ? Self.retired(candidates) : Self.ambiguous(contenders)
  }

  private func notACandidate(_ hint: SchemaHint) -> ContractChoiceFault {
    let names = Self.list(candidates)
    let what = hint.text
    return ContractChoiceFault(
      code: .notACandidate,
      message: LocalisedText(
        en: "the record's \(what.en) names none of the contracts of this topic; they are \(names)",
        vi: "\(what.vi) của bản ghi không ứng với hợp đồng nào của topic; các hợp đồng là \(names)"
      ))
  }

  private static func retired(_ candidates: [ServingContract]) -> ContractChoiceFault {
    let names = list(candidates)
    return ContractChoiceFault(
      code: .retired,
      message: LocalisedText(
        en:
          "the contracts of this topic are retired and judge only records that name them: \(names)",
        vi: "hợp đồng của topic đã nghỉ, chỉ nhận bản ghi nêu tên chúng: \(names)"))
  }

  private static func ambiguous(_ contenders: [ServingContract]) -> ContractChoiceFault {
    let names = list(contenders)
    return ContractChoiceFault(
      code: .ambiguous,
      message: LocalisedText(
        en: "several contracts match this topic, and the record names none: \(names)",
        vi: "có nhiều hợp đồng ứng với topic mà bản ghi không nêu tên: \(names)"))
  }

  private static func list(_ contracts: [ServingContract]) -> String {
    contracts.prefix(10).map { "`\($0.contract.name)`" }.joined(separator: ", ")
  }
}

extension SchemaHint {
  private static let dataSchemaMax = 100

  /// What the record says, as a message names it.
  fileprivate var text: LocalisedText {
    var en: [String] = []
    var vi: [String] = []
    if let dataSchema {
      let text = dataSchema.shortened(to: Self.dataSchemaMax)
      en.append("dataschema `\(text)`")
      vi.append("dataschema `\(text)`")
    }
    if let id {
      let text = "schema id \(id)"
      en.append(text + (isFramed ? " (byte 0 at the start was read as a Confluent frame)" : ""))
      vi.append(text + (isFramed ? " (byte 0 ở đầu được hiểu là khung Confluent)" : ""))
    }
    return LocalisedText(en: en.joined(separator: " with "), vi: vi.joined(separator: " và "))
  }
}
