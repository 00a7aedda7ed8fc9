import Configuration

extension Command {
  static let schemaMigrate = Command(
    words: ["schema", "migrate"],
    summary: "print the SQL for a change of a table that is more than an addition",
    operands: "[TABLE]...",
    options: [
      .configOption,
      CommandOption(
        "from", argument: "PATH",
        "compare with older contracts, a folder or one file, not with the database"),
      CommandOption("json", "one JSON object a step"),
    ],
    details: """
      The bus itself only adds columns and partitions. For all else, such as another type, another
      key or partitions for a table that is whole, this prints the statements that bring each table
      to its contracts, with what they do, who waits for them and what goes. It runs none of them.
      Without TABLE it looks at all.
      Exit statuses: 0 nothing is to be done, 1 statements were printed, 65 a contract does not
      compile or there is no such table, 69 the database does not answer, 78 the configuration is
      wrong.
      """,
    example: "trucd schema migrate --config /etc/trucd/trucd.toml air_quality"
  ) { arguments in
    let path = arguments.value("config") ?? Command.defaultConfiguration
    guard let loaded = LoadedConfiguration.orComplain(path) else { return .configuration }
    do throws(MigrationTool.Failure) {
      let tool = try MigrationTool(loaded.configuration, tables: arguments.operands)
      let steps = try tool.steps(from: arguments.value("from"))
      return MigrationReport(asJSON: arguments.has("json")).say(steps)
    } catch {
      Terminal.complain(error.message)
      return error.status
    }
  }
}
