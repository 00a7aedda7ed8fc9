import JSON

/// Which names of an object and of its schemas have no counterpart on the other side: one may be a
/// slip for another. Found once an object, for a record may hold very many unknown names.
struct NameCandidates {
  /// Names that the schemas give and the object has not.
  let missing: [String]
  /// Names that the object has and the schemas do not give.
  let unknown: [String]
  private let object: Int
  private let node: Int
  private let inBranches: Bool

  init(of object: Int, in instance: Instance, node: Int, inBranches: Bool, known: [String]) {
    self.object = object
    self.node = node
    self.inBranches = inBranches
    var present: [String] = []
    var children = Children(of: object, in: instance)
    while let child = children.next() {
      present.append(instance.nodes[child.node].text(in: instance.base))
    }
    missing = Self.names(known, without: present)
    unknown = Self.names(present, without: known)
  }

  func isOf(_ object: Int, _ node: Int, _ inBranches: Bool) -> Bool {
    self.object == object && self.node == node && self.inBranches == inBranches
  }

  /// By bytes: names that differ in their Unicode normalisation form alone are two.
  private static func names(_ names: [String], without others: [String]) -> [String] {
    let others = Set(others.map { Array($0.utf8) })
    return Array(
      names.lazy.filter { !others.contains(Array($0.utf8)) }.prefix(NearName.candidatesMax))
  }
}
