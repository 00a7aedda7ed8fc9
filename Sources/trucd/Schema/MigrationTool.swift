import Configuration
import Contracts
import Glibc
import Warehouse

/// Finds the steps from tables, or older contracts, to the contracts of the folder.
struct MigrationTool {
  struct Failure: Error {
    var status: ExitStatus
    var message: String
  }

  private let files: [ContractFile]
  private let tables: [TableShape]
  private let warehouse: any Warehouse

  /// - Parameter names: of the tables to look at; none: all.
  init(_ configuration: Configuration, tables names: [String]) throws(Failure) {
    files = try Self.read(configuration.contracts.directory)
    let all = try Self.tables(of: files)
    for name in names where !all.contains(where: { $0.name == name }) {
      throw Failure(
        status: .badInput,
        message: "no contract writes to a table \(name); there are "
          + all.map(\.name).joined(separator: ", "))
    }
    tables = names.isEmpty ? all : all.filter { names.contains($0.name) }
    do throws(WarehouseError) {
      warehouse = try Warehouses.make(configuration.warehouse)
    } catch {
      throw Failure(status: .configuration, message: "warehouse: \(error)")
    }
  }

  private static func read(_ directory: String) throws(Failure) -> [ContractFile] {
    do throws(FolderReader.Failure) { return try FolderReader(directory: directory).read() } catch {
      throw Failure(status: .badInput, message: error.message)
    }
  }

  /// A contract that does not compile says nothing of its table.
  private static func tables(of files: [ContractFile]) throws(Failure) -> [TableShape] {
    let catalog = ContractCatalog.load(files)
    if let problem = catalog.problems.first {
      throw Failure(
        status: .badInput,
        message: "\(catalog.problems.count) problems in the contracts; the first: \(problem)")
    }
    return catalog.tables
  }

  /// - Parameter path: older contracts; nil: the database.
  func steps(from path: String?) throws(Failure) -> [MigrationStep] {
    if let path {
      let old = try Self.tables(of: try older(path))
      return MigrationPlan.steps(
        from: old, to: tables, warehouse.tableDialect,
        on: VietnamDay.of(microseconds: Clock.wallMicroseconds))
    }
    do throws(WarehouseError) {
      let session = warehouse.makeAdministration(application: "trucd schema migrate")
      try session.connect()
      defer { session.close() }
      return try session.migration(of: tables, at: Clock.wallMicroseconds)
    } catch {
      throw Failure(
        status: error.code == .misconfigured ? .configuration : .unavailable,
        message: "warehouse: \(error)")
    }
  }

  /// A folder as it is; a single file in the place of the one of its name, beside today's others.
  private func older(_ path: String) throws(Failure) -> [ContractFile] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Failure(status: .noInput, message: "\(path): \(String(cString: strerror(errno)))")
    }
    if status.st_mode & S_IFMT == S_IFDIR { return try Self.read(path) }
    guard let bytes = FileBytes.read(path, bytesMax: FolderReader.fileBytesMax) else {
      throw Failure(status: .noInput, message: "\(path): \(String(cString: strerror(errno)))")
    }
    let name = Self.lastPart(of: path)
    guard let place = files.firstIndex(where: { Self.lastPart(of: $0.path) == name }) else {
      throw Failure(
        status: .badInput,
        message: "\(path): no contract of the folder has this file's name; give the older file the "
          + "name that the contract has, as air-quality.v1.schema.json")
    }
    var all = files
    all[place] = ContractFile(path: files[place].path, bytes: bytes)
    return all
  }

  private static func lastPart(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
