import Contracts

/// What happens to a table with a key, as plain values.
struct KeyedEvent {
  var key: [String]
  var order: Int64
  /// Nil for a tombstone.
  var payload: String?
  var source: Int64
  var partition: Int32
  var offset: Int64
  /// Milliseconds; −1 for none.
  var timestamp: Int64

  private var ties: [Int64] {
    [timestamp == -1 ? .min : timestamp, source, Int64(partition), offset]
  }

  func isLarger(than other: KeyedEvent) -> Bool {
    order == other.order
      ? other.ties.lexicographicallyPrecedes(ties) : order > other.order
  }
}

/// The rules of contracts.md, section 6, without a database.
struct KeyedModel {
  enum Mode: String, CaseIterable, Sendable {
    case upsert, history
  }

  let mode: Mode
  /// By key; in `history` by key and order. The largest event of each place.
  private var places: [[String]: KeyedEvent] = [:]

  init(_ mode: Mode) { self.mode = mode }

  private func place(of event: KeyedEvent) -> [String] {
    mode == .upsert ? event.key : event.key + ["\(event.order)"]
  }

  /// - Returns: offsets of the versions that took effect.
  mutating func apply(_ batch: [KeyedEvent]) -> [KeyedEvent] {
    for event in batch {
      let place = place(of: event)
      if let standing = places[place], !event.isLarger(than: standing) { continue }
      places[place] = event
    }
    return batch.filter { event in
      guard event.payload != nil, let standing = places[place(of: event)] else { return false }
      return standing.source == event.source && standing.partition == event.partition
        && standing.offset == event.offset
    }
  }

  /// The table's rows: key, order, payload, lineage and in `history` the validity.
  var rows: [[String?]] {
    places.values.filter { $0.payload != nil }
      .map { event in
        let row: [String?] =
          event.key + [
            "\(event.order)", event.payload, "\(event.source)", "\(event.partition)",
            "\(event.offset)",
          ]
        return mode == .upsert ? row : row + ["\(event.order)", next(after: event).map { "\($0)" }]
      }
  }

  private func next(after event: KeyedEvent) -> Int64? {
    places.values.filter { $0.key == event.key && $0.order > event.order }.map(\.order).min()
  }
}
