/// What the next batch of a lane will be built on, should the one under way be committed whole.
///
/// Judging is most of a lane's own work. With this it is done while the warehouse is busy with the
/// batch before, on another thread.
public struct Foresight {
  /// Not the one whose rows are under way.
  let builder: BatchBuilder
  let ledger: LaneLedger
  let breakers: [Int64: Breaker]

  /// Judges the batch before its turn.
  /// - Parameter start: the first record of the buffer that is the batch's.
  public func build(_ buffer: RecordBuffer, from start: Int = 0) -> EarlyBatch {
    EarlyBatch(
      foresight: self, buffer: buffer, start: start,
      built: builder.build(buffer, from: start, ledger: ledger, breakers: breakers))
  }
}

/// A batch that was judged before its turn. It is what its turn would build only where all came as it
/// was foreseen; otherwise it is built again.
public struct EarlyBatch {
  let foresight: Foresight
  let buffer: RecordBuffer
  let start: Int
  let built: BatchBuilder.Built?

  func isRight(
    for buffer: RecordBuffer, from start: Int, ledger: LaneLedger, breakers: [Int64: Breaker]
  ) -> Bool {
    self.buffer === buffer && self.start == start && foresight.ledger == ledger
      && foresight.breakers == breakers
  }
}
