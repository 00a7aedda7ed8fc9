import Glibc
import Synchronization

/// A PostgreSQL for tests, on a port and a folder of its own; one a test process.
///
/// - `TRUCD_TEST_POSTGRES_URL` names a server that runs already: its databases are made and left.
/// - `TRUCD_TEST_POSTGRES_VERSION` (18.4 or 14.21) takes that release from `../shared/postgres`.
/// - Otherwise the newest release under /usr/lib/postgresql, which apt installs.
///
/// The server stops with the test process, however that ends: a small shell waits on a pipe whose
/// other end only this process holds.
public final class PostgresServer: Sendable {
  /// The server, or in one line why there is none.
  public static let shared: Result<PostgresServer, ChildProcess.Failure> = {
    do { return .success(try PostgresServer()) } catch let failure as ChildProcess.Failure {
      return .failure(failure)
    } catch {
      return .failure(ChildProcess.Failure(description: "\(error)"))
    }
  }()

  private let adminURL: String
  /// Nil for a server that was there before.
  private let own: OwnServer?
  private let databases = Mutex(0)

  private init() throws {
    if let text = getenv("TRUCD_TEST_POSTGRES_URL") {
      adminURL = String(cString: text)
      own = nil
    } else {
      let server = try OwnServer()
      own = server
      adminURL = server.url
    }
  }

  /// The coordinator of the cluster that `TRUCD_TEST_CITUS_URL` names.
  public static let cluster = ClusterDatabase.url.map { PostgresServer(at: $0) }

  private init(at url: String) {
    adminURL = url
    own = nil
  }

  private init(_ server: OwnServer) {
    own = server
    adminURL = server.url
  }

  /// Another server, for a test that stops it.
  public static func separate() throws -> PostgresServer { PostgresServer(try OwnServer()) }

  /// Whether this machine has what `separate()` starts.
  public static var canStart: Bool { OwnServer.isInstalled }

  /// A superuser's URL of the maintenance database.
  public var url: String { adminURL }

  /// The server's port.
  public var port: UInt16 {
    let authority = adminURL.split(separator: "@").last?.split(separator: "/").first
    return authority?.split(separator: ":").last.flatMap { UInt16($0) } ?? 5_432
  }

  /// The URL of another database, or of the same server as another user, or through a proxy at a
  /// port of this host.
  public func url(database: String, user: String? = nil, port: UInt16? = nil) -> String {
    Self.url(adminURL, database: database, user: user, port: port)
  }

  /// Another server's URL, changed likewise.
  public static func url(
    _ url: String, database: String, user: String? = nil, port: UInt16? = nil
  ) -> String {
    guard let scheme = url.range(ofText: "://") else { return url }
    let rest = url[scheme...]
    let path = rest.firstIndex(of: "/") ?? rest.endIndex
    let query = rest[path...].firstIndex(of: "?").map { String(rest[$0...]) } ?? ""
    var authority = String(rest[..<path])
    if let user { authority = "\(user)@" + (authority.split(separator: "@").last ?? "") }
    if let port {
      let name = authority.split(separator: "@").dropLast().first.map { "\($0)@" } ?? ""
      authority = "\(name)127.0.0.1:\(port)"
    }
    return "\(url[..<scheme])\(authority)/\(database)\(query)"
  }

  /// The server's first process; nil for a server that was there before.
  public var process: pid_t? { own?.process }

  /// A name that no other test of any process uses.
  public func newDatabaseName() -> String {
    let number = databases.withLock { count in
      count += 1
      return count
    }
    return "trucd_test_\(getpid())_\(number)"
  }

  /// - Parameter isDistributed: its tables shall be spread over nodes.
  /// - Returns: whether it could be made.
  public func makeDatabase(_ name: String, isDistributed: Bool = false) -> Bool {
    if isDistributed, let url = ClusterDatabase.url, url == adminURL {
      return ClusterDatabase.make(name, at: url)
    }
    guard query("CREATE DATABASE \"\(name)\"") != nil else { return false }
    if !isDistributed { return true }
    return query(ClusterDatabase.standIn, database: name) != nil
      && query("ALTER DATABASE \"\(name)\" SET log_statement = 'all'") != nil
  }

  public func dropDatabase(_ name: String) {
    if let url = ClusterDatabase.url, url == adminURL { return ClusterDatabase.drop(name, at: url) }
    _ = query("DROP DATABASE \"\(name)\" WITH (FORCE)")
  }

  /// What sessions of the bus send from now on to a database in place of a cluster's.
  /// - Returns: nil where the server's log is out of reach.
  public func statements(in database: String) -> StatementLog? {
    own.map { StatementLog(of: database, file: $0.log) }
  }

  /// A power cut: `pg_ctl stop -m immediate`. For a `separate()` server.
  public func stopImmediately() throws { try own?.stop() }

  public func start() throws { try own?.start() }

  /// A streaming standby of this server, read-only until it is promoted. For a `separate()` server.
  public func makeStandby() throws -> PostgresServer {
    guard let own else { throw ChildProcess.Failure(description: "the server is not ours") }
    return PostgresServer(try OwnServer(standbyOf: own))
  }

  public func promote() throws { try own?.promote() }

  /// Moves the write-ahead log to a folder that does not exist yet, on another disk perhaps. Restarts
  /// the server.
  public func moveLog(to folder: String) throws {
    try stopImmediately()
    try own?.moveLog(to: folder)
    try start()
  }

