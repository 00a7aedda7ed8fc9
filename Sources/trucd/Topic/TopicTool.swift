import Admin
import Configuration
import Glibc
import Warehouse

/// An operator's hand on topics that their breaker paused.
struct TopicTool {
  typealias Failure = LedgerTool.Failure

  private let session: any WarehouseAdministration

  static func with(
    _ arguments: Arguments, _ work: (TopicTool) throws(Failure) -> Void
  ) -> ExitStatus {
    LedgerTool.withWarehouse(arguments) { (_, session) throws(Failure) in
      try work(TopicTool(session: session))
    }
  }

  func list() throws(Failure) {
    let found = try LedgerTool.listing { () throws(WarehouseError) in
      (Set(try session.ledger().map(\.at.topic)), try session.pauses())
    }
    guard let (topics, pauses) = found else { return }
    var table = Table([("topic", .left), ("state", .left), ("since", .left), ("why", .left)])
    for topic in topics.union(pauses.map(\.topic)).sorted() {
      let pause = pauses.last { $0.topic.utf8.elementsEqual(topic.utf8) }
      table.add([topic] + Self.state(pause))
    }
    Terminal.say(table.isEmpty ? "the warehouse knows no topic yet" : table.text)
  }

  private static func state(_ pause: TopicPause?) -> [String] {
    guard let pause else { return ["read", "", ""] }
    guard let resumed = pause.resumedSeconds else {
      return ["paused", text(pause.pausedSeconds), pause.reason]
    }
    let why =
      pause.resumedBy.map { "resumed by \($0)" }
      ?? "its contract changed, or the breaker was turned off"
    return ["read", text(resumed), why]
  }

  private static func text(_ seconds: Int64) -> String {
    Timestamp.text(seconds: seconds, milliseconds: 0)
  }

  func resume(_ operands: [String]) throws(Failure) {
    guard operands.count == 1 else {
      throw Failure(status: .usage, message: "give one topic, as in env.air-quality")
    }
    let topic = operands[0]
    let isDone = try LedgerTool.asking { () throws(WarehouseError) in
      var isDone = false
      for pause in try session.pauses()
      where pause.lasts && pause.topic.utf8.elementsEqual(topic.utf8) {
        if try session.resume(source: pause.source, by: Self.name) { isDone = true }
      }
      return isDone
    }
    guard isDone else {
      throw Failure(
        status: .badInput,
        message: "topic \(topic) is not paused; trucd topic list shows those that are")
    }
    Terminal.say("\(topic): resumed; a running daemon reads on within seconds")
  }

  /// Who runs the command.
  private static var name: String {
    guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else {
      return "user \(getuid())"
    }
    return String(cString: name)
  }
}
