import Pipeline

/// What a lane sends in one transaction, as the bytes on the wire would hold it: later changes of
/// the lane's buffers do not touch it.
struct Payload {
  var advances: [LedgerAdvance]
  var rows: [DatabaseState.Row]
  var quarantine: [DatabaseState.Row]
  /// Rows that the database refuses, as their quarantine rows.
  var refused: [QuarantineRow]
  var topics: Set<String>

  init(_ batch: Batch) {
    advances = batch.advances
    let places = Dictionary(
      batch.advances.map { (DatabaseState.Place(source: $0.source, at: $0.at), $0.at) },
      uniquingKeysWith: { first, _ in first })
    rows = []
    refused = []
    for load in batch.loads {
      guard let loaded = load.rows as? SimulatedRows else { continue }
      for row in loaded.rows {
        let place = places.keys.first {
          $0.source == row.lineage.source && $0.at.partition == row.lineage.partition
        }
        guard let place else { continue }
        if row.id < 0 {
          let fault = LoadFault(table: load.table.name, sqlState: "23514", words: "id < 0")
          refused.append(batch.refuse(row.record, fault))
        } else {
          rows.append(DatabaseState.Row(place: place, offset: row.lineage.offset, id: row.id))
        }
      }
    }
    quarantine = batch.quarantine.map(DatabaseState.Row.init)
    topics = Set(batch.advances.map(\.at.topic))
  }

  var places: [DatabaseState.Place] {
    advances.map { DatabaseState.Place(source: $0.source, at: $0.at) }
  }
}

extension DatabaseState.Row {
  /// A quarantine row, whose payload holds the record's number.
  init(_ row: QuarantineRow) {
    let digits = (row.payload ?? []).filter { (0x30...0x39).contains($0) }
    self.init(
      place: DatabaseState.Place(source: row.source, at: row.at), offset: row.offset,
      id: Int64(String(decoding: digits, as: UTF8.self)) ?? -1)
  }
}

/// One transaction on its way through the simulated database.
final class Transaction {
  enum Kind {
    case commit(Payload)
    case read([LedgerRequest])
  }

  /// What becomes of it and of its answer.
  enum Fate {
    case answered
    /// The connection breaks before COMMIT: nothing is written.
    case requestLost
    /// COMMIT does not arrive: nothing is written, and the client cannot know.
    case commitLost
    /// All is written, and the client cannot know.
    case replyLost
    /// The client has lost the connection while the server goes on to commit.
    case lateCommit
    /// All is written; the answer takes long.
    case replyDelayed
  }

  enum Answer {
    case committed
    case missed([TopicPartition])
    case read([LedgerEntry])
    case failed(LaneFailure, isConnected: Bool)
  }

  let kind: Kind
  let fate: Fate
  let owner: SimulatedDaemon
  /// The life of the owner that waits for the answer.
  let ownerLife: Int
  /// In lock order.
  let places: [DatabaseState.Place]
  let answer: (Answer) -> Void
  var since: Int64
  var hasWaited = false
  var isLocked = false
  var isOver = false
  /// What is left needs nothing of the client: COMMIT was sent.
  var isSent = false
  /// A planted bug has written a part of it already.
  var hasWrittenEarly = false

  init(
    _ kind: Kind, fate: Fate, owner: SimulatedDaemon, since: Int64,
    answer: @escaping (Answer) -> Void
  ) {
    self.kind = kind
    self.fate = fate
    self.owner = owner
    ownerLife = owner.life
    self.since = since
    self.answer = answer
    switch kind {
    case .commit(let payload): places = payload.places
    case .read(let requests):
      places = requests.map { DatabaseState.Place(source: $0.source, at: $0.at) }.sorted()
    }
  }
}
