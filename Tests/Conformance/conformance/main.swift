import Conformance
import Foundation
import JSON
import JSONSchema

// Prints draft × required, optional, format, each as passed of all, then what failed; writes
// .build/conformance.json. Exit 1: a test fails that is not listed, or a listed one passes.
// Exit 66: no suite.
let path = CommandLine.arguments.dropFirst().first ?? "."
guard let suite = OfficialSuite(at: path) else {
  FileHandle.standardError.write(Data("make conformance: no test suite in \(path)\n".utf8))
  exit(66)
}
var run = ConformanceRun(suite)
var figures = JSONObject()
do {
  print("draft".padding(toLength: 14, withPad: " ", startingAt: 0), terminator: "")
  for part in OfficialSuite.Part.allCases {
    print(part.rawValue.padding(toLength: 22, withPad: " ", startingAt: 0), terminator: "")
  }
  print()
  for draft in SchemaDraft.allCases.reversed() {
    let folder = OfficialSuite.folder(of: draft)
    print(folder.padding(toLength: 14, withPad: " ", startingAt: 0), terminator: "")
    var row = JSONObject()
    for part in OfficialSuite.Part.allCases {
      try run.run(draft, part)
      guard let cell = run.cells[ConformanceRun.key(draft, part)] else { continue }
      let listed = cell.listed > 0 ? " (\(cell.listed) listed)" : ""
      let text = "\(cell.passed) of \(cell.total)\(listed)"
      print(text.padding(toLength: 22, withPad: " ", startingAt: 0), terminator: "")
      row[part.rawValue] = .object(
        JSONObject([
          ("passed", .number(JSONNumber(Int64(cell.passed)))),
          ("total", .number(JSONNumber(Int64(cell.total)))),
          ("listed", .number(JSONNumber(Int64(cell.listed)))),
        ]))
    }
    figures[folder] = .object(row)
    print()
  }
  for failure in run.listed { print("listed: \(failure)") }
  for surprise in run.surprises { print("FAILED: \(surprise)") }
  figures["listed"] = .array(run.listed.map { .string($0) })
  figures["failed"] = .array(run.surprises.map { .string($0) })
  try FileManager.default.createDirectory(atPath: ".build", withIntermediateDirectories: true)
  try Data(JSONWriter.bytes(of: .object(figures))).write(
    to: URL(fileURLWithPath: ".build/conformance.json"))
} catch {
  print("make conformance: \(error)")
  exit(1)
}
exit(run.surprises.isEmpty ? 0 : 1)
