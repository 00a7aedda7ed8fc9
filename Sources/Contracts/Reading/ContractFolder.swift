import JSON
import JSONSchema

/// One file of the contract folder as its bytes.
public struct ContractFile: Sendable {
  /// Path under the folder, with `/` on every system: `env/air.v1.schema.json`.
  public var path: String
  /// Empty where the file could not be read.
  public var bytes: [UInt8]
  /// Why it could not be read.
  public var fault: LocalisedText?

  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// A file that is there and cannot be read: broken, like one that is no JSON.
  public init(path: String, unreadable fault: LocalisedText) {
    self.init(path: path, bytes: [])
    self.fault = fault
  }
}

/// The files of a contract folder, parsed, with every address under which a schema answers
/// (contracts.md, section 1).
public struct ContractFolder: Sendable {
  /// A schema file is written by hand; one beyond this is a mistake.
  static let limits = ReaderLimits(payloadBytesMax: 8 << 20)
  static let schemaSuffix = ".schema.json"
  static let catalogPath = "vendor/catalog.json"

  struct Document: Sendable {
    let path: String
    let json: JSONValue
    /// Its `$id` without fragment, where it has one.
    let id: String?
  }

  private(set) var documents: [ExactString: Document] = [:]
  private var pathsByID: [ExactString: String] = [:]
  /// Prefix of foreign URIs → folder, longest prefix first.
  private var foreign: [(prefix: String, folder: String)] = []
  /// The bytes of a file that could not be parsed are no document, but it is still there.
  private(set) var brokenPaths: Set<ExactString> = []
  private(set) var catalog: JSONValue?
  public private(set) var problems: [ContractProblem] = []

  /// Whether a file of the folder counts: schemas, and the catalogue of foreign schemas.
  public static func counts(_ path: String) -> Bool {
    path.hasSuffix(schemaSuffix) || path == catalogPath
  }

  /// Parses what counts and leaves the rest. What cannot be parsed is in `problems`.
  public static func read(_ files: [ContractFile]) -> ContractFolder {
    var folder = ContractFolder()
    for file in files.sorted(by: { $0.path.bytesPrecede($1.path) }) where counts(file.path) {
      folder.add(file)
    }
    folder.indexIDs()
    return folder
  }

  private mutating func add(_ file: ContractFile) {
    if let fault = file.fault {
      brokenPaths.insert(ExactString(file.path))
      problems.append(
        ContractProblem(.unreadable, file: file.path, en: fault.en, vi: fault.vi))
      return
    }
    do throws(JSONError) {
      let json = try JSONReader.parse(file.bytes, limits: Self.limits)
      if file.path == Self.catalogPath {
        readCatalog(json)
      } else {
        let name = json[SchemaDialect(of: json).idKeyword]?.string
        let id = name.map { SchemaURI.split($0).uri.text }
        documents[ExactString(file.path)] = Document(path: file.path, json: json, id: id)
      }
    } catch {
      brokenPaths.insert(ExactString(file.path))
      problems.append(
        ContractProblem(
          .malformed, file: file.path, pointer: error.pointer ?? "",
          line: 1 + file.bytes.prefix(error.offset).count { $0 == 0x0a }, en: error.message,
          vi: error.messageVietnamese))
    }
  }

  private mutating func readCatalog(_ json: JSONValue) {
    catalog = json
    guard let object = json.object, object.allSatisfy({ $0.value.string != nil }) else {
      problems.append(
        ContractProblem(
          .badSetting, file: Self.catalogPath,
          en: "must be an object of URI prefix → folder, such as {\"https://example.org/\": "
            + "\"vendor/example/\"}",
          vi: "phải là đối tượng tiền tố URI → thư mục, ví dụ {\"https://example.org/\": "
            + "\"vendor/example/\"}"))
      return
    }
    foreign = object.map { member in
      let folder = member.value.string ?? ""
      return (member.name, folder.hasSuffix("/") || folder.isEmpty ? folder : folder + "/")
    }.sorted { $0.prefix.utf8.count > $1.prefix.utf8.count }
  }

  private mutating func indexIDs() {
    for document in documents.values.sorted(by: { $0.path.bytesPrecede($1.path) }) {
      guard let id = document.id, !id.isEmpty else { continue }
      // A relative `$id` answers as it stands and resolved against the file's path.
      let resolved = SchemaURI(id).resolved(against: SchemaURI(document.path)).text
      for address in Set([ExactString(id), ExactString(resolved)]) {
        if let other = pathsByID[address] {
          reportTwice(document.path, other)
        } else {
          pathsByID[address] = document.path
        }
      }
    }
  }

  private mutating func reportTwice(_ path: String, _ other: String) {
    problems.append(
      ContractProblem(
        .conflict, file: path, pointer: "/$id",
        en: "the same `$id` as \(other); give each file its own",
        vi: "trùng `$id` với \(other); mỗi tệp phải có `$id` riêng"))
  }

  /// The file that answers under a URI without fragment: by `$id`, by path, by the catalogue.
  func document(at uri: String) -> Document? {
    if let path = pathsByID[ExactString(uri)] { return documents[ExactString(path)] }
    if let document = document(atPath: uri) { return document }
    for entry in foreign where uri.utf8.starts(with: entry.prefix.utf8) {
      let rest = String(decoding: uri.utf8.dropFirst(entry.prefix.utf8.count), as: UTF8.self)
      for path in Self.foreignPaths(entry.folder + rest) {
        if let document = document(atPath: path) { return document }
      }
    }
    return nil
  }

  func document(atPath path: String) -> Document? {
    let name = path.utf8.first == UInt8(ascii: "/") ? String(path.dropFirst()) : path
    return documents[ExactString(name)]
  }

  /// A foreign schema may be called `x`, `x.json` or `x.schema.json` where it comes from.
  private static func foreignPaths(_ path: String) -> [String] {
    let stem = path.hasSuffix(".json") ? String(path.dropLast(5)) : path
    return [path, stem + schemaSuffix]
  }

}
