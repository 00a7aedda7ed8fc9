/// How much memory a row buffer keeps from one batch to the next. Each lane has a buffer for each
/// table, so that one large batch must not be paid for ever.
public enum RowMemory {
  /// What is always worth keeping.
  public static let bytesKept = 1 << 20

  /// The capacity to go on with after a batch that used `used` bytes of `capacity`.
  public static func capacity(afterUsing used: Int, of capacity: Int) -> Int {
    guard capacity > bytesKept, used < capacity / 4 else { return capacity }
    return max(bytesKept, 2 * used)
  }
}
