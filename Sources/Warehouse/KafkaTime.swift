/// A record's timestamp as a warehouse stores it.
public enum KafkaTime {
  /// The years 0001 to 9999, in milliseconds since 1970.
  private static let storable: Range<Int64> = -62_135_596_800_000..<253_402_300_800_000

  /// Microseconds since 1970, or nil (NULL) for −1, which says that the record has none, and for
  /// what no calendar of four-digit years holds: a producer may send any 64 bits.
  @inlinable
  public static func microseconds(ofMilliseconds milliseconds: Int64) -> Int64? {
    isStored(milliseconds) ? milliseconds * 1_000 : nil
  }

  @usableFromInline
  static func isStored(_ milliseconds: Int64) -> Bool {
    milliseconds != -1 && storable.contains(milliseconds)
  }
}
