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

  /// A copy of a record; valid until the next one.
  func place(_ record: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let start = room(for: record.count + Scan.padding)
    let first = start + (readable - Scan.padding - record.count)
    record.withUnsafeBytes { if let source = $0.baseAddress { memcpy(first, source, $0.count) } }
    // What stands in the padding must not matter: it goes on as a document could.
    memset(first + record.count, Int32(UInt8(ascii: "\"")), Scan.padding)
    return UnsafeBufferPointer(
      start: first.assumingMemoryBound(to: UInt8.self), count: record.count)
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
