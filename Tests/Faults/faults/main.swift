import FaultSuite
import Glibc
import Support

// `faults [--only name,name] [--record FILE]`: runs the faults on real parts and prints their table.
guard let arguments = Arguments(CommandLine.arguments.dropFirst()) else {
  print("usage: faults [--only NAME,NAME…] [--record FILE.md]")
  print("names: \(Fault.all.map(\.name).joined(separator: " "))")
  exit(64)
}
guard let cluster = KafkaCluster.start(nodes: 3) else {
  print("faults: needs a real Kafka (KAFKA_HOME or ../shared/kafka, and Java)")
  exit(69)
}

var report = Report(arguments.faults)
report.begin()
for fault in arguments.faults {
  report.starts(fault)
  let begun = ContinuousClock.now
  let outcome = fault.outcome(on: cluster)
  report.ended(fault, outcome, seconds: (ContinuousClock.now - begun) / .seconds(1))
  if let file = arguments.recordFile { report.record(in: file) }
}
cluster.stop()
exit(report.finish())
