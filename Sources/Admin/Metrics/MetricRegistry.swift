import Synchronization

/// All metrics of the process, and their text for Prometheus.
public final class MetricRegistry: Sendable {
  private struct Entry: Sendable {
    var name: String
    var help: String
    var type: String
    var append: @Sendable (inout PrometheusText) -> Void
  }

  private struct State {
    var entries: [Entry] = []
    var refreshes: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  public init() {}

  public func counter(
    _ name: String, _ help: String, labels: [String] = []
  ) -> MetricFamily<Counter> {
    register(name, help, "counter", labels) { Counter() }
  }

  public func gauge(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily<Gauge> {
    register(name, help, "gauge", labels) { Gauge() }
  }

  public func histogram(
    _ name: String, _ help: String, labels: [String] = [], bounds: [Double]
  ) -> MetricFamily<Histogram> {
    register(name, help, "histogram", labels) { Histogram(bounds: bounds) }
  }

  /// A counter whose value the system keeps, set on each reading.
  func readCounter(_ name: String, _ help: String) -> MetricFamily<Gauge> {
    register(name, help, "counter", []) { Gauge() }
  }

  /// Called before each reading, for gauges that cost something to know.
  public func beforeReading(_ refresh: @escaping @Sendable () -> Void) {
    state.withLock { $0.refreshes.append(refresh) }
  }

  /// The metrics by name.
  public func text() -> [UInt8] {
    let (entries, refreshes) = state.withLock { ($0.entries, $0.refreshes) }
    for refresh in refreshes { refresh() }
    var text = PrometheusText()
    for entry in entries.sorted(by: { $0.name < $1.name }) {
      text.header(entry.name, help: entry.help, type: entry.type)
      entry.append(&text)
    }
    return text.bytes
  }

  private func register<Member: Instrument>(
    _ name: String, _ help: String, _ type: String, _ labels: [String],
    make: @escaping @Sendable () -> Member
  ) -> MetricFamily<Member> {
    let family = MetricFamily(name: name, labels: labels, make: make)
    let entry = Entry(name: name, help: help, type: type) { family.append(to: &$0) }
    state.withLock { state in
      assert(!state.entries.contains { $0.name == name }, "\(name) is registered twice")
      state.entries.append(entry)
    }
    return family
  }
}
