import Contracts
import Glibc
import JSON

/// Answers the references of a schema from files: those in and below its folder, and folders that
/// stand for foreign URIs. Links lead no further, and the network is never asked.
final class SchemaFiles {
  /// URIs that begin with `prefix` are answered from below `folder`.
  struct Remote {
    var prefix: String
    var folder: String

    /// From `URI=DIR`; nil where either is missing.
    init?(_ text: String) {
      guard let mark = text.firstIndex(of: "="), mark != text.startIndex else { return nil }
      prefix = String(text[..<mark])
      folder = String(text[text.index(after: mark)...])
      if folder.isEmpty { return nil }
    }
  }

  /// Written by hand: what is larger is no schema.
  static let limits = ReaderLimits(payloadBytesMax: 16 << 20)
  private static let indexedFilesMax = 2_000
  private static let indexedDepthMax = 8
  /// Lies at the root of every folder of contracts.
  private static let contractFolderMark = "trucd-contract.meta.json"

  /// The path of the schema under its folder, as references see it.
  let location: String
  private let path: String
  private let folder: String
  private let remotes: [Remote]
  /// By URI, the path of each file that answered.
  private var answered: [String: String] = [:]
  /// The part of the root's `$id` that stands for the folder.
  private var folderURI: String?
  /// By `$id`, made when the first foreign URI is asked for.
  private var pathsByID: [String: String]?
  /// Files that a reference leads to and that are no JSON, or lie outside the folder.
  private(set) var problems: [ContractProblem] = []

  /// - Parameter folder: Where nil, the folder of contracts in which the schema lies, or where it
  ///   lies in none, the folder in which it is itself.
  /// - Returns: nil where the schema does not lie in `folder`.
  init?(path: String, folder: String?, remotes: [Remote]) {
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let own = RealPath.ofFolder(slash.map { String(path[...$0]) } ?? ".")
    let root = folder.map { RealPath.ofFolder($0) } ?? Self.contractFolder(around: own) ?? own
    guard own.utf8.starts(with: root.utf8) else { return nil }
    self.path = path
    self.folder = root
    location = String(decoding: own.utf8.dropFirst(root.utf8.count), as: UTF8.self) + name
    self.remotes = remotes.sorted { $0.prefix.utf8.count > $1.prefix.utf8.count }
  }

  private static func contractFolder(around folder: String) -> String? {
    var candidate = folder[...]
    while let slash = candidate.lastIndex(of: "/") {
      candidate = candidate[..<slash]
      if access("\(candidate)/\(contractFolderMark)", R_OK) == 0 { return "\(candidate)/" }
    }
    return nil
  }

  /// The schema itself; nil where it cannot be read (the reason is in `errno`) or is no JSON (the
  /// reason is in ``problems``).
  func root() -> JSONValue? {
    guard let root = document(inFile: path) else { return nil }
    let id = (root["$id"] ?? root["id"])?.string
    if let id, id.utf8.count > location.utf8.count, id.hasSuffix("/" + location) {
      folderURI = String(decoding: id.utf8.dropLast(location.utf8.count), as: UTF8.self)
    }
    return root
  }

