import Foundation
import JSON

/// Records of one file, one JSON document a line, in memory as the engine wants them.
final class Records {
  private let storage: UnsafeMutablePointer<UInt8>
  private(set) var all: [UnsafeBufferPointer<UInt8>] = []

  init(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    storage = .allocate(capacity: bytes.count + Scan.padding)
    storage.initialize(repeating: 0, count: bytes.count + Scan.padding)
    storage.update(from: bytes, count: bytes.count)
    all = bytes.split(separator: UInt8(ascii: "\n")).map {
      UnsafeBufferPointer(start: storage + $0.startIndex, count: $0.count)
    }
  }

  deinit { storage.deallocate() }
}
