import Foundation
import JSON
import JSONSchema

/// The official JSON-Schema-Test-Suite in a folder.
package struct OfficialSuite {
  /// A kind of test, as the columns of the table have it.
  package enum Part: String, CaseIterable {
    case required, optional, format

    /// The folder within a draft's.
    fileprivate var folder: String {
      switch self {
      case .required: ""
      case .optional: "/optional"
      case .format: "/optional/format"
      }
    }

    /// Formats are judged where they are what is tested.
    var formats: FormatMode { self == .format ? .asserted : .specification }
  }

  /// One schema with its tests.
  struct Group {
    let name: String
    let schema: JSONValue
    let tests: [(name: String, data: [UInt8], isValid: Bool)]
  }

  package struct Unreadable: Error, CustomStringConvertible {
    package let path: String
    package var description: String { "\(path) is no file of the test suite" }
  }

  private let root: URL

  /// nil where no suite lies at the path.
  package init?(at path: String) {
    root = URL(fileURLWithPath: path)
    guard FileManager.default.fileExists(atPath: root.appendingPathComponent("tests").path) else {
      return nil
    }
  }

  package static func folder(of draft: SchemaDraft) -> String {
    switch draft {
    case .draft4: "draft4"
    case .draft6: "draft6"
    case .draft7: "draft7"
    case .draft2019: "draft2019-09"
    case .draft2020: "draft2020-12"
    }
  }

  /// All groups of one part; a file that cannot be read is an error, never left out.
  func groups(_ draft: SchemaDraft, _ part: Part) throws -> [Group] {
    let folder = root.appendingPathComponent("tests/" + Self.folder(of: draft) + part.folder)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".json") }.sorted()
      .flatMap { try groups(in: folder.appendingPathComponent($0)) }
  }

  private func groups(in file: URL) throws -> [Group] {
    guard let groups = (try? JSONReader.parse([UInt8](Data(contentsOf: file))))?.array else {
      throw Unreadable(path: file.path)
    }
    return try groups.map { group in
      guard let name = group["description"]?.string, let schema = group["schema"],
        let tests = group["tests"]?.array
      else { throw Unreadable(path: file.path) }
      return Group(
        name: "\(file.lastPathComponent): \(name)", schema: schema,
        tests: try tests.map { test in
          guard let name = test["description"]?.string, let data = test["data"],
            let isValid = test["valid"]?.boolean
          else { throw Unreadable(path: file.path) }
          return (name, JSONWriter.bytes(of: data), isValid)
        })
    }
  }

  /// The documents that the suite would serve at `http://localhost:1234/`.
  func document(at uri: String) -> JSONValue? {
    let prefix = "http://localhost:1234/"
    guard uri.hasPrefix(prefix) else { return nil }
    let file = root.appendingPathComponent("remotes/" + uri.dropFirst(prefix.count))
    return (try? Data(contentsOf: file)).flatMap { try? JSONReader.parse([UInt8]($0)) }
  }
}
