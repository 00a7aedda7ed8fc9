import Glibc
import JSONSchema

/// Where paths lead once all links are followed.
enum RealPath {
  /// Nil where the path leads nowhere.
  static func of(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// A folder's path with `/` at its end; as given where it leads nowhere.
  static func ofFolder(_ path: String) -> String {
    let real = of(path) ?? path
    return real.hasSuffix("/") ? real : real + "/"
  }

  /// What lies outside a folder, though a path through the folder leads there.
  /// - Parameter folder: A real path with `/` at its end.
  /// - Returns: Nil where `path` stays inside, and where it leads nowhere.
  static func outside(_ folder: String, _ path: String) -> String? {
    guard let real = of(path), !real.utf8.starts(with: folder.utf8) else { return nil }
    return real
  }

  /// Why such a file is not read.
  static func refusal(of target: String, outside folder: String) -> LocalisedText {
    LocalisedText(
      en: "leads by a link to \(target), outside the folder \(folder); keep the file itself inside",
      vi:
        "dẫn theo liên kết tới \(target), ngoài thư mục \(folder); hãy đặt chính tệp đó vào thư mục"
    )
  }
}
