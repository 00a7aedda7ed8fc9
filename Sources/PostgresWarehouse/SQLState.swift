/// What an SQLSTATE means for the bus: the table of the design, "Data faults and environment
/// faults are different things".
enum SQLState {
  enum Verdict {
    /// Raised by a load: the row may be at fault, if it fails alone too.
    case row
    /// The connection, the server or its resources: wait and try again.
    case environment
    /// The table, a privilege, or ours to mend: stop, quarantine nothing.
    case unfit
  }

  /// Invalid binary representation and bad COPY format: the encoder's fault, not the row's.
  private static let encoderStates = ["22P03", "22P04"]
  private static let rowClasses = ["22", "23", "54"]
  private static let environmentClasses = ["08", "28", "3D", "40", "53", "55", "57", "58"]
  /// A standby after a failover, and sessions that the server ends for having stood still, as one
  /// of a process that was stopped.
  private static let environmentStates = ["25006", "25P03", "25P04"]

  static let checkViolation = "23514"
  static let insufficientPrivilege = "42501"

  /// - Parameter isContractColumn: whether a contract fills the column.
  static func verdict(
    on fault: PostgresFault, isContractColumn: (String) -> Bool = { _ in true }
  ) -> Verdict {
    guard let state = fault.sqlState else { return .environment }
    if environmentStates.contains(state) || environmentClasses.contains(String(state.prefix(2))) {
      return .environment
    }
    guard rowClasses.contains(String(state.prefix(2))), !encoderStates.contains(state) else {
      return .unfit
    }
    // "No partition of relation found": a check violation that names a table and no constraint.
    if state == checkViolation, fault.constraint == nil, fault.table != nil { return .unfit }
    // Columns that no contract names are nobody's fault.
    if state == "23502", let column = fault.column, !isContractColumn(column) { return .unfit }
    // Another node's word for either does not tell it from what a row is at fault for.
    if fault.isRelayed, [checkViolation, "23502"].contains(state) { return .unfit }
    return .row
  }

  /// Whether somebody else's lock was in the way: none in time, a deadlock, or a statement that
  /// was cancelled as it took too long.
  static func isLock(_ state: String) -> Bool { ["55P03", "40P01", "57014"].contains(state) }

  /// Whether COPY's line number can be trusted as a first guess: for program limits it names a
  /// wrong line.
  static func hasLineHint(_ state: String) -> Bool { !state.hasPrefix("54") }
}
