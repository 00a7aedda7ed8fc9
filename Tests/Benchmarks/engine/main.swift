import Foundation

// The engine's side of `make bench-engine`: does what each line of its input asks, answers by one
// line. Tests/Benchmarks/reference/compare.py is at the other end and asks all parties by turns.
// Tabs stand between words, for paths may hold spaces.
//
//   load NAME SCHEMA RECORDS COPIES      records, bytes of a compiled schema
//   verdicts NAME                        one character a record
//   round NAME parse|validate|turns MS   nanoseconds a record, for at least MS milliseconds
//   allocations NAME                     heap allocations while all records are judged
//   compile NAME SCHEMA                  nanoseconds
var party = Party()
while let line = readLine() {
  do {
    print(try party.answer(line.split(separator: "\t").map(String.init)))
  } catch {
    print("error: \(error)".replacingOccurrences(of: "\n", with: " "))
  }
  fflush(nil)
}
