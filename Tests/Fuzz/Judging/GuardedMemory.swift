import Glibc
import JSON

/// Memory for one record after another, whose padding ends where a page begins that nobody may
/// touch: reading on is a crash.
final class GuardedMemory {
  private var start: UnsafeMutableRawPointer?
  /// Bytes that may be used, padding included.
  private var readable = 0
  private let page = Int(sysconf(Int32(_SC_PAGESIZE)))

  deinit { unmap() }

  /// A copy of a record; valid until the next one. What stands in the padding must not matter: it is
  /// what `rest` says, again and again.
  func place(_ record: [UInt8], before rest: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let start = room(for: record.count + Scan.padding)
    let first = start + (readable - Scan.padding - record.count)
    record.withUnsafeBytes { if let source = $0.baseAddress { memcpy(first, source, $0.count) } }
    for place in 0..<Scan.padding {
      first.storeBytes(
        of: rest[place % rest.count], toByteOffset: record.count + place, as: UInt8.self)
    }
    return UnsafeBufferPointer(
      start: first.assumingMemoryBound(to: UInt8.self), count: record.count)
  }

  /// The same with padding that ends any text, or goes on with other bytes of the record, as a document
  /// could that was cut.
  func place(_ record: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let sum = record.reduce(0) { $0 &+ Int($1) }
    guard !record.isEmpty, sum % 3 > 0 else { return place(record, before: [UInt8(ascii: "\"")]) }
    let middle = sum % record.count
    return place(record, before: Array(record[middle...] + record[..<middle]))
  }

  private func room(for count: Int) -> UnsafeMutableRawPointer {
    if let start, count <= readable { return start }
    unmap()
    readable = (max(count, 65_536) + page - 1) / page * page
    let mapped = mmap(
      nil, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED, mprotect(mapped + readable, page, PROT_NONE) == 0
    else { preconditionFailure("no memory for a record of \(count) bytes") }
    start = mapped
    return mapped
  }

  private func unmap() {
    if let start { munmap(start, readable + page) }
    start = nil
  }
}
