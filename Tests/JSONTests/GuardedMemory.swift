import Glibc
import JSON

/// Memory whose readable part ends with a document's padding: reading one byte more ends the process.
final class GuardedMemory {
  private let pages: UnsafeMutableRawPointer
  private let readable: Int

  init?(capacity: Int) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    readable = (capacity + Scan.padding + page - 1) / page * page
    guard
      let mapped = mmap(
        nil, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      mapped != MAP_FAILED, mprotect(mapped + readable, page, PROT_NONE) == 0
    else { return nil }
    pages = mapped
  }

  deinit { munmap(pages, readable + sysconf(Int32(_SC_PAGESIZE))) }

  /// The bytes, followed by padding that repeats a text which would go on with the document.
  func place(_ bytes: [UInt8], padding: String) -> UnsafeBufferPointer<UInt8> {
    let start = pages + (readable - Scan.padding - bytes.count)
    let memory = start.assumingMemoryBound(to: UInt8.self)
    for (place, byte) in bytes.enumerated() { memory[place] = byte }
    let filler = Array(padding.utf8)
    for place in 0..<Scan.padding { memory[bytes.count + place] = filler[place % filler.count] }
    return UnsafeBufferPointer(start: memory, count: bytes.count)
  }
}
