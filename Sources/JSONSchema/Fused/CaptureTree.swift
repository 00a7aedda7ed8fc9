/// The captures as a tree of names, as the fused compiler descends it.
final class CaptureTree {
  let number: Int
  fileprivate(set) var cell: Int32 = -1
  fileprivate(set) var memberCell: Int32 = -1
  /// A `date-time` is asserted here whatever the record holds.
  fileprivate(set) var isInstant = false
  fileprivate(set) var excluded: [[UInt8]] = []
  fileprivate(set) var children: [[UInt8]: CaptureTree] = [:]

  fileprivate init(number: Int) { self.number = number }
}

struct CaptureForest {
  struct Copy: BitwiseCopyable {
    let from: Int
    let to: Int
  }

  let root = CaptureTree(number: 0)
  private(set) var copies: [Copy] = []
  private(set) var memberListCount = 0
  private var nodeCount = 1

  /// nil where two captures list the members of one object differently: too rare to fuse.
  init?(_ captures: CapturePlan) {
    for (position, entry) in captures.entries.enumerated() {
      let node = node(at: entry.path)
      node.isInstant = entry.isInstant
      guard let excluded = entry.excluded else {
        if node.cell >= 0 { copies.append(Copy(from: Int(node.cell), to: position)) }
        if node.cell < 0 { node.cell = Int32(position) }
        continue
      }
      guard node.memberCell < 0 else { return nil }
      node.memberCell = Int32(position)
      node.excluded = excluded
      memberListCount += 1
    }
  }

  private mutating func node(at path: [[UInt8]]) -> CaptureTree {
    var node = root
    for name in path {
      if let child = node.children[name] {
        node = child
      } else {
        let child = CaptureTree(number: nodeCount)
        nodeCount += 1
        node.children[name] = child
        node = child
      }
    }
    return node
  }
}
