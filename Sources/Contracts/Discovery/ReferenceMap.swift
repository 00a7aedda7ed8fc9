import JSON

/// Everything that one contract reaches by reference, and what each URI stands for: "a relative
/// `$ref` resolves against the base URI, then against the file's folder" (contracts.md, section 1).
struct ReferenceMap {
  /// Keywords whose values are data, not schemas.
  private static let dataKeywords = ["const", "enum", "default", "examples"]
  /// More files than any contract reaches.
  private static let documentsMax = 1000

  let folder: ContractFolder
  /// URI without fragment, as a validator asks for it → file.
  private var files: [ExactString: String] = [:]
  /// URI, or URI#anchor, of a schema inside a file.
  private var inner: [ExactString: SchemaNode] = [:]
  /// Files reached, the contract's own first.
  private(set) var paths: [String] = []
  private(set) var problems: [ContractProblem] = []
  private var pending: [(path: String, base: SchemaURI)] = []

  init(of path: String, in folder: ContractFolder) {
    self.folder = folder
    enqueue(path, base: SchemaURI(path))
    while let next = pending.popLast(), let document = folder.document(atPath: next.path) {
      visit(document, base: next.base)
    }
    paths = paths.prefix(1) + paths.dropFirst().sorted { $0.bytesPrecede($1) }
  }

  /// The root schema of the contract's own file.
  var root: SchemaNode? {
    guard let path = paths.first, let document = folder.document(atPath: path) else { return nil }
    return rootNode(of: document, base: SchemaURI(path))
  }

  /// The roots of all files reached, the contract's own first.
  var roots: [SchemaNode] {
    paths.compactMap { path in
      folder.document(atPath: path).flatMap { rootNode(of: $0, base: SchemaURI(path)) }
    }
  }

  /// What a validator gets for a URI.
  func document(at uri: String) -> JSONValue? {
    path(of: uri).flatMap { folder.document(atPath: $0)?.json }
  }

  /// The file behind the URI by which a validator names a document.
  func path(of uri: String) -> String? {
    let text = SchemaURI.split(uri).uri.text
    return files[ExactString(text)] ?? folder.document(at: text)?.path
  }

  /// The schema that a reference beside `node` leads to; nil where it leads to none or to a boolean.
  func target(of reference: String, from node: SchemaNode) -> SchemaNode? {
    let (uri, encoded) = SchemaURI.split(reference)
    let absolute = uri.resolved(against: node.base)
    guard let fragment = SchemaURI.percentDecoded(encoded) else { return nil }
    if fragment.isEmpty || fragment.utf8.first == UInt8(ascii: "/") {
      return resource(at: absolute).flatMap { walk(fragment, from: $0) }
    }
    return inner[ExactString(absolute.text + "#" + fragment)]
  }

  private func resource(at uri: SchemaURI) -> SchemaNode? {
    if let node = inner[ExactString(uri.text)] { return node }
    guard let path = files[ExactString(uri.text)], let document = folder.document(atPath: path)
    else { return nil }
    return rootNode(of: document, base: uri)
  }

  private func walk(_ pointer: String, from resource: SchemaNode) -> SchemaNode? {
    guard let tokens = JSONPointer.tokens(of: pointer) else { return nil }
    var value = JSONValue.object(resource.object)
    var base = resource.base
    for token in tokens {
      if let next = value.object?[token] {
        value = next
      } else if let list = value.array, let place = Int(token), list.indices.contains(place) {
        value = list[place]
      } else {
        return nil
      }
      if let object = value.object { base = resource.dialect.base(of: object, within: base) }
    }
    guard let object = value.object else { return nil }
    return SchemaNode(
      file: resource.file, pointer: resource.pointer + pointer, base: base,
      dialect: resource.dialect, object: object)
  }

  private func rootNode(of document: ContractFolder.Document, base: SchemaURI) -> SchemaNode? {
    guard let object = document.json.object else { return nil }
    let dialect = SchemaDialect(of: document.json)
    return SchemaNode(
      file: document.path, pointer: "", base: dialect.base(of: object, within: base),
      dialect: dialect, object: object)
  }
}

