import JSON
import Testing

/// Texts made to exhaust a reader.
@Suite struct BombTests {
  private let limits = ReaderLimits(payloadBytesMax: 1 << 24)

  @Test func depthIsLimited() throws {
    let limits = ReaderLimits(nestingDepthMax: 3)
    #expect(throws: Never.self) { try JSONReader.parse("[[[1]]]", limits: limits) }
    let error = #expect(throws: JSONError.self) {
      try JSONReader.parse(#"[[{"a":[1]}]]"#, limits: limits)
    }
    #expect(error?.code == .tooDeep && error?.offset == 7 && error?.limit == 3)
    #expect(error?.pointer == "/0/0/a")
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONError.self) { try JSONReader.parse(deep) }
    #expect(ReaderLimits(nestingDepthMax: 1_000_000).nestingDepthMax == 1024)
    let ceiling = String(repeating: "[", count: 1024) + String(repeating: "]", count: 1024)
    #expect(throws: Never.self) {
      try JSONReader.parse(ceiling, limits: ReaderLimits(nestingDepthMax: 1024))
    }
  }

  @Test func sizeIsLimited() {
    let error = #expect(throws: JSONError.self) {
      try JSONReader.parse("[1,2]", limits: ReaderLimits(payloadBytesMax: 4))
    }
    #expect(error?.code == .tooLarge && error?.limit == 4)
  }

  @Test func manyKeysTakeLinearTime() throws {
    let keys = (0..<100_000).map { "\"k\($0)\":0" }
    let spent = processorTime {
      #expect(throws: Never.self) {
        try JSONReader.parse("{" + keys.joined(separator: ",") + "}", limits: limits)
      }
      let repeated = keys + [#""\u006b77":1"#]
      let error = #expect(throws: JSONError.self) {
        try JSONReader.parse("{" + repeated.joined(separator: ",") + "}", limits: limits)
      }
      #expect(error?.code == .duplicateKey)
    }
    #expect(spent < .seconds(20))
  }

  @Test func keysOfClosedObjectsAreForgotten() throws {
    let members = (0..<40).map { "\"k\($0)\":0" }.joined(separator: ",")
    let object = "{\(members)}"
    let list = Array(repeating: object, count: 500).joined(separator: ",")
    #expect(throws: Never.self) { try JSONReader.parse("[\(list)]", limits: limits) }
    let nested = "{\(members),\"in\":{\(members),\"in\":\(object)},\"k40\":0"
    #expect(throws: Never.self) { try JSONReader.parse(nested + "}") }
    for key in ["k0", "k39", "k40", "in", "\\u006b0"] {
      let error = #expect(throws: JSONError.self) {
        try JSONReader.parse("\(nested),\"\(key)\":1}")
      }
      #expect(error?.code == .duplicateKey)
    }
  }

  @Test func aWorkspaceServesManyDocuments() throws {
    let workspace = ParseWorkspace()
    let members = (0..<30).map { "\"k\($0)\":0" }.joined(separator: ",")
    let good = PaddedBytes("{\(members)}".utf8)
    let bad = PaddedBytes("{\(members),\"k3\":0}".utf8)
    for turn in 0..<500 {
      let bytes = turn % 2 == 0 ? good.bytes : bad.bytes
      let base = try #require(bytes.baseAddress)
      let document = DocumentBounds(base: base, count: bytes.count, ReaderLimits())
      workspace.reset()
      #expect((workspace.skip(base, document, depth: 0) != nil) == (turn % 2 == 0))
    }
  }

  @Test func callersMayCollectKeysThemselves() throws {
    let workspace = ParseWorkspace()
    let text = PaddedBytes(#"name\u006eame"#.utf8)
    let base = try #require(text.bytes.baseAddress)
    workspace.reset()
    workspace.memory.openObject()
    #expect(workspace.memory.insertKey(base, 4, []))
    workspace.memory.openObject()
    #expect(workspace.memory.insertKey(base, 4, []))
    workspace.memory.closeObject()
    #expect(!workspace.memory.insertKey(base + 4, 9, .hasEscapes))
    workspace.memory.closeObject()
  }

  @Test func longNumbersAreRefusedUnlessAllowed() throws {
    let digits = String(repeating: "9", count: 1001)
    let error = #expect(throws: JSONError.self) { try JSONReader.parse("[\(digits)]") }
    #expect(error?.code == .numberTooLong && error?.limit == 1000 && error?.pointer == "/0")
    let generous = ReaderLimits(numberDigitsMax: 2_000_000_000)
    #expect(try JSONReader.parse("[\(digits),1e999999999]", limits: generous) != [0])
    #expect(throws: JSONError.self) {
      try JSONReader.parse("123", limits: ReaderLimits(numberDigitsMax: 2))
    }
  }
}
