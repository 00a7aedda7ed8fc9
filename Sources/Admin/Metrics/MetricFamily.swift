import Synchronization

/// The metrics of one name, told apart by the values of their labels.
public final class MetricFamily<Member: Instrument>: Sendable {
  public let name: String
  public let labels: [String]
  private let make: @Sendable () -> Member
  /// By rendered labels in UTF-8, since `String` would take two spellings for one.
  private let members = Mutex<[[UInt8]: Member]>([:])

  init(name: String, labels: [String], make: @escaping @Sendable () -> Member) {
    self.name = name
    self.labels = labels
    self.make = make
    if labels.isEmpty { _ = with() }
  }

  /// The member with these values, in the order of ``labels``, made where it is missing.
  /// Keep it where it is used often.
  public func with(_ values: String...) -> Member {
    let key = key(values)
    return members.withLock { members in
      if let member = members[key] { return member }
      let member = make()
      members[key] = member
      return member
    }
  }

  /// The member leaves the output, as a partition that another daemon took does.
  public func remove(_ values: String...) {
    let key = key(values)
    members.withLock { _ = $0.removeValue(forKey: key) }
  }

  public func removeAll() { members.withLock { $0.removeAll() } }

  private func key(_ values: [String]) -> [UInt8] {
    assert(values.count == labels.count, "\(name) has the labels \(labels)")
    return Array(PrometheusText.labels(labels, values).utf8)
  }

  func append(to text: inout PrometheusText) {
    let sorted = members.withLock { Array($0) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (labels, member) in sorted {
      member.append(name: name, labels: String(decoding: labels, as: UTF8.self), to: &text)
    }
  }
}
