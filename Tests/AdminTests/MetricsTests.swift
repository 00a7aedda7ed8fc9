import Dispatch
import Pipeline
import Testing

@testable import Admin

@Suite struct MetricsTests {
  private func text(_ registry: MetricRegistry) -> String {
    String(decoding: registry.text(), as: UTF8.self)
  }

  @Test func countersAndGaugesAreWrittenInPrometheusText() {
    let registry = MetricRegistry()
    let requests = registry.counter("b_total", "Help with \\ and\nlines.", labels: ["path"])
    requests.with("a\"b\\c\nd").add(2)
    requests.with("đường").add(1)
    registry.gauge("a_gauge", "Plain.").with().set(-1.5)
    #expect(
      text(registry) == """
        # HELP a_gauge Plain.
        # TYPE a_gauge gauge
        a_gauge -1.5
        # HELP b_total Help with \\\\ and\\nlines.
        # TYPE b_total counter
        b_total{path="a\\"b\\\\c\\nd"} 2
        b_total{path="đường"} 1

        """)
  }

  @Test func aMetricWithoutLabelsIsThereFromTheStart() {
    let registry = MetricRegistry()
    _ = registry.counter("x_total", "X.")
    #expect(text(registry).hasSuffix("x_total 0\n"))
  }

  @Test func bucketsAreCumulativeAndTheirBoundsInclusive() {
    let registry = MetricRegistry()
    let histogram = registry.histogram("h", "H.", labels: ["k"], bounds: [1, 0.5]).with("v")
    for value in [0.5, 0.6, 1, 9] { histogram.observe(value) }
    #expect(
      text(registry) == """
        # HELP h H.
        # TYPE h histogram
        h_bucket{k="v",le="0.5"} 1
        h_bucket{k="v",le="1"} 3
        h_bucket{k="v",le="+Inf"} 4
        h_sum{k="v"} 11.1
        h_count{k="v"} 4

        """)
  }

  @Test func numbersThatAreNoNumbers() {
    #expect(PrometheusText.number(.nan) == "NaN")
    #expect(PrometheusText.number(.infinity) == "+Inf")
    #expect(PrometheusText.number(-.infinity) == "-Inf")
    #expect(PrometheusText.number(1_700_000_000) == "1700000000")
  }

  @Test func twoSpellingsOfOneTextAreTwoLabels() {
    let registry = MetricRegistry()
    let family = registry.counter("c_total", "C.", labels: ["name"])
    family.with("\u{E9}").add(1)
    family.with("e\u{301}").add(1)
    #expect(text(registry).split(separator: "\n").count == 4)
  }

  @Test func threadsLoseNoCount() {
    let registry = MetricRegistry()
    let family = registry.counter("c_total", "C.", labels: ["t"])
    let histogram = registry.histogram("h", "H.", bounds: [1]).with()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for _ in 0..<10_000 {
        family.with("\(thread % 2)").add(1)
        histogram.observe(2)
      }
    }
    #expect(family.with("0").value == 40_000)
    #expect(family.with("1").value == 40_000)
    #expect(text(registry).contains("h_sum 160000\nh_count 80000\n"))
  }

  @Test func theBusShowsItsRecordsAndPartitions() {
    let bus = BusMetrics(registry: MetricRegistry(), version: "0.1.0")
    let partition = TopicPartition(topic: "env.air", partition: 2)
    var totals = Totals()
    totals.loaded = 5
    totals.gaps = 1
    bus.count(totals, topic: "env.air")
    bus.count(totals, topic: "env.air")
    bus.setLag(17, of: partition)
    bus.setState("reading", of: partition)
    bus.setState("stopped", of: partition)
    bus.progressed(partition, timestamp: 1_700_000_000.5)
    bus.committed(in: .milliseconds(3))
    bus.serve([("old/a.v1", "1.0", "00")])
    bus.serve([("env/air.v1", "1.1", "ab12")])

    let before = text(bus.registry)
    for line in [
      "trucd_records_total{topic=\"env.air\",outcome=\"loaded\"} 10",
      "trucd_records_total{topic=\"env.air\",outcome=\"gap\"} 2",
      "trucd_records_total{topic=\"env.air\",outcome=\"quarantined\"} 0",
      "trucd_lag_records{topic=\"env.air\",partition=\"2\"} 17",
      "trucd_partition_state{topic=\"env.air\",partition=\"2\",state=\"stopped\"} 1",
      "trucd_last_progress_timestamp_seconds{topic=\"env.air\",partition=\"2\"} 1700000000.5",
      "trucd_commit_seconds_bucket{le=\"0.0025\"} 0", "trucd_commit_seconds_bucket{le=\"0.005\"} 1",
      "trucd_contract_info{name=\"env/air.v1\",version=\"1.1\",hash=\"ab12\"} 1",
      "trucd_build_info{version=\"0.1.0\"} 1",
    ] {
      #expect(before.contains(line + "\n"), "\(line)")
    }
    #expect(!before.contains("state=\"reading\""))
    #expect(!before.contains("old/a.v1"))

    bus.forget(partition)
    #expect(!text(bus.registry).contains("partition=\"2\""))
  }

  @Test func theProcessTellsItsMemoryAndTime() {
    #expect(ProcessUsage.residentBytes() > 1 << 20)
    #expect(ProcessUsage.cpuSeconds() > 0)
    let registry = MetricRegistry()
    ProcessUsage.register(in: registry)
    #expect(text(registry).contains("# TYPE process_cpu_seconds_total counter\n"))
  }
}
