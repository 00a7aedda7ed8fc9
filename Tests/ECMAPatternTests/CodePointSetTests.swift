import Testing

@testable import ECMAPattern

@Suite struct CodePointSetTests {
  @Test func mergesAndComplements() {
    let set = CodePointSet([5...9, 1...2, 3...3, 8...12, 0x10ffff...0x10ffff])
    #expect(set.ranges == [1...3, 5...12, 0x10ffff...0x10ffff])
    #expect(set.complement.ranges == [0...0, 4...4, 13...0x10fffe])
    #expect(set.complement.complement == set)
    #expect(CodePointSet.all.complement == .empty && CodePointSet.empty.complement == .all)
    #expect(CodePointSet.all.scalars.ranges == [0...0xd7ff, 0xe000...0x10ffff])
    #expect(CodePointSet([0xd800...0xdfff]).scalars.isEmpty)
  }

  /// At every edge of random sets, where a split into bytes would go wrong.
  @Test(arguments: 0..<20) func bytesOfASetAreItsCharacters(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    let edges: [UInt32] = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff]
    for _ in 0..<20 {
      let set = CodePointSet(
        (0..<Int.random(in: 1...4, using: &random)).map { _ in
          let bounds = [
            .random(in: 0...0x10ffff, using: &random), edges.randomElement(using: &random) ?? 0,
            UInt32.random(in: 0...0x3000, using: &random),
          ].shuffled(using: &random)
          return min(bounds[0], bounds[1])...max(bounds[0], bounds[1])
        })
      let whole = PatternSyntax.sequence([.startOfText, .characters(set), .endOfText])
      let table = try #require(CharacterAutomaton(whole).flatMap { SubsetConstruction($0) })
      let trie = UTF8Trie(table.classes)
      let dense = DenseMatcher(table, try #require(DenseExpansion(table, trie)))
      let wide = try #require(CharacterMatcher(table, trie))
      let candidates =
        edges
        + set.ranges.flatMap {
          [$0.lowerBound &- 1, $0.lowerBound, $0.upperBound, $0.upperBound + 1]
        }
      for scalar in candidates.compactMap(Unicode.Scalar.init) {
        let isMember = set.ranges.contains { $0.contains(scalar.value) }
        Array(String(scalar).utf8).withUnsafeBufferPointer {
          #expect(dense.matches($0) == isMember, "\(scalar.value) in \(set.ranges)")
          #expect(wide.matches($0) == isMember, "\(scalar.value) in \(set.ranges)")
        }
      }
    }
  }
}