extension ReferenceMap {
  private struct Reference {
    let node: SchemaNode
    let keyword: String
    let text: String
  }

  private mutating func enqueue(_ path: String, base: SchemaURI) {
    let key = ExactString(base.text)
    guard files[key] == nil, files.count < Self.documentsMax else { return }
    files[key] = path
    if !paths.contains(where: { $0.hasSameBytes(as: path) }) { paths.append(path) }
    pending.append((path, base))
  }

  private mutating func visit(_ document: ContractFolder.Document, base: SchemaURI) {
    guard let root = rootNode(of: document, base: base) else { return }
    files[ExactString(root.base.text)] = document.path
    var references: [Reference] = []
    collect(root, into: &references)
    for reference in references { follow(reference) }
  }

  /// Walks the whole document: `$id`s and anchors first, since references may lead forward.
  private mutating func collect(_ node: SchemaNode, into references: inout [Reference]) {
    if let id = node.id, !SchemaURI.split(id).uri.isEmpty {
      inner[ExactString(node.base.text)] = node
    }
    for anchor in anchors(of: node) {
      inner[ExactString(node.base.text + "#" + anchor)] = node
    }
    for keyword in ["$ref", "$dynamicRef"] {
      if let text = node.object[keyword]?.string {
        references.append(Reference(node: node, keyword: keyword, text: text))
      }
    }
    for member in node.object where !Self.dataKeywords.contains(member.name) {
      collect(member.value, node.pointer.pointer(to: member.name), within: node, into: &references)
    }
  }

  private mutating func collect(
    _ value: JSONValue, _ pointer: String, within node: SchemaNode,
    into references: inout [Reference]
  ) {
    if let child = node.child(value, at: pointer) {
      collect(child, into: &references)
    } else {
      for (place, element) in (value.array ?? []).enumerated() {
        collect(element, pointer + "/\(place)", within: node, into: &references)
      }
    }
  }

  private func anchors(of node: SchemaNode) -> [String] {
    var names = ["$anchor", "$dynamicAnchor"].compactMap { node.object[$0]?.string }
    if let id = node.id, id.utf8.first == UInt8(ascii: "#") {
      names.append(String(id.dropFirst()))
    }
    return names
  }

  private mutating func follow(_ reference: Reference) {
    let uri = SchemaURI.split(reference.text).uri
    let absolute = uri.resolved(against: reference.node.base)
    let key = ExactString(absolute.text)
    if uri.isEmpty || inner[key] != nil || files[key] != nil || Self.isMetaSchema(absolute) {
      return
    }
    if let document = folder.document(at: absolute.text) ?? besideFile(uri, reference.node) {
      enqueue(document.path, base: absolute)
    } else {
      problems.append(Self.unresolved(reference))
    }
  }

  /// The drafts' own meta-schemas, which a validator carries with it.
  private static func isMetaSchema(_ uri: SchemaURI) -> Bool {
    ["http://json-schema.org/", "https://json-schema.org/"].contains { uri.text.hasPrefix($0) }
  }

  private func besideFile(_ uri: SchemaURI, _ node: SchemaNode) -> ContractFolder.Document? {
    guard uri.relativePath != nil else { return nil }
    return folder.document(atPath: uri.resolved(against: SchemaURI(node.file)).text)
  }

  private static func unresolved(_ reference: Reference) -> ContractProblem {
    ContractProblem(
      .reference, file: reference.node.file,
      pointer: reference.node.pointer.pointer(to: reference.keyword),
      en: "no schema of the folder answers under this reference; give the path of a file relative "
        + "to this one, or map the URI in \(ContractFolder.catalogPath)",
      vi: "không có lược đồ nào trong thư mục ứng với tham chiếu này; hãy ghi đường dẫn tệp so với "
        + "tệp này, hoặc khai URI trong \(ContractFolder.catalogPath)")
  }
}
