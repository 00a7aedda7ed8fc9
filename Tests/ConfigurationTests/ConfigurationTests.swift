import Testing

@testable import Configuration

@Suite struct ConfigurationTests {
  static let smallest = """
    [kafka]
    "bootstrap.servers" = "127.0.0.1:9092"
    "group.id" = "trucd"

    [contracts]
    directory = "Schemas"

    [warehouse]
    url = "postgresql://trucd@127.0.0.1/kho"
    """

  static func decode(
    _ text: String, environment: [String: String] = [:], isExposed: Bool = false
  ) throws(ConfigurationError) -> LoadedConfiguration {
    try Configuration.decode(
      Array(text.utf8), path: "t.toml", isExposed: isExposed, environment: environment,
      host: "máy 1")
  }

  static func problems(_ text: String, environment: [String: String] = [:]) -> [Problem] {
    do {
      _ = try decode(text, environment: environment)
      return []
    } catch { return error.problems }
  }

  @Test func theSmallestConfigurationHasADefaultForAllElse() throws {
    let loaded = try Self.decode(Self.smallest)
    var expected = Configuration()
    expected.contracts.directory = "Schemas"
    expected.warehouse.url = "postgresql://trucd@127.0.0.1/kho"
    expected.kafka = loaded.configuration.kafka
    #expect(loaded.configuration == expected)
    #expect(loaded.warnings.isEmpty)
    #expect(
      loaded.configuration.kafka.properties.map(\.description) == [
        "bootstrap.servers=127.0.0.1:9092", "group.id=trucd", "client.id=trucd",
        "group.instance.id=m__y_1-trucd",
      ])
    #expect(
      loaded.configuration.kafka.properties[0].origin
        == .file("t.toml", Place(line: 2, column: 1)))
  }

  @Test func everyTypeOfOptionIsDecoded() throws {
    let loaded = try Self.decode(
      Self.smallest + "\n" + """
        schema = "kho"
        [consumer]
        assignment = "fixed"
        partitions = ["env.air/0", "env.air/12"]
        lanes = 4
        batch_delay_ms = 5
        stall_pause_s = 2.5
        [admin]
        enabled = false
        listen = "[::1]:0"
        [log]
        format = "json"
        """)
    let c = loaded.configuration
    #expect(c.warehouse.schema == "kho")
    #expect(c.consumer.assignment == .fixed)
    #expect(c.consumer.partitions.map(\.description) == ["env.air/0", "env.air/12"])
    #expect(c.consumer.lanes == 4)
    #expect(c.consumer.batchDelay == .milliseconds(5))
    #expect(c.consumer.stallPause == .milliseconds(2500))
    #expect(!c.admin.enabled)
    #expect(c.admin.listen == ListenAddress(host: "::1", port: 0))
    #expect(c.log.format == .json)
    #expect(!c.kafka.properties.contains { $0.name == "group.instance.id" })
  }

  @Test func kafkaTakesDottedKeysAndNestedTablesAndAllScalars() throws {
    let loaded = try Self.decode(
      """
      [kafka]
      bootstrap.servers = "a:1"
      "socket.keepalive.enable" = true
      session.timeout.ms = 10_000
      [kafka.ssl.ca]
      location = "/etc/ca.pem"
      [contracts]
      directory = "s"
      [warehouse]
      url = "sqlite:x"
      """)
    let shown = loaded.configuration.kafka.properties.map(\.description)
    #expect(shown.contains("bootstrap.servers=a:1"))
    #expect(shown.contains("socket.keepalive.enable=true"))
    #expect(shown.contains("session.timeout.ms=10000"))
    #expect(shown.contains("ssl.ca.location=/etc/ca.pem"))
  }

  @Test func theEnvironmentOverridesTheFile() throws {
    let loaded = try Self.decode(
      Self.smallest,
      environment: [
        "TRUCD_WAREHOUSE_URL": "sqlite:/tmp/kho", "TRUCD_KAFKA_BOOTSTRAP_SERVERS": "b:2",
        "TRUCD_CONSUMER_LANES": "8", "TRUCD_CONSUMER_ASSIGNMENT": "fixed",
        "TRUCD_CONSUMER_PARTITIONS": "a/0, b/1", "TRUCD_SHUTDOWN_TIMEOUT_S": "2.5",
        "TRUCD_TEST_CITUS_URL": "x", "PATH": "/bin",
      ])
    #expect(loaded.configuration.warehouse.url == "sqlite:/tmp/kho")
    #expect(loaded.configuration.consumer.lanes == 8)
    #expect(loaded.configuration.consumer.partitions.map(\.description) == ["a/0", "b/1"])
    #expect(loaded.configuration.shutdown.timeout == .milliseconds(2500))
    let servers = loaded.configuration.kafka.properties.filter { $0.name == "bootstrap.servers" }
    #expect(servers.map(\.shownValue) == ["b:2"])
    #expect(servers.first?.origin == .environment("TRUCD_KAFKA_BOOTSTRAP_SERVERS"))
  }

  @Test func theEffectiveTextShowsNoSecretAndDecodesAgain() throws {
    let loaded = try Self.decode(
      """
      [kafka]
      "bootstrap.servers" = "a:1"
      "sasl.password" = "hemligt1"
      [contracts]
      directory = "s"
      [warehouse]
      url = "postgresql://u:hemligt2@h/db?sslpassword=hemligt3&x=1"
      """)
    let text = loaded.configuration.effectiveText
    #expect(!text.contains("hemligt"))
    #expect(text.contains("postgresql://u:(redacted)@h/db?sslpassword=(redacted)&x=1"))
    #expect(!"\(loaded.configuration) \(loaded.configuration.warehouse)".contains("hemligt"))
    let again = try Self.decode(text).configuration
    #expect(again.consumer == loaded.configuration.consumer)
    #expect(again.warehouse.lockTimeout == loaded.configuration.warehouse.lockTimeout)
  }
}
