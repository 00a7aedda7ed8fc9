import Contracts
import Testing

/// Whatever stands in a contract file, it is read or refused, never more.
@Suite struct HostileContractTests {
  @Test(arguments: [
    "", "null", "[]", "{}", "{\"x-trucd\": []}", "{\"x-trucd\": {\"topics\": {}, \"table\": []}}",
    ##"{"$ref": "#", "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"allOf": [{"$ref": "#"}], "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"properties": [], "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"properties": {"a": 1, "b": [], "c": null}, "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"$id": 5, "$ref": "http://[::1", "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"$id": "::::", "properties": {"a": {"$ref": "%%%#%%%"}}, "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"$schema": "x", "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"properties": {"a": {"x-trucd": {"check": {"$ref": "#"}}}}, "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"properties": {"\u0000": {}, "": {}, "a\u0000b": {"x-trucd": {"column": "x\u0000"}}}, "x-trucd": {"topics": ["a"], "table": "t"}}"##,
    ##"{"properties": {"a": {"minimum": 1e999999999999, "type": "integer"}}, "x-trucd": {"topics": ["a"], "table": "t"}}"##,
  ])
  func oddFilesAreReadOrRefused(text: String) {
    let catalog = ContractCatalog.load([TestContract.file(text)])
    #expect(catalog.states.map(\.name) == ["env/air.v1"])
    #expect(catalog.problems.isEmpty == (catalog.states.first?.state == .serving))
  }

  @Test func hugeNamesAreRefusedShortly() {
    let name = String(repeating: "a", count: 1_000_000)
    let problems = TestContract.problems(TestContract.text("\"\(name)\": {\"type\": \"string\"}"))
    #expect(problems.map(\.code) == [.column])
    #expect(problems.allSatisfy { $0.message.en.utf8.count < 500 })
  }

  @Test func deepNestingIsRefused() {
    let deep =
      String(repeating: "{\"properties\":{\"a\":", count: 5000) + "{}"
      + String(repeating: "}}", count: 5000)
    let catalog = ContractCatalog.load([TestContract.file(deep)])
    #expect(catalog.problems.map(\.code) == [.malformed])
  }

  @Test func unfoldingAllOfEnds() {
    let levels = (0..<40).map { level in
      "\"l\(level)\": {\"allOf\": [{\"$ref\": \"#/$defs/l\(level + 1)\"}, {\"$ref\": \"#/$defs/l\(level + 1)\"}]}"
    }
    let text = TestContract.text(
      ##""a": {"$ref": "#/$defs/l0"}"##,
      schema: "\"$defs\": {\(levels.joined(separator: ",")), \"l40\": {\"type\": \"string\"}}")
    #expect(TestContract.problems(text).isEmpty)
  }

  /// Bytes of a good contract changed at random: the outcome is always a contract or problems.
  @Test func changedBytesNeverCrash() {
    var random = SplitMix(state: 20_261_124)
    let good = Array(
      TestContract.text(
        ##""a": {"type": ["string", "null"], "x-trucd": {"steps": ["nfc", "trim"], "check": {"minLength": 1}}}, "o": {"$ref": "#/$defs/o"}"##,
        schema:
          ##""$defs": {"o": {"type": "object", "properties": {"p": {"type": "number", "x-trucd": {"column": "p", "type": "numeric(5,2)"}}}}}"##
      ).utf8)
    var refused = 0
    for _ in 0..<400 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 32...126, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes.suffix(from: place).prefix(20), at: place)
        }
      }
      let catalog = ContractCatalog.load([ContractFile(path: TestContract.path, bytes: bytes)])
      #expect(catalog.problems.isEmpty == (catalog.states.first?.state == .serving))
      refused += catalog.problems.isEmpty ? 0 : 1
    }
    #expect(refused > 100)
  }
}

/// A small generator of random numbers with a fixed seed (splitmix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
