/// A deterministic automaton's tables in memory that does not move: one step for each byte.
final class TableMatcher: @unchecked Sendable {
  // Written in init, read only afterwards: hence safe to share.
  private let classOfByte: UnsafeMutablePointer<UInt8>
  private let transitions: UnsafeMutablePointer<UInt16>
  private let accepts: UnsafeMutablePointer<UInt8>
  private let wide: UnsafeMutablePointer<UInt8>?
  private let classCount: Int
  private let stateCount: Int

  init(_ tables: TableBuilder) {
    classCount = tables.classCount
    stateCount = tables.stateCount
    classOfByte = .allocate(capacity: 256)
    _ = UnsafeMutableBufferPointer(start: classOfByte, count: 256)
      .initialize(from: tables.classOfByte)
    transitions = .allocate(capacity: tables.transitions.count)
    _ = UnsafeMutableBufferPointer(start: transitions, count: tables.transitions.count)
      .initialize(from: tables.transitions)
    accepts = .allocate(capacity: stateCount)
    _ = UnsafeMutableBufferPointer(start: accepts, count: stateCount)
      .initialize(from: tables.accepts.map { $0 ? 1 : 0 })
    wide = stateCount <= DenseTable.statesMax ? .allocate(capacity: stateCount * 256) : nil
    if let wide {
      for place in 0..<(stateCount * 256) {
        let column = Int(tables.classOfByte[place & 255])
        let next = tables.transitions[(place >> 8) * classCount + column]
        (wide + place).initialize(to: UInt8(truncatingIfNeeded: next))
      }
    }
  }

  deinit {
    classOfByte.deallocate()
    transitions.deallocate()
    accepts.deallocate()
    wide?.deallocate()
  }

  /// Valid as long as this object lives.
  var denseTable: DenseTable? {
    wide.map {
      DenseTable(
        stateCount: stateCount, transitions: UnsafePointer($0), accepts: UnsafePointer(accepts))
    }
  }

  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if let wide {
      var state = UInt8(TableBuilder.start)
      for byte in text {
        state = wide[Int(state) << 8 | Int(byte)]
        if state <= TableBuilder.matched { break }
      }
      return accepts[Int(state)] != 0
    }
    var state = TableBuilder.start
    for byte in text {
      state = Int(transitions[state * classCount + Int(classOfByte[Int(byte)])])
      if state <= TableBuilder.matched { break }
    }
    return accepts[state] != 0
  }
}
