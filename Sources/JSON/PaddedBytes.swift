/// A copy of a document followed by the readable bytes that scanning needs. Reused, it allocates only
/// when a document is longer than all before.
public final class PaddedBytes {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  public private(set) var count = 0

  public init() {
    capacity = 4096
    storage = .allocate(capacity: capacity + Scan.padding)
    storage.initialize(repeating: 0, count: capacity + Scan.padding)
  }

  public convenience init(_ bytes: some Sequence<UInt8>) {
    self.init()
    assign(Array(bytes))
  }

  deinit { storage.deallocate() }

  /// The document; ``Scan/padding`` zero bytes follow it. Valid until the next assignment.
  public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: storage, count: count) }

  public func assign(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { assign($0) }
  }

  public func assign(_ bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.count > capacity {
      capacity = max(bytes.count, capacity * 2)
      storage.deallocate()
      storage = .allocate(capacity: capacity + Scan.padding)
    }
    if let source = bytes.baseAddress { storage.initialize(from: source, count: bytes.count) }
    (storage + bytes.count).initialize(repeating: 0, count: Scan.padding)
    count = bytes.count
  }
}
