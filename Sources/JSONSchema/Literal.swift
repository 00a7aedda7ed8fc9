import JSON

/// A value of the schema (`const`, `enum`) on a tape of its own, so that it compares with instances
/// without a copy of either.
///
/// Nothing of it changes once it is made, so that any thread may read it.
final class Literal: @unchecked Sendable {
  private let bytes: UnsafeMutablePointer<UInt8>
  private let nodes: UnsafeMutablePointer<TapeNode>
  let instance: Instance

  static let root = 0

  /// The workspace serves while the value is read, and any number of values.
  init(_ value: JSONValue, _ workspace: ParseWorkspace = ParseWorkspace()) {
    let text = JSONWriter.bytes(of: value)
    bytes = .allocate(capacity: text.count + Scan.padding)
    bytes.initialize(from: text, count: text.count)
    (bytes + text.count).initialize(repeating: 0, count: Scan.padding)
    let limits = ReaderLimits(
      payloadBytesMax: text.count, nestingDepthMax: ReaderLimits.nestingDepthCeiling,
      numberDigitsMax: Int.max)
    let base = BytePointer(bytes)
    workspace.reset()
    _ = workspace.record(base, DocumentBounds(base: base, count: text.count, limits), depth: 0)
    nodes = .allocate(capacity: workspace.tapeCount)
    nodes.initialize(from: workspace.tape, count: workspace.tapeCount)
    instance = Instance(nodes: UnsafePointer(nodes), base: base)
  }

  deinit {
    bytes.deallocate()
    nodes.deallocate()
  }
}

extension Literal {
  /// The UTF-8 bytes where the value is a string.
  var string: [UInt8]? {
    instance.kind(Self.root) == .string
      ? Array(instance.nodes[Self.root].text(in: instance.base).utf8) : nil
  }
}
