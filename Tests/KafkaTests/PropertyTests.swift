import Testing

@testable import Kafka

@Suite("Kafka properties and errors")
struct PropertyTests {
  private func refusal(_ properties: KafkaProperty...) -> KafkaError? {
    do throws(KafkaError) {
      let consumer = try Consumer(
        properties: [("bootstrap.servers", "127.0.0.1:1"), ("group.id", "g")] + properties)
      consumer.close(timeoutMs: 2_000)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "a property on which the promise stands is refused by name, with the reason",
    arguments: [
      ("enable.auto.commit", "true"), ("enable.auto.commit", "T"),
      ("isolation.level", "read_uncommitted"), ("auto.offset.reset", "earliest"),
      ("check.crcs", "false"), ("enable.partition.eof", "0"),
      ("enable.auto.offset.store", "true"), ("group.protocol", "consumer"),
      ("partition.assignment.strategy", "cooperative-sticky"),
      ("partition.assignment.strategy", "roundrobin,cooperative-sticky"),
    ])
  func refused(name: String, value: String) {
    let error = refusal((name, value))
    #expect(error?.code == .invalidProperty)
    #expect(error?.context == "property \(name)")
    #expect(error?.text.contains("must be") == true)
  }

  @Test(
    "the same value, spelled otherwise, is accepted",
    arguments: [
      ("enable.auto.commit", "FALSE"), ("check.crcs", "1"), ("isolation.level", "read_committed"),
      ("partition.assignment.strategy", "range"), ("session.timeout.ms", "30000"),
    ])
  func accepted(name: String, value: String) { #expect(refusal((name, value)) == nil) }

  @Test("an unknown property and a bad value are told in librdkafka's words")
  func librdkafkaWords() {
    let unknown = refusal(("no.such.property", "1"))
    #expect(unknown?.code == .invalidProperty)
    #expect(unknown?.text.contains("no.such.property") == true)
    let range = refusal(("session.timeout.ms", "0"))
    #expect(range?.context == "property session.timeout.ms")
    // librdkafka judges properties together only when the client is made.
    let together = refusal(("max.poll.interval.ms", "5000"), ("session.timeout.ms", "10000"))
    #expect(together?.text.contains("max.poll.interval.ms") == true)
  }

  @Test("a secret that is refused is not repeated")
  func secrets() {
    let error = refusal(("security.protocol", "ssl"), ("ssl.key.pem", "very-secret"))
    #expect(error?.code == .invalidProperty)
    #expect(error?.description.contains("very-secret") == false)
  }

  @Test("a missing group id is named")
  func groupID() {
    #expect(throws: KafkaError.self) {
      try Consumer(properties: [("bootstrap.servers", "127.0.0.1:1")])
    }
  }

  @Test("SCRAM at Kafka 4 with an old librdkafka names the ways out; other failures do not")
  func scram() {
    let text = """
      SASL SCRAM-SHA-256 mechanism handshake failed: Authentication failed during authentication \
      due to invalid credentials with SASL mechanism SCRAM-SHA-256
      """
    #expect(KafkaError.scramHint(text, librdkafka: 0x0200_02ff)?.contains("PLAIN over TLS") == true)
    #expect(KafkaError.scramHint(text, librdkafka: 0x0200_02ff)?.contains("2.0.2") == true)
    #expect(KafkaError.scramHint(text, librdkafka: 0x0206_01ff) == nil)
    #expect(KafkaError.scramHint("SASL PLAIN: invalid credentials", librdkafka: 0x0200_02ff) == nil)
  }
}
