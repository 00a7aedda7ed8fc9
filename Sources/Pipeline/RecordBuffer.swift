/// Records of one lane in arrival order, copied out of the Kafka client so that its own queues
/// stay bounded. One thread fills it, then hands it over whole. A record lies in one piece of memory;
/// none is ever moved.
public final class RecordBuffer: @unchecked Sendable {
  /// What validation may read beyond a record's end.
  public static let paddingBytes = 64

  private struct Entry {
    var slot: Int32
    var epoch: UInt32
    var offset: Int64
    var timestamp: Int64
    var start: UnsafeMutableRawPointer
    var keyLength: Int32
    var valueLength: Int32
    var headerLength: Int32
    var isEnd: Bool
  }

  private let pool: PiecePool
  private var entries: ContiguousArray<Entry> = []
  private var pieces: [Piece] = []
  /// The piece that small records share, and how much of it they take.
  private var current: Piece?
  private var currentUsed = 0
  private var used = 0
  /// Milliseconds of the caller's clock at which the first record came.
  public private(set) var openedAt: Int64 = 0

  /// - Parameter pool: where the memory of the records comes from and goes to.
  public init(pool: PiecePool = PiecePool()) { self.pool = pool }

  deinit { pool.giveBack(pieces) }

  public var count: Int { entries.count }
  public var isEmpty: Bool { entries.isEmpty }
  /// Bytes of records held; what backpressure counts.
  public var byteCount: Int { used + entries.count * MemoryLayout<Entry>.stride }
  /// Bytes of memory that are held for the records' own bytes.
  var capacity: Int { pieces.reduce(0) { $0 + $1.byteCount } }

  /// - Parameter now: asked for by the first record alone.
  public func append(
    slot: Int32, epoch: UInt32, offset: Int64, timestamp: Int64, key: UnsafeRawBufferPointer?,
    value: UnsafeRawBufferPointer?, headers: [(name: [UInt8], value: [UInt8]?)] = [],
    now: @autoclosure () -> Int64
  ) {
    let headerLength = headers.reduce(0) { $0 + 8 + $1.name.count + ($1.value?.count ?? 0) }
    let start = room(for: (key?.count ?? 0) + (value?.count ?? 0) + headerLength)
    if entries.isEmpty { openedAt = now() }
    entries.append(
      Entry(
        slot: slot, epoch: epoch, offset: offset, timestamp: timestamp, start: start,
        keyLength: key.map { Int32($0.count) } ?? -1,
        valueLength: value.map { Int32($0.count) } ?? -1,
        headerLength: Int32(headerLength), isEnd: false))
    var cursor = start
    if let key { Self.copy(key, to: &cursor) }
    if let value { Self.copy(value, to: &cursor) }
    for (name, value) in headers {
      Self.copyHeaderSpan(name, to: &cursor)
      Self.copyHeaderSpan(value, to: &cursor)
    }
  }

  /// Notes that everything before `offset` has been delivered, so that control records and aborted
  /// transactions at the end of a partition do not hold its ledger back.
  public func appendEnd(slot: Int32, epoch: UInt32, offset: Int64, now: Int64) {
    if entries.isEmpty { openedAt = now }
    entries.append(
      Entry(
        slot: slot, epoch: epoch, offset: offset, timestamp: -1, start: room(for: 0),
        keyLength: -1, valueLength: -1, headerLength: 0, isEnd: true))
  }

  /// Some of its records in stretches of one partition and epoch, in order.
  public func runs(in range: Range<Int>) -> RecordRuns { RecordRuns(self, range) }

  /// The stretch with which some records begin; nil where there are none.
  func run(in range: Range<Int>) -> RecordRun? {
    guard let start = range.first else { return nil }
    let (slot, epoch) = (entries[start].slot, entries[start].epoch)
    var end = start + 1
    while end < range.upperBound, entries[end].slot == slot, entries[end].epoch == epoch {
      end += 1
    }
    return RecordRun(slot: slot, epoch: epoch, indices: start..<end)
  }

  /// Whether none of some records lies before `cursor` or its predecessor's end. `cursor` moves
  /// behind them.
  func isInOrder(_ indices: Range<Int>, from cursor: inout Int64) -> Bool {
    for index in indices {
      let offset = entries[index].offset
      if offset < cursor { return false }
      cursor = entries[index].isEnd ? offset : offset + 1
    }
    return true
  }

  public subscript(index: Int) -> RecordView {
    let entry = entries[index]
    let keyLength = max(Int(entry.keyLength), 0)
    let valueLength = max(Int(entry.valueLength), 0)
    let value = entry.start + keyLength
    return RecordView(
      index: Int32(index), slot: entry.slot, epoch: entry.epoch, offset: entry.offset,
      timestamp: entry.timestamp,
      key: entry.keyLength < 0 ? nil : Self.span(entry.start, keyLength),
      value: entry.valueLength < 0 ? nil : Self.span(value, valueLength),
      headers: HeaderView(
        bytes: UnsafeRawBufferPointer(start: value + valueLength, count: Int(entry.headerLength))),
      isEnd: entry.isEnd)
  }

  /// Forgets the records and gives their memory back.
  public func removeAll() {
    entries.removeAll(keepingCapacity: true)
    pool.giveBack(pieces)
    pieces.removeAll(keepingCapacity: true)
    current = nil
    used = 0
  }

  // MARK: - Memory

  private static func span(
    _ start: UnsafeMutableRawPointer, _ count: Int
  ) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
  }

  /// Where the next record goes. One that is large has a piece to itself, so that the rest of the
  /// shared one is not lost.
  private func room(for length: Int) -> UnsafeMutableRawPointer {
    used += length
    let needed = length + Self.paddingBytes
    if let current, current.byteCount - currentUsed >= needed {
      defer { currentUsed += length }
      return current.start + currentUsed
    }
    let isLarge = needed > PiecePool.pieceBytes / 2
    let piece = pool.take(isLarge ? needed : PiecePool.pieceBytes)
    pieces.append(piece)
    if !isLarge { (current, currentUsed) = (piece, length) }
    return piece.start
  }

  private static func copy(
    _ bytes: UnsafeRawBufferPointer, to cursor: inout UnsafeMutableRawPointer
  ) {
    if let base = bytes.baseAddress { cursor.copyMemory(from: base, byteCount: bytes.count) }
    cursor += bytes.count
  }

  private static func copyHeaderSpan(_ bytes: [UInt8]?, to cursor: inout UnsafeMutableRawPointer) {
    cursor.storeBytes(of: bytes.map { Int32($0.count) } ?? -1, as: Int32.self)
    cursor += 4
    bytes?.withUnsafeBytes { copy($0, to: &cursor) }
  }
}
