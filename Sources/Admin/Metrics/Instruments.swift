import Synchronization

/// What a family of metrics is made of.
public protocol Instrument: AnyObject, Sendable {
  /// Appends its lines in Prometheus's text format; `labels` is rendered, without braces.
  func append(name: String, labels: String, to text: inout PrometheusText)
}

/// A number that only grows. Adding is one atomic instruction.
public final class Counter: Instrument {
  private let count = Atomic<UInt64>(0)

  init() {}

  public var value: UInt64 { count.load(ordering: .relaxed) }

  public func add(_ more: UInt64) { count.wrappingAdd(more, ordering: .relaxed) }

  public func append(name: String, labels: String, to text: inout PrometheusText) {
    text.line(name, labels, "\(value)")
  }
}

/// A number that goes up and down.
public final class Gauge: Instrument {
  private let bits = Atomic<UInt64>(0)

  init() {}

  public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  public func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

  public func add(_ more: Double) {
    var old = bits.load(ordering: .relaxed)
    while true {
      let sum = Double(bitPattern: old) + more
      let (done, found) = bits.weakCompareExchange(
        expected: old, desired: sum.bitPattern, ordering: .relaxed)
      if done { return }
      old = found
    }
  }

  public func append(name: String, labels: String, to text: inout PrometheusText) {
    text.line(name, labels, PrometheusText.number(value))
  }
}

/// How often values fell below each of a few bounds.
public final class Histogram: Instrument {
  /// Upper bounds, ascending, less the last one, which is infinite.
  public let bounds: [Double]
  private let counts: [Counter]
  private let sum = Gauge()

  init(bounds: [Double]) {
    self.bounds = bounds.sorted()
    counts = (0...bounds.count).map { _ in Counter() }
  }

  public func observe(_ value: Double) {
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    counts[bucket].add(1)
    sum.add(value)
  }

  public func append(name: String, labels: String, to text: inout PrometheusText) {
    var total: UInt64 = 0
    let separator = labels.isEmpty ? "" : ","
    for (index, count) in counts.enumerated() {
      total += count.value
      let bound = index < bounds.count ? PrometheusText.number(bounds[index]) : "+Inf"
      text.line("\(name)_bucket", "\(labels)\(separator)le=\"\(bound)\"", "\(total)")
    }
    text.line("\(name)_sum", labels, PrometheusText.number(sum.value))
    // Counted from the buckets, so that it equals the last of them whatever runs meanwhile.
    text.line("\(name)_count", labels, "\(total)")
  }
}
