import Support

/// One row of the table of faults: what must hold, what is done to the bus, and what was found.
public struct Fault: Sendable, CustomStringConvertible {
  /// As in `make faults ONLY=name`.
  public let name: String
  public let invariant: String
  public let injection: String
  /// Whether it runs within `make test`: seconds, and on one broker.
  public let isQuick: Bool
  /// Runs the fault, and gives the figures found.
  let run: @Sendable (FaultStage) throws -> String

  init(
    _ name: String, invariant: String, injection: String, isQuick: Bool = false,
    run: @escaping @Sendable (FaultStage) throws -> String
  ) {
    self.name = name
    self.invariant = invariant
    self.injection = injection
    self.isQuick = isQuick
    self.run = run
  }

  /// All of them, in the order of the table.
  public static let all: [Fault] = [
    crashFaults, ownerFaults, processFaults, connectionFaults, serverFaults, lockFaults, rowFaults,
    brokerFaults, madeAgainFaults,
  ].flatMap(\.self)

  public var description: String { name }

  /// Every record in its table or in quarantine, once; the ledger's sums agree.
  static let exactlyOnce = "each record exactly once, the ledger's sums agree"
}

/// Why a fault could not be tried here.
struct FaultSkipped: Error {
  let reason: String
}

/// What did not hold.
struct FaultFailure: Error, CustomStringConvertible {
  let description: String
}
