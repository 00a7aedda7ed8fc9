import Glibc

/// Why a file could not be read, in the system's words.
struct FileError: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }

  /// The error that the last call left behind.
  static var last: FileError { FileError(String(cString: strerror(errno))) }
}

/// A small file's bytes and who may read them.
struct SmallFile {
  var bytes: [UInt8]
  /// Whether every user of the machine may read it.
  var isWorldReadable: Bool
  /// The permission bits, for messages: `0644`.
  var mode: String

  /// Reads a regular file of at most `bytesMax` bytes.
  static func read(_ path: String, bytesMax: Int) throws(FileError) -> SmallFile {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.last }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError.last }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError("it is a folder") }

    // One byte more than is allowed, so that a file that is too long shows.
    var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw FileError.last }
      if got == 0 { break }
      count += got
    }
    guard count <= bytesMax else { throw FileError("it is larger than \(bytesMax) bytes") }
    bytes.removeLast(bytes.count - count)
    let digits = String(status.st_mode & 0o7777, radix: 8)
    return SmallFile(
      bytes: bytes, isWorldReadable: status.st_mode & S_IROTH != 0,
      mode: String(repeating: "0", count: max(0, 4 - digits.count)) + digits)
  }
}
