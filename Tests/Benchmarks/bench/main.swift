import Glibc
import Support

// Prints figures as ratios to something measured in the same run, and writes .build/bench.json.
// Needs real Kafka and PostgreSQL: see README, "Figures".
let count = environment("RECORDS").flatMap { Int($0) } ?? 1_000_000

guard let cluster = KafkaCluster.start(nodes: 1), let postgres = try? PostgresServer.separate()
else {
  print("bench: needs a real Kafka (KAFKA_HOME or ../shared/kafka, and Java) and PostgreSQL")
  exit(69)
}
print("publishing \(count) records of the air-quality contract, then loading them …")
fflush(nil)
do {
  let result = try EndToEnd(cluster: cluster, postgres: postgres, count: count).run()
  let keyed = try KeyedModes(
    cluster: cluster, postgres: postgres, count: min(count, 500_000)
  ).run()
  let ratio = result.copySeconds / result.busSeconds
  let microseconds = result.processorSeconds / Double(count) * 1e6
  print(
    """
    records                 \(count) of \(Int(result.bytesPerRecord)) bytes
    bus, start included     \(rounded(result.busSeconds)) s
    COPY from a ready file  \(rounded(result.copySeconds)) s
    append_vs_copy          \(rounded(ratio))
    upsert_vs_sql           \(rounded(keyed.upsert))
    history_vs_sql          \(rounded(keyed.history))
    cpu_us_per_record       \(rounded(microseconds))
    rss_mib_peak            \(rounded(result.residentMiB))
    """)
  let json = """
    {"append_vs_copy": \(rounded(ratio)), "upsert_vs_sql": \(rounded(keyed.upsert)), \
    "history_vs_sql": \(rounded(keyed.history)), \
    "cpu_us_per_record": \(rounded(microseconds)), \
    "rss_mib_peak": \(rounded(result.residentMiB)), "records": \(count)}

    """
  if let file = fopen(".build/bench.json", "w") {
    fputs(json, file)
    fclose(file)
  }
} catch {
  print("bench: \(error)")
  cluster.stop()
  exit(70)
}
cluster.stop()
exit(0)

func rounded(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let rest = hundredths % 100
  return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
