import JSON

/// One example of a contract (contracts.md, section 10): the bytes as they would be sent, and what
/// the author expects of them.
public struct Example: Sendable {
  public enum Verdict: String, Sendable {
    case accepted, rejected
  }

  /// Of the contract.
  public var contract: String
  public var verdict: Verdict
  /// The file's name without `.json`.
  public var name: String
  public var value: [UInt8]
  /// Nil: the contract alone judges it, whatever its topics.
  public var topic: String?
  public var key: String?
  public var headers: [(name: String, value: [UInt8])] = []
  public var timestamp: String?
  /// `NAME.expected.json`; nil: no more than the verdict is expected.
  public var expected: JSONValue?
  /// What is wrong with the example's own files.
  public var faults: [String] = []

  public var description: String { "\(contract).examples/\(verdict.rawValue)/\(name)" }
}

extension Example {
  private static let folderSuffix = ".examples"
  private static let limits = ReaderLimits(payloadBytesMax: 16 << 20)

  /// Whether a file of the folder belongs to an example.
  public static func counts(_ path: String) -> Bool { parts(of: path) != nil }

  /// All examples among the files of a contract folder, by path.
  public static func read(_ files: [ContractFile]) -> [Example] {
    let own = files.filter { counts($0.path) }
    let byPath = Dictionary(own.map { (ExactString($0.path), $0.bytes) }) { first, _ in first }
    return own.filter { isValue($0.path) }.sorted { $0.path.bytesPrecede($1.path) }
      .compactMap { file in
        guard let (contract, verdict, name) = parts(of: file.path) else { return nil }
        var example = Example(contract: contract, verdict: verdict, name: name, value: file.bytes)
        let stem = String(file.path.dropLast(5))
        if let bytes = byPath[ExactString(stem + ".record.json")] { example.readRecord(bytes) }
        if let bytes = byPath[ExactString(stem + ".expected.json")] { example.readExpected(bytes) }
        return example
      }
  }

  private static func isValue(_ path: String) -> Bool {
    !path.hasSuffix(".record.json") && !path.hasSuffix(".expected.json")
  }

  private static func parts(of path: String) -> (contract: String, verdict: Verdict, name: String)?
  {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 4, path.hasSuffix(".json"),
      let verdict = Verdict(rawValue: parts[parts.count - 2]),
      parts[parts.count - 3].hasSuffix(folderSuffix)
    else { return nil }
    let folder = parts.dropLast(2).joined(separator: "/")
    return (
      String(folder.dropLast(folderSuffix.count)), verdict,
      String(parts[parts.count - 1].dropLast(5))
    )
  }

  private mutating func readExpected(_ bytes: [UInt8]) {
    do throws(JSONError) {
      expected = try JSONReader.parse(bytes, limits: Self.limits)
    } catch {
      faults.append("\(name).expected.json: \(error.message)")
    }
  }

  private mutating func readRecord(_ bytes: [UInt8]) {
    guard let record = (try? JSONReader.parse(bytes, limits: Self.limits))?.object else {
      faults.append("\(name).record.json: must be a JSON object")
      return
    }
    for member in record {
      switch (member.name, member.value) {
      case ("topic", .string(let text)): topic = text
      case ("key", .string(let text)): key = text
      case ("timestamp", .string(let text)): timestamp = text
      case ("headers", .object(let object)): readHeaders(object)
      default:
        faults.append(
          "\(name).record.json: `\(member.name)` is none of topic, key, timestamp (strings), headers "
            + "(an object)")
      }
    }
  }

  /// A header's value is a string, or `{"base64": …}` where it is no text.
  private mutating func readHeaders(_ object: JSONObject) {
    for member in object {
      if let text = member.value.string {
        headers.append((member.name, Array(text.utf8)))
      } else if let text = member.value["base64"]?.string,
        let bytes = Base64.decode(Array(text.utf8))
      {
        headers.append((member.name, bytes))
      } else {
        faults.append(
          "\(name).record.json: header `\(member.name)` must be a string or {\"base64\": …}")
      }
    }
  }
}
