/// SplitMix64 (Steele, Lea and Flood, 2014): the same sequence for a seed on every machine.
struct DemoRandom {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of `range`; its bias is below 2⁻⁴⁰ for the small ranges of the demo.
  mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  mutating func chance(percent: Int) -> Bool {
    number(in: 0...99) < percent
  }

  /// One of `items`, which must not be empty.
  mutating func pick<Item>(_ items: [Item]) -> Item {
    items[number(in: 0...(items.count - 1))]
  }

  /// A decimal as JSON writes it; `range` counts units of 10^−`decimals`, and is not negative.
  mutating func decimal(in range: ClosedRange<Int>, decimals: Int) -> String {
    let digits = String(number(in: range))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}
