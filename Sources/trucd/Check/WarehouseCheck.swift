import Configuration
import Contracts
import Warehouse

/// The database: whether it answers, whether tables and privileges fit the contracts.
enum WarehouseCheck {
  static func run(
    _ configuration: Configuration.Warehouse, _ catalog: ContractCatalog?,
    _ report: inout CheckReport
  ) {
    do throws(WarehouseError) {
      let session = try Warehouses.make(configuration).makeAdministration(
        application: "trucd check")
      try session.connect()
      defer { session.close() }
      report.add("warehouse", .ok, session.notice ?? "the database answers")
      let problems = try session.examine(catalog?.tables ?? [])
      for problem in problems {
        report.add("warehouse", .error, "table \(problem.table): \(problem.message)")
      }
      if problems.isEmpty {
        report.add(
          "warehouse", .ok, "\(catalog?.tables.count ?? 0) tables fit, or can be made to fit")
      }
      for advice in try session.advice() { report.add("warehouse", .warning, advice) }
    } catch {
      switch error.code {
      case .unavailable, .outcomeUnknown: report.away("warehouse", error.description)
      case .unfit, .misconfigured, .quarantineRefused:
        report.add("warehouse", .error, error.description)
      }
    }
  }

  /// The URL alone; nobody is asked.
  static func examine(_ configuration: Configuration.Warehouse, _ report: inout CheckReport) {
    do throws(WarehouseError) {
      _ = try Warehouses.make(configuration)
    } catch {
      report.add("warehouse", .error, error.description)
    }
  }
}
