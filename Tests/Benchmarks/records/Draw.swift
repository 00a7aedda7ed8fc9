/// Pseudo-random numbers of which the same seed gives the same.
struct Draw {
  private var state: UInt64

  init(_ number: Int) {
    state = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15 &+ 1
  }

  mutating func below(_ bound: UInt64) -> UInt64 {
    state ^= state >> 30
    state &*= 0xBF58_476D_1CE4_E5B9
    state ^= state >> 27
    return state % bound
  }

  mutating func one<T>(of choices: [T]) -> T { choices[Int(below(UInt64(choices.count)))] }

  /// `bound` exclusive, with so many decimals.
  mutating func decimal(_ range: Range<UInt64>, decimals: Int) -> String {
    let whole = range.lowerBound + below(range.upperBound - range.lowerBound)
    let power = (0..<decimals).reduce(UInt64(1)) { product, _ in product * 10 }
    return "\(whole).\(String(power + below(power)).dropFirst())"
  }
}

func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
