import Configuration
import Kafka
import Pipeline
import Warehouse

extension Command {
  static let ledgerList = Command(
    words: ["ledger", "list"], summary: "show where each partition stands", operands: "",
    options: [.configOption],
    details: """
      Prints the ledger of the warehouse: next offset and running totals of each partition.
      Exit statuses: 0, 69 the database does not answer, 78 the configuration is wrong.
      """,
    example: "trucd ledger list --config /etc/trucd/trucd.toml"
  ) { arguments in
    LedgerTool.with(arguments) { (tool) throws(LedgerTool.Failure) in try tool.list() }
  }

  static let ledgerDiscard = Command(
    words: ["ledger", "discard"], summary: "accept that records of a partition are lost",
    operands: "TOPIC/PARTITION",
    options: [
      .configOption,
      CommandOption(
        "to", argument: "OFFSET", "go on at this offset; what lies before is discarded"),
      CommandOption("force", "discard also what Kafka still holds"),
    ],
    details: """
      For a partition that stopped because records expired before they were read. What lies between
      the ledger's offset and OFFSET is counted as discarded. A running daemon goes on by itself
      within seconds. Exit statuses: 0, 65 nothing to discard, 69, 78.
      """,
    example: "trucd ledger discard env.air-quality/0 --to 120000"
  ) { arguments in
    LedgerTool.with(arguments) { (tool) throws(LedgerTool.Failure) in
      try tool.discard(
        arguments.operands, to: arguments.value("to"), force: arguments.has("force"))
    }
  }

  static let ledgerRenew = Command(
    words: ["ledger", "renew"], summary: "accept that a topic was deleted and made again",
    operands: "TOPIC",
    options: [
      .configOption,
      CommandOption("force", "although ledger and broker agree: loads every record once more"),
    ],
    details: """
      Compares ledger and broker, and where they contradict each other starts a new generation of
      the topic: the daemon reads it from its start, and old and new offsets are never confused. A
      stopped partition of a running daemon goes on by itself within seconds.
      Exit statuses: 0, 65 nothing was made again, 69, 78.
      """,
    example: "trucd ledger renew env.air-quality"
  ) { arguments in
    LedgerTool.with(arguments) { (tool) throws(LedgerTool.Failure) in
      try tool.renew(arguments.operands, force: arguments.has("force"))
    }
  }
}
