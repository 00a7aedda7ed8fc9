import Glibc
import Kafka

extension Command {
  static let demo = Command(
    words: ["demo"], summary: "see the whole bus at work, on this machine alone", operands: "",
    options: [
      CommandOption("directory", argument: "DIR", "where the demo works (default ./trucd-demo)"),
      CommandOption("schemas", argument: "DIR", "the contracts (default ./Schemas)"),
      CommandOption("events", argument: "N", "how many events to publish (default 6000)"),
      CommandOption("seed", argument: "N", "which events (default 48)"),
    ],
    details: """
      Starts a Kafka broker in a process of its own, publishes agency events of which some are
      wrong, runs the daemon into a SQLite warehouse, kills it halfway, starts it again, and shows
      what came of it. Exit statuses: 0 all events are accounted for, 1 they are not, 64 usage,
      73 the folder cannot be written.
      """,
    example: "trucd demo --events 6000"
  ) { arguments in
    guard arguments.operands.isEmpty else {
      Terminal.complain("demo takes no operands; see trucd demo --help")
      return .usage
    }
    let directory = arguments.value("directory") ?? "trucd-demo"
    guard let events = number(arguments, "events", 6_000, 100...60_000),
      let seed = number(arguments, "seed", 48, 0...Int.max)
    else { return .usage }
    let demo = Demo(
      directory: directory, schemas: arguments.value("schemas") ?? "Schemas", events: events,
      seed: UInt64(seed))
    do throws(Demo.Failure) {
      return try demo.run()
    } catch {
      Terminal.complain(error.message)
      return error.status
    }
  }

  /// The broker of the demo: prints its address and serves until standard input ends.
  static let demoBroker = Command(
    words: ["demo-broker"], summary: "", operands: "", options: [],
    details: "Serves librdkafka's mock cluster until standard input ends; part of trucd demo.",
    example: "trucd demo-broker </dev/tty"
  ) { _ in
    do throws(KafkaError) {
      let broker = try MockBroker()
      for topic in DemoEvents.topics {
        try broker.createTopic(topic, partitions: DemoBroker.partitions)
      }
      Terminal.say(broker.bootstrap)
      var byte: UInt8 = 0
      while read(STDIN_FILENO, &byte, 1) != 0 {}
      withExtendedLifetime(broker) {}
      return .success
    } catch {
      Terminal.complain(error.description)
      return .software
    }
  }

  private static func number(
    _ arguments: Arguments, _ option: String, _ standard: Int, _ range: ClosedRange<Int>
  ) -> Int? {
    guard let text = arguments.value(option) else { return standard }
    if let number = Int(text), range.contains(number) { return number }
    Terminal.complain(
      "--\(option) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }
}
