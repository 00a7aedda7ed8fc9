import Warehouse

extension Command {
  static let topicList = Command(
    words: ["topic", "list"], summary: "show which topics are read and which are paused",
    operands: "", options: [.configOption],
    details: """
      Prints each topic that the warehouse knows. A topic is paused when its share of refused records
      jumped; the reason names its contracts and since when each serves.
      Exit statuses: 0, 69 the database does not answer, 78 the configuration is wrong.
      """,
    example: "trucd topic list --config /etc/trucd/trucd.toml"
  ) { arguments in
    TopicTool.with(arguments) { (tool) throws(LedgerTool.Failure) in try tool.list() }
  }

  static let topicResume = Command(
    words: ["topic", "resume"], summary: "accept what a paused topic refuses, and read on",
    operands: "TOPIC", options: [.configOption],
    details: """
      Ends the pause of a topic as it is: its refused records go to the quarantine, and the breaker
      takes their share for normal until better records have come for a while. A mended contract needs
      no command: the topic then goes on by itself. A running daemon reads on within seconds.
      Exit statuses: 0, 65 the topic is not paused, 69 the database does not answer, 78 the
      configuration is wrong.
      """,
    example: "trucd topic resume env.air-quality"
  ) { arguments in
    TopicTool.with(arguments) { (tool) throws(LedgerTool.Failure) in
      try tool.resume(arguments.operands)
    }
  }
}
