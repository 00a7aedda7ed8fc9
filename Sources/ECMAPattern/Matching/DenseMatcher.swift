/// A table over bytes in memory that does not move: one step for each byte.
final class DenseMatcher: @unchecked Sendable {
  // Written in init, read only afterwards: hence safe to share.
  private let transitions: UnsafeMutablePointer<UInt8>
  private let accepts: UnsafeMutablePointer<UInt8>
  private let stateCount: Int

  init(_ table: SubsetConstruction, _ expansion: DenseExpansion) {
    stateCount = expansion.stateCount
    transitions = .allocate(capacity: stateCount * 256)
    _ = UnsafeMutableBufferPointer(start: transitions, count: stateCount * 256)
      .initialize(from: expansion.transitions)
    accepts = .allocate(capacity: stateCount)
    accepts.initialize(repeating: 0, count: stateCount)
    for (state, isAccepting) in table.accepts.enumerated() where isAccepting {
      accepts[state] = 1
    }
  }

  deinit {
    transitions.deallocate()
    accepts.deallocate()
  }

  /// Bytes of memory.
  var footprint: Int { stateCount * 257 }

  /// Valid as long as this object lives.
  var denseTable: DenseTable {
    DenseTable(
      stateCount: stateCount, transitions: UnsafePointer(transitions),
      accepts: UnsafePointer(accepts))
  }

  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var state = DenseTable.start
    for byte in text {
      state = transitions[Int(state) << 8 | Int(byte)]
      if state <= DenseTable.matched { break }
    }
    return accepts[Int(state)] != 0
  }
}
