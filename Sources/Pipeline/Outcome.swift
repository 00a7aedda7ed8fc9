/// What became of one record. Every record gets exactly one.
public enum Outcome {
  /// Its rows lie in the row buffers.
  case loaded
  case tombstone
  case quarantined(QuarantineRow)
}