  /// The document at a URI without fragment; nil where no file answers to it.
  func document(at uri: String) -> JSONValue? {
    let (root, paths) = places(of: uri)
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR,
        isInside(root, path), let document = document(inFile: path)
      else { continue }
      answered[uri] = path
      return document
    }
    return nil
  }

  /// The file of a document, as a problem names it.
  func file(of document: String) -> String {
    answered[document] ?? (document.hasSameBytes(as: location) ? path : document)
  }

  /// Files that may answer to a URI, and the folder in which they must lie: nil for a file that was
  /// named by itself.
  private func places(of uri: String) -> (root: String?, paths: [String]) {
    for remote in remotes where uri.utf8.starts(with: remote.prefix.utf8) {
      let rest = String(decoding: uri.utf8.dropFirst(remote.prefix.utf8.count), as: UTF8.self)
      if rest.isEmpty { return (nil, [remote.folder]) }
      let root = RealPath.ofFolder(remote.folder)
      return (root, Self.names(rest).map { root + $0 })
    }
    return (folder, ownPaths(for: uri))
  }

  private func ownPaths(for uri: String) -> [String] {
    guard Self.hasScheme(uri) else { return Self.names(uri).map { folder + $0 } }
    if let path = pathByID(uri) { return [path] }
    guard let folderURI, uri.utf8.starts(with: folderURI.utf8) else { return [] }
    return Self.names(String(decoding: uri.utf8.dropFirst(folderURI.utf8.count), as: UTF8.self))
      .map { folder + $0 }
  }

  /// Whether no link leads out of the folder; a problem where one does.
  private func isInside(_ root: String?, _ path: String) -> Bool {
    guard let root, let target = RealPath.outside(root, path) else { return true }
    // A reference is asked for more than once.
    if problems.contains(where: { $0.file.hasSameBytes(as: path) }) { return false }
    let refusal = RealPath.refusal(of: target, outside: root)
    problems.append(
      ContractProblem(.unreadable, file: path, pointer: "", en: refusal.en, vi: refusal.vi))
    return false
  }

  /// The path as written, and with the endings that files have and URIs often leave out. None where
  /// it would leave the folder.
  private static func names(_ reference: String) -> [String] {
    guard let path = percentDecoded(reference), !path.utf8.contains(0) else { return [] }
    let segments = path.split(separator: "/")
    guard !segments.isEmpty, !segments.contains("..") else { return [] }
    let plain = segments.joined(separator: "/")
    return [plain, plain + ".json", plain + ".schema.json"]
  }

  private static func hasScheme(_ uri: String) -> Bool {
    guard let colon = uri.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return !uri.utf8[..<colon].contains(UInt8(ascii: "/"))
  }

  private static func percentDecoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private func document(inFile path: String) -> JSONValue? {
    guard let bytes = FileBytes.read(path, bytesMax: Self.limits.payloadBytesMax + 1) else {
      return nil
    }
    do throws(JSONError) {
      return try JSONReader.parse(bytes, limits: Self.limits)
    } catch {
      problems.append(
        ContractProblem(
          .malformed, file: path, pointer: error.pointer ?? "",
          line: 1 + bytes.prefix(error.offset).count { $0 == 0x0a }, en: error.message,
          vi: error.messageVietnamese))
      return nil
    }
  }

  // MARK: - Identifiers of the folder's files

  private func pathByID(_ uri: String) -> String? {
    if pathsByID == nil {
      var found: [String: String] = [:]
      for path in jsonFiles(below: folder, depth: 0, room: Self.indexedFilesMax) {
        guard let bytes = FileBytes.read(path, bytesMax: Self.limits.payloadBytesMax),
          let json = try? JSONReader.parse(bytes, limits: Self.limits),
          let id = (json["$id"] ?? json["id"])?.string
        else { continue }
        let name = String(id.prefix { $0 != "#" })
        // What lies outside is refused once it is asked for, and displaces nothing of the folder.
        if found[name] == nil || RealPath.outside(folder, path) == nil { found[name] = path }
      }
      pathsByID = found
    }
    return pathsByID?[uri]
  }

  private func jsonFiles(below folder: String, depth: Int, room: Int) -> [String] {
    guard depth <= Self.indexedDepthMax, let handle = opendir(folder.isEmpty ? "." : folder)
    else { return [] }
    defer { closedir(handle) }
    var files: [String] = []
    while files.count < room, let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      var status = stat()
      guard stat(folder + name, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        files += jsonFiles(
          below: folder + name + "/", depth: depth + 1, room: room - files.count)
      } else if status.st_mode & S_IFMT == S_IFREG, name.hasSuffix(".json") {
        files.append(folder + name)
      }
    }
    return files
  }
}
