import Glibc

/// The statements that sessions of the bus send to one database, by the server's log.
public struct StatementLog {
  /// Time, process, database, application.
  static let linePrefix = "%m [%p] %d/%a "

  private let database: String
  private let file: String
  private let start: Int

  /// Of what is sent from now on.
  init(of database: String, file: String) {
    self.database = database
    self.file = file
    var facts = stat()
    start = stat(file, &facts) == 0 ? Int(facts.st_size) : 0
  }

  /// What a cluster would refuse, with the statement.
  public var objections: [String] {
    statements.compactMap { statement in
      ClusterRules.objection(to: statement).map { "\($0): \(statement)" }
    }
  }

  /// In their order.
  public var statements: [String] {
    var found: [String] = []
    var isOurs = false
    for line in ChildProcess.lines(of: file, from: start) {
      if line.hasPrefix("\t") {
        if isOurs { found[found.count - 1] += "\n" + line.dropFirst() }
        continue
      }
      isOurs = false
      guard let level = line.firstRange(of: " LOG:  "),
        line[..<level.lowerBound].contains("] \(database)/trucd "),
        let start = line[level.upperBound...].firstRange(of: ": ")
      else { continue }
      let kind = line[level.upperBound..<start.lowerBound]
      isOurs = kind == "statement" || kind.hasPrefix("execute ")
      if isOurs { found.append(String(line[start.upperBound...]).trimmingSpaces) }
    }
    return found
  }
}

extension String {
  fileprivate var trimmingSpaces: String { String(drop { $0 == " " }) }
}
