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
    Dictionary(grouping: places.values, by: \.key).values.flatMap { events -> [[String?]] in
      let ordered = events.sorted { $0.order < $1.order }
      return ordered.indices.compactMap { place in
        let event = ordered[place]
        guard let payload = event.payload else { return nil }
        let row: [String?] =
          event.key + [
            "\(event.order)", payload, "\(event.source)", "\(event.partition)",
            "\(event.offset)",
          ]
        let next = place + 1 < ordered.count ? "\(ordered[place + 1].order)" : nil
        return mode == .upsert ? row : row + ["\(event.order)", next]
      }
    }
  }
}
