/// What the catalogue says about how a table is cut.
public struct PartitionFacts: Hashable, Sendable {
  public struct Partition: Hashable, Sendable {
    public var location: TableLocation
    /// Where it begins, in microseconds since 1970, a day at its midnight in Asia/Ho_Chi_Minh; nil:
    /// it has no beginning.
    public var from: Int64?
    /// Where it ends, exclusive; nil: it has no end.
    public var to: Int64?
    /// A detachment that has begun and was interrupted.
    public var isBeingDetached: Bool
    /// It takes what no other takes.
    public var isDefault: Bool

    public init(
      location: TableLocation, from: Int64?, to: Int64?, isBeingDetached: Bool = false,
      isDefault: Bool = false
    ) {
      self.location = location
      self.from = from
      self.to = to
      self.isBeingDetached = isBeingDetached
      self.isDefault = isDefault
    }
  }

  /// The one column by whose ranges the table is cut; nil where it is cut in another way.
  public var column: String?
  public var partitions: [Partition]

  public init(column: String?, partitions: [Partition] = []) {
    self.column = column
    self.partitions = partitions
  }
}
