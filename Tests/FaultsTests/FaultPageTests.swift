import FaultSuite
import Support
import Testing

@Suite("The page of faults")
struct FaultPageTests {
  @Test("Rows stand in the order of the faults, are replaced, and cells stay cells")
  func rows() throws {
    let faults = Fault.all
    try #require(faults.count > 2)
    var page = FaultPage(text: "# Faults\n\nWords.\n")
    page.set(faults[2], found: "two")
    page.set(faults[0], found: "one | two\nmore")
    page.set(faults[1], found: "three")
    page.set(faults[2], found: "four")
    let rows = page.lines.filter { $0.hasPrefix("| `") }
    #expect(rows.count == 3)
    for (row, fault) in zip(rows, faults) {
      #expect(row.hasPrefix("| `\(fault.name)` | \(fault.invariant) | \(fault.injection) | "))
      #expect(row.hasSuffix(" | `make faults ONLY=\(fault.name)` |"))
    }
    #expect(rows[0].contains("| one \\| two |"))
    #expect(rows[2].contains("| four |"))
    #expect(page.text.hasPrefix("# Faults\n\nWords.\n"))
    page.keep([faults[1]])
    #expect(page.lines.filter { $0.hasPrefix("| `") } == [rows[1]])
  }

  @Test("The documentation has a row of each fault, with its invariant and injection")
  func documentation() throws {
    let page = FaultPage(text: ChildProcess.contents(of: "deploy/docs/faults.md"))
    for fault in Fault.all {
      let row = try #require(
        page.row(of: fault), "make faults ONLY=\(fault.name) RECORD=1 writes the row")
      #expect(row.contains("| \(fault.invariant) | \(fault.injection) |"))
    }
  }
}
