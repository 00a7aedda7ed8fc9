import Contracts
import Glibc
import JSONSchema

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
    /// Also moves when only owner or permissions change.
    var changedSeconds: Int
    var changedNanoseconds: Int
    var mode: UInt32
    var inode: UInt64

    init(path: String, _ status: stat) {
      self.path = path
      size = Int64(status.st_size)
      modifiedSeconds = status.st_mtim.tv_sec
      modifiedNanoseconds = status.st_mtim.tv_nsec
      changedSeconds = status.st_ctim.tv_sec
      changedNanoseconds = status.st_ctim.tv_nsec
      mode = status.st_mode
      inode = UInt64(status.st_ino)
    }
  }

  /// A schema is written by hand: what is larger than this is no schema.
  static let fileBytesMax = 16 << 20
  static let depthMax = 8

  let directory: String

  /// All files that count, in the order of their paths. One that cannot be read is among them as
  /// such, and so is one outside the folder, to which a link leads: what is in force must be what
  /// is in the folder. Only a folder that cannot be read fails the whole.
  func read() throws(Failure) -> [ContractFile] {
    let root = RealPath.ofFolder(directory)
    return try traces().compactMap { file(of: $0, root: root) }
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
      guard let status = try status(of: relative) else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try walk(relative, depth: depth + 1, into: &found)
      } else if status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFLNK,
        ContractFolder.counts(relative)
      {
        found.append(Trace(path: relative, status))
      }
    }
  }

  /// What an entry leads to, or the link itself where it leads nowhere; nil where it is gone since
  /// the folder was listed.
  private func status(of relative: String) throws(Failure) -> stat? {
    let path = "\(directory)/\(relative)"
    var status = stat()
    if stat(path, &status) == 0 || lstat(path, &status) == 0 { return status }
    if errno == ENOENT { return nil }
    throw Failure(message: "cannot look at \(path): \(String(cString: strerror(errno)))")
  }

  /// Nil where it is gone since the folder was listed.
  private func file(of trace: Trace, root: String) -> ContractFile? {
    if let target = RealPath.outside(root, "\(directory)/\(trace.path)") {
      return ContractFile(
        path: trace.path, unreadable: RealPath.refusal(of: target, outside: root))
    }
    guard trace.size <= Self.fileBytesMax else {
      return ContractFile(
        path: trace.path,
        unreadable: LocalisedText(
          en: "has \(trace.size) bytes; at most \(Self.fileBytesMax) are read",
          vi: "dài \(trace.size) byte; chỉ đọc tối đa \(Self.fileBytesMax) byte"))
    }
    if let bytes = FileBytes.read("\(directory)/\(trace.path)", bytesMax: Self.fileBytesMax) {
      return ContractFile(path: trace.path, bytes: bytes)
    }
    let (number, isLink) = (errno, trace.mode & S_IFMT == S_IFLNK)
    if number == ENOENT && !isLink { return nil }
    let reason = String(cString: strerror(number))
    return ContractFile(
      path: trace.path,
      unreadable: LocalisedText(
        en: "cannot be read (\(reason)); the daemon's user needs read permission",
        vi: "không đọc được (\(reason)); tài khoản chạy dịch vụ cần quyền đọc"))
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
