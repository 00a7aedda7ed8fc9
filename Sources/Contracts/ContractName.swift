/// A contract's name and what its path says (contracts.md, section 1): `env/air.v1`.
public struct ContractName: Sendable {
  /// Folders whose schemas are definitions for others, never contracts.
  private static let sharedFolders = ["common/", "vendor/", "codelists/", "docs/"]

  /// The path without `.schema.json`.
  public let text: String
  public let major: Int

  static func isShared(_ path: String) -> Bool {
    sharedFolders.contains { path.hasPrefix($0) }
  }

  /// Reads `<system>/<event>.v<major>.schema.json`; nil for another form.
  init?(path: String) {
    guard path.hasSuffix(ContractFolder.schemaSuffix) else { return nil }
    let name = String(path.dropLast(ContractFolder.schemaSuffix.count))
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts.contains(where: \.isEmpty), let file = parts.last,
      let mark = file.lastIndex(of: "."), mark != file.startIndex
    else { return nil }
    let version = file[file.index(after: mark)...]
    guard version.first == "v", version.count > 1,
      version.dropFirst().utf8.allSatisfy({ (48...57).contains($0) }),
      let major = Int(version.dropFirst())
    else { return nil }
    text = name
    self.major = major
  }

  var path: String { text + ContractFolder.schemaSuffix }
}
