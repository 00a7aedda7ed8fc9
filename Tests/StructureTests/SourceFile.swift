import Foundation

/// A Swift file under `Sources/` and what the rules look at.
struct SourceFile {
  /// The target: the folder below `Sources`.
  var module: String
  /// From the package's root.
  var path: String
  var text: String

  /// The lines without comments, with their numbers.
  var code: [(number: Int, text: Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { (number: $0.offset + 1, text: Self.withoutComment($0.element)) }
  }

  /// The modules of the `import` lines, whatever attributes or access levels stand before.
  var imports: [(module: String, line: Int)] {
    code.compactMap { line in
      let words = line.text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ";" })
      guard let word = words.firstIndex(of: "import"), word + 1 < words.count,
        words[..<word].allSatisfy(Self.mayPrecedeImport)
      else { return nil }
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
      let name = kinds.contains(words[word + 1]) && word + 2 < words.count ? word + 2 : word + 1
      return (String(words[name].prefix { $0 != "." }), line.number)
    }
  }

  private static func mayPrecedeImport(_ word: Substring) -> Bool {
    word.hasPrefix("@")
      || ["public", "package", "internal", "fileprivate", "private"].contains(word)
  }

  /// Cuts at `//`, but not in `https://`.
  private static func withoutComment(_ line: Substring) -> Substring {
    var rest = line[...]
    while let found = rest.range(of: "//") {
      if found.lowerBound == line.startIndex || line[line.index(before: found.lowerBound)] != ":" {
        return line[..<found.lowerBound]
      }
      rest = line[found.upperBound...]
    }
    return line
  }

  /// All Swift files of the package's `Sources`.
  static func all() throws -> [SourceFile] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let sources = root.appendingPathComponent("Sources").path
    let names = try FileManager.default.subpathsOfDirectory(atPath: sources)
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      SourceFile(
        module: String(name.prefix { $0 != "/" }), path: "Sources/\(name)",
        text: try String(contentsOfFile: "\(sources)/\(name)", encoding: .utf8))
    }
  }
}
