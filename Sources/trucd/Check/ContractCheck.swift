import Configuration
import Contracts

/// The folder of contracts, each problem with file and pointer.
enum ContractCheck {
  static func run(
    _ options: Configuration.Contracts, _ report: inout CheckReport
  ) -> ContractCatalog? {
    do throws(FolderReader.Failure) {
      let catalog = ContractCatalog.load(try FolderReader(directory: options.directory).read())
      for problem in catalog.problems { report.add("contracts", .error, problem.description) }
      guard !catalog.contracts.isEmpty || !catalog.problems.isEmpty else {
        report.add(
          "contracts", .warning,
          "\(options.directory) holds no contract <system>/<event>.v<major>.schema.json: nothing "
            + "is read")
        return catalog
      }
      report.add(
        "contracts", .ok,
        "\(catalog.contracts.count) contracts in \(options.directory) compile, "
          + "\(catalog.tables.count) tables")
      return catalog
    } catch {
      report.add("contracts", .error, error.message)
      return nil
    }
  }
}
