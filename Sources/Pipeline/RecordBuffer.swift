/// The header bytes of one record, in the order in which they came.
public struct HeaderView {
  let bytes: UnsafeRawBufferPointer

  /// Calls `body` with name and value of each header; a nil value is a header without one.
  public func visit(
    _ body: (_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>?) -> Void
  ) {
    var at = 0
    while at < bytes.count {
      let name = span(&at)
      body(name ?? UnsafeBufferPointer(start: nil, count: 0), span(&at))
    }
  }

  public var isEmpty: Bool { bytes.isEmpty }

  /// The last value of a header, as Kafka's own clients look one up; names are compared by bytes.
  public func last(_ name: String) -> UnsafeBufferPointer<UInt8>? {
    var found: UnsafeBufferPointer<UInt8>?
    visit { if $0.elementsEqual(name.utf8) { found = $1 } }
    return found
  }

  /// A length (−1: none) in four bytes, then the bytes themselves.
  private func span(_ at: inout Int) -> UnsafeBufferPointer<UInt8>? {
    let length = Int(bytes.loadUnaligned(fromByteOffset: at, as: Int32.self))
    at += 4
    guard length >= 0 else { return nil }
    let span = UnsafeRawBufferPointer(rebasing: bytes[at..<at + length])
    at += length
    return span.assumingMemoryBound(to: UInt8.self)
  }
}

/// One record as it lies in a buffer. Its spans are valid while the buffer is neither filled
/// further nor emptied; 64 bytes beyond each span are readable.
public struct RecordView {
  public let index: Int32
  /// The partition's place in the assignment.
  public let slot: Int32
  /// The partition's epoch when the record was taken; an older one than the lane's is stale.
  public let epoch: UInt32
  public let offset: Int64
  /// Kafka's timestamp in milliseconds since 1970; −1 where the record has none.
  public let timestamp: Int64
  public let key: UnsafeBufferPointer<UInt8>?
  /// Nil is a tombstone.
  public let value: UnsafeBufferPointer<UInt8>?
  public let headers: HeaderView
  /// The end of a partition rather than a record: all before `offset` has been delivered.
  public let isEnd: Bool
}

/// A stretch of a buffer: records of one partition and epoch.
public struct RecordRun {
  public let slot: Int32
  public let epoch: UInt32
  public let indices: Range<Int>
}

/// The stretches of a buffer, one behind the other.
public struct RecordRuns: Sequence, IteratorProtocol {
  private let buffer: RecordBuffer
  private var start = 0

  init(_ buffer: RecordBuffer) { self.buffer = buffer }

  public mutating func next() -> RecordRun? {
    guard let run = buffer.run(from: start) else { return nil }
    start = run.indices.upperBound
    return run
  }
}

/// Records of one lane in arrival order, copied out of the Kafka client so that its own queues
/// stay bounded. One thread fills it, then hands it over whole.
public final class RecordBuffer: @unchecked Sendable {
  /// What validation may read beyond a record's end.
  public static let paddingBytes = 64

  private struct Entry {
    var slot: Int32
    var epoch: UInt32
    var offset: Int64
    var timestamp: Int64
    var start: Int
    var keyLength: Int32
    var valueLength: Int32
    var headerLength: Int32
    var isEnd: Bool
  }

  private var entries: ContiguousArray<Entry> = []
  private var arena: UnsafeMutableRawPointer
  private(set) var capacity: Int
  private let capacityMax: Int
  private var used = 0
  /// Milliseconds of the caller's clock at which the first record came.
  public private(set) var openedAt: Int64 = 0

