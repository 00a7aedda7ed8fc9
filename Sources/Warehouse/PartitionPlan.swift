import Contracts

/// Which partitions a table lacks and which are past their retention.
public enum PartitionPlan {
  /// The ranges, in microseconds since 1970, for which partitions must be made so that rows of the
  /// partitions that begin on the given days find a place. What stands stays as it is, whatever
  /// length it has.
  public static func missing(
    _ firstDays: some Sequence<Int>, of partitioning: Partitioning, in facts: PartitionFacts
  ) -> [Range<Int64>] {
    Set(firstDays).sorted().flatMap { day -> [Range<Int64>] in
      let days = partitioning.period(containing: day)
      let wanted = VietnamDay.start(of: days.lowerBound)..<VietnamDay.start(of: days.upperBound)
      return facts.partitions.reduce([wanted]) { gaps, partition in
        gaps.flatMap { subtract(partition, from: $0) }
      }
    }
  }

  private static func subtract(
    _ partition: PartitionFacts.Partition, from gap: Range<Int64>
  ) -> [Range<Int64>] {
    let from = max(partition.from ?? .min, gap.lowerBound)
    let to = min(partition.to ?? .max, gap.upperBound)
    guard !partition.isDefault, from < to else { return [gap] }
    return [gap.lowerBound..<from, to..<gap.upperBound].filter { !$0.isEmpty }
  }

  /// The partitions of which each row is older than the first day kept, the oldest first.
  public static func expired(
    _ shape: TableShape, on today: Int, in facts: PartitionFacts
  ) -> [PartitionFacts.Partition] {
    guard let day = shape.firstDayKept(on: today) else { return [] }
    let kept = VietnamDay.start(of: day)
    return facts.partitions.filter { !$0.isDefault && $0.to.map { $0 <= kept } ?? false }
      .sorted { ($0.to ?? .min) < ($1.to ?? .min) }
  }
}
