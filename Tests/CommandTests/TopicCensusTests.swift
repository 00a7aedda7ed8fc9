import Testing

@testable import trucd

@Suite("The cluster's topics")
struct TopicCensusTests {
  @Test("A topic is gone after three answers without it, not after one, and not for an error")
  func absences() {
    var census = TopicCensus()
    census.take(["a": 3, "b": 1], unclear: [])
    census.take(["b": 1], unclear: [])
    #expect(census.topics == ["a", "b"] && census.partitions(of: "a") == 3)
    census.take(["b": 1], unclear: ["a"])
    census.take(["b": 1], unclear: [])
    #expect(census.topics == ["a", "b"])
    census.take(["b": 2], unclear: [])
    #expect(census.topics == ["b"])
    #expect(census.partitions(of: "a") == 0 && census.partitions(of: "b") == 2)
  }

  @Test("A topic that was away, or in doubt, for one answer is told")
  func returns() {
    var first = TopicCensus()
    first.take(["a": 1, "b": 1], unclear: [])
    var second = first
    second.take(["b": 1], unclear: ["b"])
    #expect(!second.hasReturned("a", since: first) && !second.hasReturned("b", since: first))
    var third = second
    third.take(["a": 1, "b": 1, "c": 1], unclear: [])
    #expect(third.hasReturned("a", since: second))
    #expect(!third.hasReturned("c", since: second))
    var fourth = third
    fourth.take(["a": 1, "b": 1, "c": 1], unclear: [])
    #expect(!fourth.hasReturned("a", since: third))
    second.take([:], unclear: ["b"])
    second.take(["a": 1, "b": 1], unclear: [])
    #expect(second.hasReturned("b", since: TopicCensus()) == false)
  }

  @Test("A topic that comes back starts to count anew")
  func back() {
    var census = TopicCensus()
    census.take(["a": 1], unclear: [])
    census.take([:], unclear: [])
    census.take([:], unclear: [])
    census.take(["a": 1], unclear: [])
    census.take([:], unclear: [])
    census.take([:], unclear: [])
    #expect(census.topics == ["a"])
  }
}
