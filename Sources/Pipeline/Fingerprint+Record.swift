import Contracts

extension RecordView {
  /// Offset, timestamp and the first 8 bytes of the SHA-256 of key and value, lengths in front so
  /// that a byte cannot wander from one to the other.
  public var fingerprint: Fingerprint {
    Fingerprint.of(offset: offset, timestamp: timestamp, key: key, value: value)
  }
}

extension Fingerprint {
  public static func of(
    offset: Int64, timestamp: Int64, key: UnsafeBufferPointer<UInt8>?,
    value: UnsafeBufferPointer<UInt8>?
  ) -> Fingerprint {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + (key?.count ?? 0) + (value?.count ?? 0))
    for span in [key, value] {
      withUnsafeBytes(of: Int32(span?.count ?? -1).littleEndian) { bytes.append(contentsOf: $0) }
      if let span { bytes.append(contentsOf: span) }
    }
    return Fingerprint(offset: offset, timestamp: timestamp, hash: Digest.key(bytes))
  }
}
