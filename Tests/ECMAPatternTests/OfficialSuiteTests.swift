import ECMAPattern
import Glibc
import JSON
import Testing

/// The pattern cases of the official JSON Schema test suite, where a copy lies beside the package.
@Suite struct OfficialSuiteTests {
  private static let drafts = ["draft4", "draft6", "draft7", "draft2019-09", "draft2020-12"]
  private static let files = [
    "pattern.json", "patternProperties.json", "optional/ecmascript-regex.json",
    "optional/non-bmp-regex.json",
  ]

  @Test func patternCases() throws {
    guard let suite = Self.suiteFolder() else { return }
    var judged = 0
    for draft in Self.drafts {
      for file in Self.files {
        let groups = Self.document("\(suite)/\(draft)/\(file)")?.array ?? []
        for group in groups { judged += try Self.judge(group) }
      }
    }
    #expect(judged > 400)
  }

  @Test func validityCases() throws {
    guard let suite = Self.suiteFolder() else { return }
    let name = "\(suite)/draft2020-12/optional/format/regex.json"
    let ecma = "\(suite)/draft2020-12/optional/format/ecmascript-regex.json"
    var judged = 0
    for group in [name, ecma].flatMap({ Self.document($0)?.array ?? [] }) {
      for test in group["tests"]?.array ?? [] {
        guard let source = test["data"]?.string else { continue }
        let isValid = (try? Pattern.checkSyntax(of: source)) != nil
        #expect(isValid == test["valid"]?.boolean, "\(source)")
        judged += 1
      }
    }
    #expect(judged > 2)
  }

  /// Judges the cases of schemas made of `pattern`, or of `patternProperties` that closes its object.
  private static func judge(_ group: JSONValue) throws -> Int {
    let schema = group["schema"]?.object ?? [:]
    var judged = 0
    for test in group["tests"]?.array ?? [] {
      let isValid: Bool
      if let source = schema["pattern"]?.string, let text = test["data"]?.string {
        isValid = try Pattern(source).match(text) == .match
      } else if let patterns = schema["patternProperties"]?.object,
        schema["additionalProperties"] == false, let data = test["data"]?.object
      {
        isValid = try data.members.allSatisfy { member in
          try patterns.members.contains { try Pattern($0.name).match(member.name) == .match }
        }
      } else {
        continue
      }
      #expect(isValid == test["valid"]?.boolean, "\(String(describing: test["description"]))")
      judged += 1
    }
    return judged
  }

  private static func suiteFolder() -> String? {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    let folder = "\(root)/../shared/JSON-Schema-Test-Suite/tests"
    if access(folder, R_OK) == 0 { return folder }
    print("skipped: no ../shared/JSON-Schema-Test-Suite beside the package")
    return nil
  }

  private static func document(_ path: String) -> JSONValue? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return try? JSONReader.parse(bytes)
  }
}
