/// Where the rows of a table are, in a warehouse of several nodes.
public enum TableDistribution: Hashable, Sendable {
  /// Each on the node that the value of this column chooses.
  case byColumn(String)
  /// All of them on every node.
  case everywhere
}
