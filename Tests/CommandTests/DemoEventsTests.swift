import Testing

@testable import trucd

@Suite("The demo's events")
struct DemoEventsTests {
  private static let events = Array(DemoEvents(seed: 1, count: 5000))

  @Test("are the same for the same seed, and others for another")
  func seedDecides() {
    let again = Array(DemoEvents(seed: 1, count: 5000))
    let other = Array(DemoEvents(seed: 2, count: 5000))
    #expect(again.map(\.value) == Self.events.map(\.value))
    #expect(again.map(\.key) == Self.events.map(\.key))
    #expect(again.map(\.outcome) == Self.events.map(\.outcome))
    #expect(other.map(\.value) != Self.events.map(\.value))
  }

  @Test("cover every topic, and hold every mistake there is")
  func coverEverything() {
    #expect(Set(Self.events.map(\.topic)) == Set(DemoEvents.topics))
    #expect(Set(Self.events.compactMap(\.fault)) == Set(DemoFault.allCases))
  }

  @Test("are wrong in about six of a hundred cases")
  func shareOfMistakes() {
    let wrong = Self.events.count { $0.fault != nil }
    #expect((200...400).contains(wrong))
  }

  @Test("have an outcome that fits their mistake")
  func outcomesFit() {
    for event in Self.events {
      #expect((event.value == nil) == (event.outcome == .tombstone))
      #expect((event.fault == .tombstone) == (event.outcome == .tombstone))
      if event.fault == nil { #expect(event.outcome == .loaded) }
      if event.fault == .truncated { #expect(event.outcome == .quarantined(.decode)) }
    }
  }

  @Test("advance in time")
  func timeAdvances() {
    let timestamps = Self.events.map(\.timestamp)
    #expect(zip(timestamps, timestamps.dropFirst()).allSatisfy(<))
  }

  @Test("spell moments as agencies do", arguments: [0, 1, 3_599_000, 951_782_400_000])
  func spellings(milliseconds: Int64) {
    let instant = DemoInstant(milliseconds: milliseconds)
    #expect(instant.withOffset == instant.withoutOffset + "+07:00")
    #expect(instant.compact.count == 14)
  }

  @Test("know the calendar")
  func calendar() {
    let leapDay = DemoInstant(milliseconds: 951_782_400_000)
    #expect(leapDay.withOffset == "2000-02-29T07:00:00+07:00")
    #expect(leapDay.vietnameseDay == "29/02/2000")
    #expect(DemoInstant(milliseconds: 1_780_272_000_000).spaced == "2026-06-01 07:00:00")
  }

  @Test("decompose Vietnamese letters in canonical order")
  func decomposition() {
    let scalars = { (text: String) in text.unicodeScalars.map(\.value) }
    #expect(scalars(DemoDecomposition.decompose("ậ")) == [0x61, 0x323, 0x302])
    #expect(scalars(DemoDecomposition.decompose("ự")) == [0x75, 0x31B, 0x323])
    #expect(scalars(DemoDecomposition.decompose("ế")) == [0x65, 0x302, 0x301])
    #expect(scalars(DemoDecomposition.decompose("Đà")) == [0x110, 0x61, 0x300])
  }
}