  /// - Parameter capacityMax: Up to this it grows by doubling, beyond it by an eighth.
  public init(capacity: Int = 1 << 16, capacityMax: Int = .max) {
    self.capacity = capacity
    self.capacityMax = capacityMax
    arena = .allocate(byteCount: capacity + Self.paddingBytes, alignment: 16)
    arena.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.paddingBytes)
  }

  deinit { arena.deallocate() }

  public var count: Int { entries.count }
  public var isEmpty: Bool { entries.isEmpty }
  /// Bytes of records held; what backpressure counts.
  public var byteCount: Int { used + entries.count * MemoryLayout<Entry>.stride }

  /// - Parameter now: asked for by the first record alone.
  public func append(
    slot: Int32, epoch: UInt32, offset: Int64, timestamp: Int64, key: UnsafeRawBufferPointer?,
    value: UnsafeRawBufferPointer?, headers: [(name: [UInt8], value: [UInt8]?)] = [],
    now: @autoclosure () -> Int64
  ) {
    let headerLength = headers.reduce(0) { $0 + 8 + $1.name.count + ($1.value?.count ?? 0) }
    let length = (key?.count ?? 0) + (value?.count ?? 0) + headerLength
    reserve(length)
    if entries.isEmpty { openedAt = now() }
    entries.append(
      Entry(
        slot: slot, epoch: epoch, offset: offset, timestamp: timestamp, start: used,
        keyLength: key.map { Int32($0.count) } ?? -1,
        valueLength: value.map { Int32($0.count) } ?? -1,
        headerLength: Int32(headerLength), isEnd: false))
    if let key { copy(key) }
    if let value { copy(value) }
    for (name, value) in headers {
      appendHeaderSpan(name)
      appendHeaderSpan(value)
    }
  }

  /// Notes that everything before `offset` has been delivered, so that control records and aborted
  /// transactions at the end of a partition do not hold its ledger back.
  public func appendEnd(slot: Int32, epoch: UInt32, offset: Int64, now: Int64) {
    if entries.isEmpty { openedAt = now }
    entries.append(
      Entry(
        slot: slot, epoch: epoch, offset: offset, timestamp: -1, start: used, keyLength: -1,
        valueLength: -1, headerLength: 0, isEnd: true))
  }

  /// Its records in stretches of one partition and epoch, in order.
  public var runs: RecordRuns { RecordRuns(self) }

  /// The stretch that begins at a record; nil behind the last.
  fileprivate func run(from start: Int) -> RecordRun? {
    guard start < entries.count else { return nil }
    let (slot, epoch) = (entries[start].slot, entries[start].epoch)
    var end = start + 1
    while end < entries.count, entries[end].slot == slot, entries[end].epoch == epoch { end += 1 }
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
    let headerStart = entry.start + keyLength + valueLength
    return RecordView(
      index: Int32(index), slot: entry.slot, epoch: entry.epoch, offset: entry.offset,
      timestamp: entry.timestamp,
      key: entry.keyLength < 0 ? nil : span(entry.start, keyLength),
      value: entry.valueLength < 0 ? nil : span(entry.start + keyLength, valueLength),
      headers: HeaderView(
        bytes: UnsafeRawBufferPointer(start: arena + headerStart, count: Int(entry.headerLength))),
      isEnd: entry.isEnd)
  }

  /// Forgets the records; memory beyond `keeping` bytes is given back.
  public func removeAll(keeping: Int) {
    entries.removeAll(keepingCapacity: true)
    used = 0
    guard capacity > keeping else { return }
    arena.deallocate()
    capacity = keeping
    arena = .allocate(byteCount: capacity + Self.paddingBytes, alignment: 16)
    arena.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.paddingBytes)
  }

  private func span(_ start: Int, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: (arena + start).assumingMemoryBound(to: UInt8.self), count: count)
  }

  private func reserve(_ length: Int) {
    guard used + length > capacity else { return }
    let grown = max(min(capacity * 2, capacityMax), capacity + capacity / 8, used + length)
    let moved = UnsafeMutableRawPointer.allocate(
      byteCount: grown + Self.paddingBytes, alignment: 16)
    moved.initializeMemory(as: UInt8.self, repeating: 0, count: grown + Self.paddingBytes)
    moved.copyMemory(from: arena, byteCount: used)
    arena.deallocate()
    arena = moved
    capacity = grown
  }

  private func copy(_ bytes: UnsafeRawBufferPointer) {
    if let base = bytes.baseAddress {
      (arena + used).copyMemory(from: base, byteCount: bytes.count)
    }
    used += bytes.count
  }

  private func appendHeaderSpan(_ bytes: [UInt8]?) {
    arena.storeBytes(of: bytes.map { Int32($0.count) } ?? -1, toByteOffset: used, as: Int32.self)
    used += 4
    bytes?.withUnsafeBytes { copy($0) }
  }
}
