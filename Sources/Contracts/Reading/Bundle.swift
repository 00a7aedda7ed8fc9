import JSON

/// A contract with everything that it refers to as one JSON text, from which it loads again by
/// itself: `{"contract": NAME, "files": {PATH: SCHEMA, …}}`. White space of the files is not part of
/// it, so that formatting a file anew makes no new version.
enum Bundle {
  static func text(of name: String, _ map: ReferenceMap) -> [UInt8] {
    var files = map.paths.sorted { $0.bytesPrecede($1) }.compactMap { path in
      map.folder.document(atPath: path).map { (path, $0.json) }
    }
    if let catalog = map.folder.catalog, map.paths.contains(where: { $0.hasPrefix("vendor/") }) {
      files.append((ContractFolder.catalogPath, catalog))
    }
    let bundle = JSONObject([
      ("contract", .string(name)), ("files", .object(JSONObject(files))),
    ])
    return JSONWriter.bytes(of: .object(bundle))
  }

  /// The folder of a bundle; nil where the text is none.
  static func folder(of text: [UInt8]) -> (name: String, folder: ContractFolder)? {
    guard let json = try? JSONReader.parse(text, limits: ContractFolder.limits),
      let name = json["contract"]?.string, let files = json["files"]?.object
    else { return nil }
    let folder = ContractFolder.read(
      files.map { ContractFile(path: $0.name, bytes: JSONWriter.bytes(of: $0.value)) })
    return (name, folder)
  }
}
