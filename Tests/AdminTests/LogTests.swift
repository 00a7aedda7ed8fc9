import Glibc
import Pipeline
import Testing

@testable import Admin

@Suite struct LogTests {
  private let event = Event.partitionStopped(
    at: TopicPartition(topic: "env.air", partition: 3), reason: "tên \"lạ\"\nFAKE\u{1B}[2J",
    wayOut: "Ask.")

  @Test func textIsOneLineForPeople() {
    let line = TextLog.line(event, unsaid: 0, time: "T", isColoured: false)
    #expect(
      line
        == "T error   env.air/3: stopped: tên \"lạ\"\\nFAKE\\u{1b}[2J. Ask.\n")
    #expect(
      TextLog.line(event, unsaid: 4, time: "T", isColoured: false)
        .hasSuffix("(and 4 times since the last line)\n"))
  }

  @Test func noColourWhereUserOrTerminalSaySo() {
    func isAllowed(_ variables: [String: String]) -> Bool {
      TerminalColour.isAllowed { variables[$0] }
    }
    #expect(isAllowed(["TERM": "xterm-256color"]))
    #expect(isAllowed(["TERM": "xterm", "NO_COLOR": ""]))
    #expect(isAllowed([:]))
    #expect(!isAllowed(["TERM": "xterm", "NO_COLOR": "1"]))
    #expect(!isAllowed(["TERM": "dumb"]))
  }

  @Test func colourIsForTheLevelAlone() {
    let line = TextLog.line(event, unsaid: 0, time: "T", isColoured: true)
    #expect(line.hasPrefix("T \u{1B}[1;31merror\u{1B}[0m   env.air/3"))
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    #expect(!TextLog(descriptor: ends[1]).isColoured)
  }

  @Test func jsonIsOneObjectALine() {
    let line = JSONLog.line(event, unsaid: 2, time: "T")
    #expect(
      line.hasPrefix(
        "{\"time\":\"T\",\"level\":\"error\",\"event\":\"partition_stopped\",\"message\":\"env.air/3:"
      ))
    #expect(line.contains("\"topic\":\"env.air\",\"partition\":\"3\""))
    #expect(line.contains("\"reason\":\"tên \\\"lạ\\\"\\nFAKE\\u001b[2J\""))
    #expect(line.hasSuffix(",\"unsaid\":2}\n"))
    #expect(line.utf8.filter { $0 == 0x0A }.count == 1)
  }

  @Test func theJournalGetsEachFieldOfItsOwn() {
    let fields = JournalLog.fields(of: event, unsaid: 0)
    #expect(fields.contains("PRIORITY=3"))
    #expect(fields.contains("TRUCD_EVENT=partition_stopped"))
    #expect(fields.contains("TRUCD_TOPIC=env.air"))
    #expect(fields.contains("TRUCD_PARTITION=3"))
    #expect(fields.contains("TRUCD_WAY_OUT=Ask."))
    #expect(
      fields.allSatisfy { field in
        field.utf8.prefix { $0 != UInt8(ascii: "=") }
          .allSatisfy { (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "_") }
      })
  }

  @Test func aLineReachesItsDescriptorWhole() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { close(ends[0]) }
    JSONLog(descriptor: ends[1]).write(event, unsaid: 0)
    close(ends[1])
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(ends[0], &buffer, buffer.count)
    let text = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    #expect(text.hasPrefix("{\"time\":\"20"))
    #expect(text.hasSuffix("}\n"))
  }

  @Test(arguments: [
    (0 as Int64, 0, "1970-01-01T00:00:00.000Z"), (951_782_399, 7, "2000-02-28T23:59:59.007Z"),
    (253_402_300_799, 999, "9999-12-31T23:59:59.999Z"),
  ])
  func timesAreRFC3339(_ seconds: Int64, _ milliseconds: Int, _ text: String) {
    #expect(Timestamp.text(seconds: seconds, milliseconds: milliseconds) == text)
  }

  @Test func levelsAreKnownByName() {
    #expect(Event.Level.allCases.map { Event.Level(name: $0.name) } == Event.Level.allCases)
    #expect(Event.Level(name: "loud") == nil)
  }

  @Test func durationsAreForPeople() {
    #expect(Duration.milliseconds(1250).inSeconds == "1.3")
    #expect(Duration.seconds(60).inSeconds == "60")
  }
}
