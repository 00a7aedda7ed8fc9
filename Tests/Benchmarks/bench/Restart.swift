import BenchRecords
import Glibc

/// From the start of the process to its first commit, after a SIGKILL in the middle of a backlog.
struct Restart {
  let bed: Bed
  let count: Int
  let rounds: Int

  func run(_ figures: inout Figures) throws {
    _ = try bed.cityTopic(count)
    let daemon = try BenchDaemon(
      bed, database: "bench_restart", contracts: try bed.cityContracts())
    try daemon.wait(for: 1)
    var times: [Double] = []
    for _ in 0..<rounds {
      daemon.kill()
      // What the server was still committing is done by then.
      usleep(500_000)
      let before = daemon.recordsDone
      guard before < count else { break }
      times.append(
        try seconds {
          try daemon.restart()
          try daemon.wait(for: before + 1)
        } * 1e3)
    }
    daemon.kill()
    bed.drop(daemon.database)
    guard !times.isEmpty else {
      throw BenchFailure("\(count) records are too few to be killed within")
    }
    figures.add("restart_to_first_commit_ms", median(times))
  }
}
