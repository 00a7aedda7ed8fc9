/// Reads secrets from files and from systemd's credentials directory.
struct Secrets {
  /// `$CREDENTIALS_DIRECTORY`, where systemd puts what `LoadCredential=` names.
  var credentialsDirectory: String?

  private static let bytesMax = 64 << 10

  /// The file's text without the end of its last line. The file must not be readable by all.
  func file(_ path: String) throws(FileError) -> Secret {
    let file: SmallFile
    do { file = try SmallFile.read(path, bytesMax: Self.bytesMax) } catch {
      throw FileError("the secret file \(path) cannot be read: \(error.reason)")
    }
    guard !file.isWorldReadable else {
      throw FileError(
        "the secret file \(path) can be read by every user (mode \(file.mode)); "
          + "run: chmod o-rwx \(path)")
    }
    return try Self.secret(of: file.bytes, named: "the secret file \(path)")
  }

  /// The credential's text. Its folder is open to the daemon alone, so its mode says nothing.
  func credential(_ name: String) throws(FileError) -> Secret {
    guard let credentialsDirectory else {
      throw FileError(
        "the credential \"\(name)\" is not there: CREDENTIALS_DIRECTORY is not set; start the "
          + "daemon by systemd with LoadCredential=\(name):PATH")
    }
    guard name.utf8.allSatisfy(Names.isNameByte), name.utf8.first != UInt8(ascii: ".") else {
      throw FileError("a credential's name has letters, digits, '.', '_' and '-' only")
    }
    let file: SmallFile
    do {
      file = try SmallFile.read("\(credentialsDirectory)/\(name)", bytesMax: Self.bytesMax)
    } catch {
      throw FileError(
        "the credential \"\(name)\" cannot be read: \(error.reason); name it in the unit by "
          + "LoadCredential=\(name):PATH")
    }
    return try Self.secret(of: file.bytes, named: "the credential \"\(name)\"")
  }

  private static func secret(of bytes: [UInt8], named name: String) throws(FileError) -> Secret {
    var text = bytes[...]
    if text.last == UInt8(ascii: "\n") { text.removeLast() }
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    guard !text.isEmpty else { throw FileError("\(name) is empty") }
    guard !text.contains(0), let value = String(validating: text, as: UTF8.self) else {
      throw FileError("\(name) is not text in UTF-8")
    }
    return Secret(value)
  }
}
