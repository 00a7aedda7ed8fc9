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
  public func build(_ buffer: RecordBuffer) -> EarlyBatch {
    EarlyBatch(
      foresight: self, buffer: buffer,
      built: builder.build(buffer, ledger: ledger, breakers: breakers))
  }
}

/// A batch that was judged before its turn. It is what its turn would build only where all came as it
/// was foreseen; otherwise it is built again.
public struct EarlyBatch {
  let foresight: Foresight
  let buffer: RecordBuffer
  let built: BatchBuilder.Built?

  func isRight(
    for buffer: RecordBuffer, ledger: LaneLedger, breakers: [Int64: Breaker]
  ) -> Bool {
    self.buffer === buffer && foresight.ledger == ledger && foresight.breakers == breakers
  }
}
