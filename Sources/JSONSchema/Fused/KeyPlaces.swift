/// Leads keys to the places of a table by one multiplication.
struct KeyPlaces: BitwiseCopyable {
  private(set) var multiplier: UInt64
  private let shift: UInt64

  /// For a table of 2^bits places.
  init(bits: Int, multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15) {
    self.multiplier = multiplier
    shift = UInt64(64 - bits)
  }

  /// Of the table.
  var count: Int { 1 << (64 - Int(shift)) }

  @inline(__always)
  func place(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* multiplier) &>> shift) }

  /// Takes the next of a sequence of multipliers (Knuth's generator MMIX).
  mutating func vary() {
    multiplier = multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
  }
}

/// Counts how many different places keys have; its memory serves for many counts.
struct PlaceCounter {
  /// The count in which each place was met last.
  private var marks: [UInt16]
  private var turn: UInt16 = 0

  /// For tables of up to 2^bits places, and up to 65,535 counts.
  init(bits: Int) { marks = [UInt16](repeating: 0, count: 1 << bits) }

  mutating func count(_ keys: [UInt64], by way: KeyPlaces) -> Int {
    turn += 1
    var count = 0
    for key in keys {
      let place = way.place(key)
      if marks[place] != turn { count += 1 }
      marks[place] = turn
    }
    return count
  }
}
