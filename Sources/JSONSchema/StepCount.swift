/// How many more schemas may be applied to the record at hand.
///
/// Schemas that apply others twice to one value, once in each of two branches, multiply with the
/// depth of the record: a few hundred bytes would keep a judge busy for ever. What is left when the
/// steps are used up has no verdict.
final class StepCount {
  private static let stepsMin = 2_000_000
  private static let stepsPerByte = 32

  /// Behind a pointer, so that uses of it are not checked for overlapping access.
  private let left: UnsafeMutablePointer<Int>

  init() {
    left = .allocate(capacity: 1)
    left.initialize(to: Self.stepsMin)
  }

  deinit { left.deallocate() }

  /// How many steps a record of so many bytes may take.
  static func allowance(bytes: Int) -> Int { stepsMin + stepsPerByte * bytes }

  /// Begins a record of so many bytes.
  func restart(bytes: Int) { left.pointee = Self.allowance(bytes: bytes) }

  var isUsedUp: Bool { left.pointee <= 0 }

  /// False where the steps are used up.
  @inline(__always)
  func take(_ count: Int = 1) -> Bool {
    guard left.pointee > 0 else { return false }
    left.pointee &-= count
    return true
  }
}
