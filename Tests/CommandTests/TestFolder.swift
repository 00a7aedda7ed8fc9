import Glibc
import Testing

@testable import trucd

/// A folder of its own with files, that goes with the test.
final class TestFolder {
  let path = "/tmp/trucd-test-\(getpid())-\(UInt64.random(in: 0...(.max)))"
  private var files: [String] = []
  private var folders: [String] = []

  init(_ contents: [String: String] = [:]) throws {
    try makeFolder(path)
    for (name, text) in contents { try write(name, text) }
  }

  deinit {
    for file in files { unlink(file) }
    for folder in folders.reversed() { rmdir(folder) }
  }

  /// The path of a file of the folder.
  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      if !folders.contains(folder) { try makeFolder(folder) }
    }
    if !files.contains(self(name)) { files.append(self(name)) }
    try #require(FileBytes.write(Array(text.utf8), to: self(name)))
  }

  /// A symbolic link of the folder; `target` is written into it as it stands.
  func link(_ name: String, to target: String) throws {
    try #require(symlink(target, self(name)) == 0)
    files.append(self(name))
  }

  func read(_ name: String) -> String {
    if !files.contains(self(name)) { files.append(self(name)) }
    return String(decoding: FileBytes.read(self(name), bytesMax: 1 << 24) ?? [], as: UTF8.self)
  }

  private func makeFolder(_ path: String) throws {
    try #require(mkdir(path, 0o700) == 0)
    folders.append(path)
  }
}
