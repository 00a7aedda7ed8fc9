import CTOML

/// Why a text is not TOML, and where.
struct TOMLError: Error {
  var place: Place
  var message: String
}

/// Reads TOML 1.0 into nodes that keep their line and column.
enum TOMLReader {
  /// The members of the document's root, in the order of the file.
  static func parse(_ bytes: [UInt8]) throws(TOMLError) -> [TOMLMember] {
    var stream = Stream()
    var failure = ctoml_error()
    let parsed = bytes.withUnsafeBytes { raw in
      withUnsafeMutablePointer(to: &stream) { stream in
        ctoml_parse(
          raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count,
          { context, entry in
            guard let context, let entry else { return }
            context.assumingMemoryBound(to: Stream.self).pointee.append(entry.pointee)
          }, stream, &failure)
      }
    }
    guard parsed else {
      let message = withUnsafeBytes(of: failure.message) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw TOMLError(place: Place(failure.place), message: message)
    }
    return stream.takeMembers(depth: 0)
  }
}

/// The flat stream of the parser, and its way back into a tree.
private struct Stream {
  private struct Entry {
    var depth: Int
    var member: TOMLMember
  }

  private var entries: [Entry] = []
  private var next = 0

  mutating func append(_ entry: ctoml_entry) {
    let node = TOMLNode(content: Self.content(of: entry), place: Place(entry.place))
    let member = TOMLMember(
      name: String(entry.key), place: Place(entry.key_place), node: node)
    entries.append(Entry(depth: Int(entry.depth), member: member))
  }

  private static func content(of entry: ctoml_entry) -> TOMLNode.Content {
    switch entry.kind {
    case CTOML_TABLE: .table([])
    case CTOML_ARRAY: .array([])
    case CTOML_TEXT: .text(String(entry.text))
    case CTOML_INTEGER: .integer(entry.integer)
    case CTOML_REAL: .real(entry.real)
    case CTOML_BOOLEAN: .boolean(entry.boolean)
    default: .time
    }
  }

  /// The members at `depth` from here on, with all they hold.
  mutating func takeMembers(depth: Int) -> [TOMLMember] {
    var members: [TOMLMember] = []
    while next < entries.count, entries[next].depth == depth {
      var member = entries[next].member
      next += 1
      let children = takeMembers(depth: depth + 1)
      switch member.node.content {
      case .table: member.node.content = .table(children.sorted { $0.place < $1.place })
      case .array: member.node.content = .array(children.map(\.node))
      default: break
      }
      members.append(member)
    }
    return depth == 0 ? members.sorted { $0.place < $1.place } : members
  }
}

extension Place {
  fileprivate init(_ place: ctoml_place) {
    self.init(line: Int(place.line), column: Int(place.column))
  }
}

extension String {
  fileprivate init(_ text: ctoml_text) {
    self.init(
      decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.length), as: UTF8.self)
  }
}
