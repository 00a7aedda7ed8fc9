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

/// Stretches of a buffer, one behind the other.
public struct RecordRuns: Sequence, IteratorProtocol {
  private let buffer: RecordBuffer
  private var rest: Range<Int>

  init(_ buffer: RecordBuffer, _ range: Range<Int>) {
    self.buffer = buffer
    rest = range
  }

  public mutating func next() -> RecordRun? {
    guard let run = buffer.run(in: rest) else { return nil }
    rest = run.indices.upperBound..<rest.upperBound
    return run
  }
}
