/// A normalised cell of one row, ready for a warehouse's encoder.
///
/// Spans point into the record's bytes or into the workspace that normalised it; they are valid
/// until the row has been appended to a row buffer, no longer.
public enum Value {
  case null
  case boolean(Bool)
  case bigint(Int64)
  /// `coefficient` × 10^−`scale`, exact; 0 ≤ scale ≤ 18.
  case numeric(coefficient: Int64, scale: Int)
  /// An exact decimal beyond 64 bits in plain notation: `-?digits(.digits)?`, ASCII,
  /// no exponent, at most 1,000 digits.
  case bigNumeric(UnsafeBufferPointer<UInt8>)
  case double(Double)
  /// Valid UTF-8 without U+0000.
  case text(UnsafeBufferPointer<UInt8>)
  /// Microseconds since 1970-01-01T00:00:00Z; years 0001 to 9999.
  case timestamptz(microseconds: Int64)
  /// Days since 1970-01-01 (proleptic Gregorian).
  case date(days: Int32)
  /// The 16 bytes of RFC 9562, big-endian halves.
  case uuid(high: UInt64, low: UInt64)
  /// Valid JSON text without U+0000, keys included.
  case jsonb(UnsafeBufferPointer<UInt8>)
}
