import Contracts
import Pipeline
import Warehouse

/// What the faults of one table's load mean, and the words for them.
struct LoadFaults {
  let shape: TableShape

  func verdict(on fault: PostgresFault) -> SQLState.Verdict {
    SQLState.verdict(on: fault) { column in
      shape.columns.contains { $0.name.utf8.elementsEqual(column.utf8) }
    }
  }

  func failure(_ fault: PostgresFault) -> BatchTransaction.Failure {
    let error = warehouseError(fault)
    return verdict(on: fault) == .row ? .refusable(error) : .failed(error)
  }

  func failure(of isolation: RowIsolation<PostgresFault>.Failure<PostgresFault>)
    -> WarehouseError
  {
    switch isolation {
    case .loading(let fault): return warehouseError(fault)
    case .undecided(let fault):
      var failure = warehouseError(fault)
      failure.message = "a row alone fails in another way each time; last: \(failure.message)"
      return failure
    }
  }

  func warehouseError(_ fault: PostgresFault) -> WarehouseError {
    WarehouseError(
      verdict(on: fault) == .environment ? .unavailable : .unfit, fault.message,
      sqlState: fault.sqlState, table: shape.name)
  }

  func loadFault(_ fault: PostgresFault) -> LoadFault {
    LoadFault(
      table: shape.name, sqlState: fault.sqlState ?? "", message: fault.message,
      constraint: fault.constraint, column: fault.column)
  }
}

/// The point to which a refused attempt goes back.
struct LoadSavepoint {
  static let move = "RELEASE SAVEPOINT trucd_load; SAVEPOINT trucd_load"
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  func set() throws(PostgresFault) { try connection.run("SAVEPOINT trucd_load") }

  /// Keeps what has been done since.
  func move() throws(PostgresFault) { try connection.run(Self.move) }

  func goBack() throws(PostgresFault) { try connection.run("ROLLBACK TO SAVEPOINT trucd_load") }
}
