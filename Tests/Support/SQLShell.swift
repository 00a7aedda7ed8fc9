import Glibc

extension PostgresServer {
  /// Runs SQL with psql, a program that is not ours, and gives the rows of its last statement.
  /// - Returns: nil where psql fails.
  public func query(_ sql: String, database: String = "postgres") -> [[String]]? {
    Self.query([sql], at: url(database: database))
  }

  /// Texts of SQL, each in a transaction of its own.
  static func query(_ texts: [String], at url: String) -> [[String]]? {
    let output = "/tmp/trucd-test-query-\(getpid())-\(UInt32.random(in: 0...(.max)))"
    defer { unlink(output) }
    let status = ChildProcess.run(
      ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", url]
        + texts.flatMap { ["-c", $0] }, log: output)
    guard status == 0 else { return nil }
    return ChildProcess.lines(of: output).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

extension ChildProcess {
  /// The files that a shell's pattern names.
  public static func files(matching pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }
  }

  /// The lines of a file of any size; empty where it cannot be read.
  public static func lines(of file: String, from start: Int = 0) -> [String] {
    guard let stream = fopen(file, "r") else { return [] }
    defer { fclose(stream) }
    fseek(stream, start, SEEK_SET)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, stream)
      if count == 0 { break }
      bytes.append(contentsOf: chunk[0..<count])
    }
    return bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }
}
