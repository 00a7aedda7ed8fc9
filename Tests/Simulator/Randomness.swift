/// SplitMix64 (Steele, Lea and Flood, 2014): the whole schedule of a run follows from its seed, on
/// every machine.
struct Randomness: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True in `percent` of 100 cases.
  mutating func chance(_ percent: Double) -> Bool {
    Double(next() >> 11) * 0x1p-53 * 100 < percent
  }

  mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
    Int64.random(in: range, using: &self)
  }

  mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int(next() % UInt64(choices.count))]
  }

  /// Mostly short, now and then long: what a network and a loaded server do.
  mutating func latency() -> Int64 {
    if chance(3) { return within(100...3_000) }
    return within(1...30)
  }
}
