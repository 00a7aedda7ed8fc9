import Admin
import Glibc

/// Collects what a command writes, so that millions of short lines cost few system calls.
final class OutputBuffer {
  private static let bytesMax = 1 << 16

  private let descriptor: Int32
  private var bytes: [UInt8] = []
  /// `errno` of the write that failed; what comes after it is dropped.
  private(set) var fault: Int32?

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    bytes.reserveCapacity(Self.bytesMax * 2)
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  var hasColour: Bool { TerminalColour.isWelcome(on: descriptor) }

  func append(_ text: String) { append(text.utf8) }

  func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  func append(_ more: some Collection<UInt8>) {
    bytes.append(contentsOf: more)
    if bytes.count >= Self.bytesMax { flush() }
  }

  func flush() {
    defer { bytes.removeAll(keepingCapacity: true) }
    var rest = bytes[...]
    while !rest.isEmpty && fault == nil {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      if written <= 0 { fault = errno } else { rest = rest.dropFirst(written) }
    }
  }
}