  public func restart() throws {
    try stopImmediately()
    try start()
  }
}

/// A server in a temporary folder.
private struct OwnServer {
  private static let count = Mutex(0)

  let port: UInt16
  private let folder: String
  private let binaries: String

  init() throws {
    try self.init(inNewFolder: ())
    try ChildProcess.check(
      Self.asOwner + [
        "\(binaries)/initdb", "-D", "\(folder)/data", "-U", "postgres", "-A", "trust", "-E",
        "UTF8", "--no-locale", "--no-sync",
      ])
    try start()
  }

  init(standbyOf primary: OwnServer) throws {
    try self.init(inNewFolder: ())
    try ChildProcess.check(
      Self.asOwner + [
        "\(binaries)/pg_basebackup", "-D", "\(folder)/data", "-d", primary.url, "-R", "-X",
        "stream",
        "-c", "fast", "--no-sync",
      ])
    try start()
  }

  private init(inNewFolder: Void) throws {
    let number = Self.count.withLock { count in
      count += 1
      return count
    }
    folder = "/tmp/trucd-test-postgres-\(getpid())-\(number)"
    port = try Self.freePort()
    try ChildProcess.check(["/bin/sh", "-c", "rm -rf \(folder) && mkdir -p \(folder)"])
    binaries = try Self.findBinaries(unpackingInto: folder)
    try Self.armWatchdog(folder: folder, binaries: binaries)
    if getuid() == 0 { try ChildProcess.check(["chown", "-R", "nobody", folder]) }
  }

  var log: String { "\(folder)/log" }

  var url: String { "postgresql://postgres@127.0.0.1:\(port)/postgres" }

  /// The first line of postmaster.pid.
  var process: pid_t? {
    ChildProcess.lines(of: "\(folder)/data/postmaster.pid").first.flatMap { pid_t($0) }
  }

  /// The server refuses to run as root.
  private static var asOwner: [String] { getuid() == 0 ? ["runuser", "-u", "nobody", "--"] : [] }

  func start() throws {
    let settings = [
      "-p \(port)", "-c listen_addresses=127.0.0.1", "-c unix_socket_directories=\(folder)",
      "-c fsync=off", "-c max_connections=100", "-c shared_buffers=64MB",
      "-c log_line_prefix='\(StatementLog.linePrefix)'",
    ].joined(separator: " ")
    try ChildProcess.check(
      Self.asOwner + [
        "\(binaries)/pg_ctl", "-D", "\(folder)/data", "-w", "-l", log, "-o", settings,
        "start",
      ])
  }

  func stop() throws {
    try ChildProcess.check(
      Self.asOwner + ["\(binaries)/pg_ctl", "-D", "\(folder)/data", "-m", "immediate", "stop"])
  }

  func promote() throws {
    try ChildProcess.check(
      Self.asOwner + ["\(binaries)/pg_ctl", "-D", "\(folder)/data", "-w", "promote"])
  }

  func moveLog(to target: String) throws {
    let log = "\(folder)/data/pg_wal"
    try ChildProcess.check(
      Self.asOwner + ["/bin/sh", "-c", "mv \(log) \(target) && ln -s \(target) \(log)"])
  }

  static var isInstalled: Bool {
    installed != nil || getenv("TRUCD_TEST_POSTGRES_VERSION") != nil
  }

  /// The newest release that a Debian package brought.
  private static var installed: String? {
    stride(from: 40, through: 14, by: -1).lazy.map { "/usr/lib/postgresql/\($0)/bin" }
      .first { access("\($0)/initdb", X_OK) == 0 }
  }

  private static func findBinaries(unpackingInto folder: String) throws -> String {
    if let text = getenv("TRUCD_TEST_POSTGRES_VERSION") {
      let version = String(cString: text)
      let archive = "../shared/postgres/postgres-\(version).txz"
      try ChildProcess.check(["tar", "xJf", archive, "-C", folder])
      return "\(folder)/bin"
    }
    if let path = installed { return path }
    throw ChildProcess.Failure(
      description: "no PostgreSQL server found under /usr/lib/postgresql; apt install postgresql")
  }

  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let done = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard done else { throw ChildProcess.Failure(description: "no free port on 127.0.0.1") }
    return UInt16(bigEndian: address.sin_port)
  }

  /// The end of the FIFO that this process holds is closed by the kernel when the process ends;
  /// the shell, in a session of its own, out of reach of Ctrl-C, then reads the end of the file.
  private static func armWatchdog(folder: String, binaries: String) throws {
    let fifo = "\(folder)/alive"
    guard mkfifo(fifo, 0o600) == 0, open(fifo, O_RDWR | O_CLOEXEC) >= 0 else {
      throw ChildProcess.Failure(description: "\(fifo): \(String(cString: strerror(errno)))")
    }
    let stop = asOwner + ["\(binaries)/pg_ctl", "-D", "\(folder)/data", "-m", "immediate", "stop"]
    let script =
      "cat \(fifo) >/dev/null; \(stop.joined(separator: " ")); rm -rf \(folder)"
    _ = try ChildProcess.start(["setsid", "/bin/sh", "-c", script])
  }
}

extension String {
  /// Where `text` ends in this string at its first occurrence.
  fileprivate func range(ofText text: String) -> Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
