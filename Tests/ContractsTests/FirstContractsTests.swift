import Contracts
import JSON
import Testing

/// What the shipped contracts owe their readers, beyond loading and passing their examples.
@Suite struct FirstContractsTests {
  private static let files = FolderReader.files(of: FolderReader.schemas)
  private static let schemas = files.filter { $0.path.hasSuffix(".schema.json") }
  private static let names = ContractCatalog.load(files).contracts.map(\.contract.name)

  @Test(arguments: names)
  func areShownByExamples(name: String) {
    let examples = Example.read(Self.files).filter { $0.contract == name }
    #expect(examples.count { $0.verdict == .accepted } >= 3)
    #expect(examples.count { $0.verdict == .rejected } >= 5)
    #expect(examples.allSatisfy { $0.expected != nil })
  }

  /// Title and description in Vietnamese; in English too, where `x-trucd` is not `false`.
  @Test(arguments: schemas.map(\.path))
  func describeEveryPropertyInBothLanguages(path: String) throws {
    let file = try #require(Self.schemas.first { $0.path == path })
    let schema = try JSONReader.parse(file.bytes)
    #expect(Self.undescribed(schema, at: path) == [])
  }

  /// Decomposed letters in a schema would refuse what agencies send rightly, and look the same.
  @Test(arguments: schemas.map(\.path))
  func areComposed(path: String) throws {
    let file = try #require(Self.schemas.first { $0.path == path })
    let text = String(decoding: file.bytes, as: UTF8.self)
    let combining = text.unicodeScalars.filter { (0x300...0x36F).contains($0.value) }
    #expect(combining.isEmpty)
  }

  @Test func keepNothingThatNamesPersons() {
    let catalog = ContractCatalog.load(Self.files)
    let columns = catalog.tables.flatMap { $0.columns.map(\.name) }
    for name in [
      "chu_ho_so", "ma_doi_tuong", "tai_lieu_nop", "danh_sach_giay_to_ket_qua", "nguoi_xu_ly",
      "noi_dung_xu_ly", "signer_info",
    ] {
      #expect(!columns.contains(name))
    }
    let dossiers = catalog.tables.filter { $0.name.hasPrefix("dossier") }
    #expect(!dossiers.flatMap(\.columns).contains { $0.name == "_extra" })
  }

  /// The smallest contract of the authors' page is one, and makes the table that the page says.
  @Test func pageForAuthorsIsTrue() throws {
    let page = try #require(Self.files.first { $0.path == "docs/authors.md" })
    let lines = String(decoding: page.bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasSuffix("```json") })
    let block = lines[(start + 1)...].prefix { !$0.hasSuffix("```") }.joined(separator: "\n")
    let file = ContractFile(path: "env/noise.v1.schema.json", bytes: Array(block.utf8))
    let catalog = ContractCatalog.load([file])
    #expect(catalog.problems.map(\.description) == [])
    let columns = try #require(catalog.tables.first).columns
    #expect(
      columns.map { "\($0.name) \($0.type)" }
        == ["station_id text", "observed_at timestamptz", "level numeric", "_extra jsonb"])
  }

  /// Places of properties and definitions that lack a text. What stands under `then` only repeats
  /// properties that are described elsewhere.
  private static func undescribed(_ schema: JSONValue, at place: String) -> [String] {
    guard let object = schema.object else { return [] }
    var found: [String] = []
    for keyword in ["properties", "$defs"] {
      for member in object[keyword]?.object.map(Array.init) ?? [] {
        let here = "\(place)/\(keyword)/\(member.name)"
        if !isDescribed(member.value) { found.append(here) }
        found += undescribed(member.value, at: here)
      }
    }
    return found + (object["items"].map { undescribed($0, at: place + "/items") } ?? [])
  }

  private static func isDescribed(_ property: JSONValue) -> Bool {
    guard property["title"]?.string != nil, property["description"]?.string != nil else {
      return false
    }
    if property["x-trucd"]?.boolean == false { return true }
    let english = property["x-trucd"]?["en"]
    return english?["title"]?.string != nil && english?["description"]?.string != nil
  }
}
