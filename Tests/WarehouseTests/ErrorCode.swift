import Warehouse

/// - Returns: how a piece of work failed; nil where it did not.
func code(_ body: () throws -> Void) -> WarehouseError.Code? {
  do {
    try body()
    return nil
  } catch {
    return (error as? WarehouseError)?.code
  }
}
