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

  /// What stopped the search for refused rows: a fault of a statement, or of the isolation.
  func isolationFailure(_ error: any Error) -> BatchTransaction.Failure {
    switch error {
    case let fault as PostgresFault: return .failed(warehouseError(fault))
    case RowIsolation<PostgresFault>.Failure<PostgresFault>.loading(let fault):
      return .failed(warehouseError(fault))
    case RowIsolation<PostgresFault>.Failure<PostgresFault>.undecided(let fault):
      var failure = warehouseError(fault)
      failure.message = "a row alone fails in another way each time; last: \(failure.message)"
      return .failed(failure)
    default: return .failed(WarehouseError(.unfit, "\(error)", table: shape.name))
    }
  }

  func warehouseError(_ fault: PostgresFault) -> WarehouseError {
    WarehouseError(
      verdict(on: fault) == .environment ? .unavailable : .unfit, fault.message,
      sqlState: fault.sqlState, table: shape.name)
  }

  func loadFault(_ fault: PostgresFault) -> LoadFault {
    LoadFault(
      table: shape.name, sqlState: fault.sqlState ?? "",
      words: fault.isWithheld ? nil : fault.message,
      constraint: fault.constraint, column: fault.column)
  }
}
