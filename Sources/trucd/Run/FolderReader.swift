import Contracts
import Glibc

/// Reads the folder of contracts from disk, and notices that something in it changed.
struct FolderReader: Sendable {
  struct Failure: Error {
    var message: String
  }

  /// One file as `stat` shows it; a change of any of these is a change of the folder.
  struct Trace: Hashable, Sendable {
    var path: String
    var size: Int64
    var modifiedSeconds: Int
    var modifiedNanoseconds: Int
    var inode: UInt64
  }

  /// A schema is written by hand: what is larger than this is no schema.
  static let fileBytesMax = 16 << 20
  static let depthMax = 8

  let directory: String

  /// All files that count, in the order of their paths.
  func read() throws(Failure) -> [ContractFile] {
    var files: [ContractFile] = []
    for trace in try traces() {
      files.append(ContractFile(path: trace.path, bytes: try contents(of: trace)))
    }
    return files
  }

  /// What the folder looks like now.
  func traces() throws(Failure) -> [Trace] {
    var found: [Trace] = []
    try walk("", depth: 0, into: &found)
    return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func walk(_ folder: String, depth: Int, into found: inout [Trace]) throws(Failure) {
    guard depth <= Self.depthMax else {
      throw Failure(message: "\(directory)/\(folder) nests deeper than \(Self.depthMax) folders")
    }
    let path = folder.isEmpty ? directory : "\(directory)/\(folder)"
    guard let handle = opendir(path) else {
      throw Failure(message: "cannot read folder \(path): \(String(cString: strerror(errno)))")
    }
    defer { closedir(handle) }
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      let relative = folder.isEmpty ? name : "\(folder)/\(name)"
      var status = stat()
      // A file that went between the two calls is simply gone.
      guard stat("\(directory)/\(relative)", &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try walk(relative, depth: depth + 1, into: &found)
      } else if status.st_mode & S_IFMT == S_IFREG, ContractFolder.counts(relative) {
        found.append(
          Trace(
            path: relative, size: Int64(status.st_size), modifiedSeconds: status.st_mtim.tv_sec,
            modifiedNanoseconds: status.st_mtim.tv_nsec, inode: UInt64(status.st_ino)))
      }
    }
  }

  private func contents(of trace: Trace) throws(Failure) -> [UInt8] {
    let path = "\(directory)/\(trace.path)"
    guard trace.size <= Self.fileBytesMax else {
      throw Failure(message: "\(path) has \(trace.size) bytes; at most \(Self.fileBytesMax) fit")
    }
    guard let bytes = FileBytes.read(path, bytesMax: Self.fileBytesMax) else {
      throw Failure(message: "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    return bytes
  }
}

/// Whole files.
enum FileBytes {
  /// Nil where the file cannot be read, with the reason in `errno`; longer files are cut.
  static func read(_ path: String, bytesMax: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < bytesMax {
      let count = Glibc.read(descriptor, &chunk, min(chunk.count, bytesMax - bytes.count))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[0..<count])
    }
    return bytes
  }

  /// False where the file cannot be written, with the reason in `errno`.
  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
