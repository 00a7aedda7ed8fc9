import Glibc

extension Command {
  static let validate = Command(
    words: ["validate"], summary: "judge JSON values by a schema or a contract",
    operands: "[FILE|-]",
    options: [
      CommandOption("schema", short: "s", argument: "FILE", "the JSON Schema that judges"),
      CommandOption(
        "draft", argument: "DRAFT",
        "2020-12 (default), 2019-09, 7, 6 or 4, for schemas without $schema"),
      CommandOption(
        "remote", argument: "URI=DIR",
        "answer references that begin with URI from files under DIR; may stand several times"),
      CommandOption("no-format", "format is no assertion"),
      CommandOption("contract", argument: "NAME", "a contract judges by the bus's whole chain"),
      CommandOption("topic", argument: "TOPIC", "so do the contracts of a topic"),
      CommandOption(
        "schemas", argument: "DIR",
        "the folder of contracts (default: the configuration's), or of --schema's references"),
      .configOption,
      CommandOption("json", "one JSON object a verdict"),
      CommandOption("lines", "each line is a value; one that is no JSON does not end the run"),
    ],
    details: """
      Reads JSON values one after another from FILE or standard input, white space between them
      free, and prints one verdict a value, with all errors, and a count. Lines for people are in
      the language of LANG (vi or English). With --json: {"valid":true} or
      {"valid":false,"errors":[...]}, the count on standard error; "valid" is null where the
      limit of steps was reached (a pattern, branches within branches), and "stage" is "decode"
      where a line is no JSON.

      Formats are asserted; a keyword that looks misspelt and a format that nobody knows are told
      on standard error and change no verdict. References are answered by path or $id from the
      folder of contracts in which the schema lies, else from its own folder, and from --remote;
      no link out of these is followed, and the network is never asked. A value may have up to 16 MiB; for a contract or a topic the limits of the
      configuration hold, and the row is shown.

      Exit statuses: 0 all values are valid, 1 some are not, 64 usage, 65 the input is not JSON,
      66 a file, a contract or a topic is not there, 70 a verdict is undecided, 71 the verdicts
      cannot be written, 78 schema, contract or configuration is broken: each problem is listed.
      """,
    example: """
      trucd validate --schema station.schema.json records.ndjson
        trucd validate --schema s.json --remote https://example.org/=vendor/ --json - < records
        trucd validate --topic env.air-quality --schemas Schemas record.json
      """
  ) { arguments in
    ValidateTool(
      arguments: arguments, output: OutputBuffer(STDOUT_FILENO), language: .ofEnvironment
    ).run()
  }
}
