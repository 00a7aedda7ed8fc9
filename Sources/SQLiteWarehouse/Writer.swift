import CSQLite
import Dispatch
import Synchronization
import Warehouse

/// SQLite has one writer: the sessions of a process wait for each other here, in turn, rather
/// than by polling the file's lock, which is for other processes.
final class WriterGate: Sendable {
  private let semaphore = DispatchSemaphore(value: 1)
  /// Whether some session of the process has had the file open: then its path is right, and what
  /// keeps it from opening again will pass.
  let hasOpened = Atomic<Bool>(false)

  func enter(waitingAtMost milliseconds: Int) -> Bool {
    semaphore.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
  }

  func leave() { semaphore.signal() }
}

/// Write transactions on one connection.
struct Writer {
  let database: Database
  let gate: WriterGate

  /// Runs `body` between BEGIN IMMEDIATE and COMMIT; `body` answers nil to roll back instead.
  func transaction<R>(_ body: () throws(WarehouseError) -> R?) throws(WarehouseError) -> R? {
    guard gate.enter(waitingAtMost: Int(Database.busyTimeoutMilliseconds)) else {
      throw SQLiteFault(code: SQLITE_BUSY, message: "the file is being written by another lane")
        .asWarehouseError(file: database.file)
    }
    defer { gate.leave() }
    do { try database.run("BEGIN IMMEDIATE") } catch {
      throw error.asWarehouseError(file: database.file)
    }
    do throws(WarehouseError) {
      guard let result = try body() else {
        rollBack()
        return nil
      }
      try commit()
      return result
    } catch {
      rollBack()
      throw error
    }
  }

  private func commit() throws(WarehouseError) {
    do { try database.run("COMMIT") } catch {
      var failure = error.asWarehouseError(file: database.file)
      if error.code & 0xFF == SQLITE_IOERR {
        // The log may or may not hold the commit; only a new look can tell.
        failure.code = .outcomeUnknown
        database.close()
      }
      throw failure
    }
  }

  private func rollBack() {
    guard database.isInTransaction else { return }
    do { try database.run("ROLLBACK") } catch { database.close() }
  }
}
