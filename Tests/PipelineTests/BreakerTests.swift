import Testing

@testable import Pipeline

@Suite("The breaker of a topic")
struct BreakerTests {
  static let settings = Breaker.Settings(recordsMin: 100, shareMin: 0.5)

  static func totals(loaded: Int64, quarantined: Int64) -> Totals {
    var totals = Totals()
    totals.loaded = loaded
    totals.quarantined = quarantined
    return totals
  }

  /// A repeatable source of numbers.
  struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  /// Refuses records one by one until it trips; the number refused, or nil beyond `most`.
  static func refuse(_ breaker: inout Breaker, most: Int64) -> Int64? {
    for count in 1...most {
      breaker.refused()
      if breaker.trip != nil { return count }
    }
    return nil
  }

  @Test("With all records refused it trips within twice the floor, whatever came before")
  func trips() throws {
    for seed in 0..<500 {
      var numbers = Numbers(state: UInt64(seed))
      let settings = Breaker.Settings(
        recordsMin: .random(in: 1...300, using: &numbers),
        shareMin: .random(in: 0.05...1, using: &numbers))
      var breaker = Breaker(settings)
      for _ in 0..<Int.random(in: 0..<200, using: &numbers) {
        breaker.accepted(.random(in: 0..<400, using: &numbers))
        if Bool.random(using: &numbers) { breaker.refused() }
        breaker.resumed(isAccepted: false)
      }
      breaker.accepted(.random(in: 0..<2_000, using: &numbers))
      if breaker.threshold > 1 { continue }
      let count = try #require(
        Self.refuse(&breaker, most: 2 * settings.recordsMin), "seed \(seed), \(breaker)")
      #expect(count <= 2 * settings.recordsMin)
      let trip = try #require(breaker.trip)
      #expect(trip.recent.share >= max(settings.shareMin, trip.pastShare + Breaker.jumpMin))
      #expect(trip.recent.records >= settings.recordsMin)
    }
  }

  @Test("Below the floors, or without a jump, it never trips")
  func holds() {
    for seed in 0..<300 {
      var numbers = Numbers(state: UInt64(seed))
      // A share that wavers by less than a jump around the topic's own.
      let own = Double.random(in: 0...1, using: &numbers)
      var breaker = Breaker(Self.settings)
      let refused = Int64(own * 100_000)
      breaker.opened(Self.totals(loaded: 100_000 - refused, quarantined: refused))
      for _ in 0..<200 {
        let share = Double.random(in: max(own - 0.02, 0)...min(own + 0.2, 1), using: &numbers)
        for record in 0..<100 {
          let isRefused = Int(Double(record + 1) * share) > Int(Double(record) * share)
          if isRefused { breaker.refused() } else { breaker.accepted(1) }
        }
        #expect(breaker.trip == nil, "seed \(seed), own share \(own), \(share) refused")
      }
    }
  }

  @Test("Fewer records than the floor conclude nothing")
  func floor() {
    var breaker = Breaker(Self.settings)
    breaker.refused(99)
    #expect(breaker.trip == nil)
    breaker.refused()
    #expect(breaker.trip?.recent == Breaker.Tally(records: 100, refused: 100))
  }

  @Test("A share below the floor is quarantined and read on")
  func shareFloor() {
    var breaker = Breaker(Self.settings)
    for _ in 0..<1_000 {
      breaker.accepted(51)
      breaker.refused(49)
    }
    #expect(breaker.trip == nil)
  }

  @Test("It makes no difference whether records are counted one by one or many at a time")
  func lumps() {
    for seed in 0..<200 {
      var numbers = Numbers(state: UInt64(seed))
      var single = Breaker(Self.settings)
      var lumped = Breaker(Self.settings)
      for _ in 0..<60 {
        let (good, bad) = (
          Int64.random(in: 0..<90, using: &numbers), Int64.random(in: 0..<40, using: &numbers)
        )
        lumped.accepted(good)
        lumped.refused(bad)
        for _ in 0..<good { single.accepted(1) }
        for _ in 0..<bad { single.refused() }
        #expect(single == lumped, "seed \(seed)")
      }
    }
  }

  @Test("The ledger's totals are the past of a daemon that has just started")
  func pastOfLedger() {
    var habitual = Breaker(Self.settings)
    habitual.opened(Self.totals(loaded: 1_000, quarantined: 9_000))
    #expect(Self.refuse(&habitual, most: 10_000) == nil)
    var sound = Breaker(Self.settings)
    sound.opened(Self.totals(loaded: 9_000, quarantined: 1_000))
    #expect(Self.refuse(&sound, most: 200) == 100)
    // What is opened later is not the past of what was counted meanwhile.
    var later = Breaker(Self.settings)
    later.accepted(1)
    later.opened(Self.totals(loaded: 0, quarantined: 1_000_000))
    #expect(later.pastShare == 0)
  }

  @Test("A handful of early refusals is no habit")
  func shortPast() {
    var breaker = Breaker(Self.settings)
    breaker.opened(Self.totals(loaded: 0, quarantined: 10))
    #expect(breaker.pastShare == 0.1)
    #expect(Self.refuse(&breaker, most: 200) == 100)
  }

  @Test("Once tripped it counts nothing; a mended contract lets it go on as before")
  func mended() {
    var breaker = Breaker(Self.settings)
    breaker.accepted(5_000)
    breaker.refused(100)
    let trip = breaker.trip
    #expect(trip != nil)
    breaker.accepted(1_000_000)
    breaker.refused(5)
    #expect(breaker.trip == trip)
    breaker.resumed(isAccepted: false)
    #expect(breaker.trip == nil)
    #expect(Self.refuse(&breaker, most: 200) == 100)
  }

  @Test("What an operator accepted does not trip again until better records have come for a while")
  func accepted() {
    var breaker = Breaker(Self.settings)
    breaker.refused(100)
    breaker.resumed(isAccepted: true)
    #expect(Self.refuse(&breaker, most: 100_000) == nil)
    breaker.accepted(20_000)
    #expect(Self.refuse(&breaker, most: 200) != nil)
  }

  @Test("What the database refuses of records that were counted as taken counts as refused")
  func refusedAfterAll() {
    var breaker = Breaker(Self.settings)
    breaker.accepted(130)
    breaker.refusedAfterAll(60)
    #expect(breaker.trip == nil)
    breaker.refusedAfterAll(5)
    #expect(breaker.trip?.recent == Breaker.Tally(records: 130, refused: 65))
  }
}
