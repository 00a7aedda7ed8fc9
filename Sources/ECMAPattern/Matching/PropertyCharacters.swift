import Synchronization

/// The characters of Unicode properties, found once for each by asking PCRE2 about the code points.
///
/// There are a few hundred names, so that what is kept is bounded.
final class PropertyCharacters: Sendable {
  static let shared = PropertyCharacters()

  private let known = Mutex<[String: CodePointSet?]>([:])

  func characters(of kind: UnicodeProperty.Kind) -> CodePointSet? {
    switch kind {
    case .listed(let name):
      return remembered(name) { Self.characters(named: name, in: Self.mixedBlocks) }
    case .notListed(let name): return characters(of: .listed(name))?.complement
    case .changesWhenNFKCCasefolded:
      return remembered("CWKCF") { Self.changingWhenNFKCCasefolded(in: Self.mixedBlocks) }
    }
  }

  private func remembered(_ name: String, _ find: () -> CodePointSet?) -> CodePointSet? {
    known.withLock { known in
      if let found = known[name] { return found }
      let found = find()
      known[name] = .some(found)
      return found
    }
  }

  /// Where neighbours may differ. What lies between these blocks is alike up to the next: ideographs
  /// and syllables of one script, for private use, or unassigned.
  static let mixedBlocks: [ClosedRange<UInt32>] =
    [
      0...0x3400, 0x4db0...0x4e00, 0x9f00...0xac00, 0xd700...0xe000, 0xf800...0x17000,
      0x18700...0x20000, 0x2a600...0x2a700, 0x2b700...0x2b740, 0x2b800...0x2b820,
      0x2ce00...0x2ceb0, 0x2eb00...0x30000, 0x31300...0x31350, 0x32300...0x323b0, 0xe0000...0xe0fff,
    ] + (3...16).map { $0 << 16 + 0xfffe...$0 << 16 + 0xffff }

  /// The characters that PCRE2 says have a property; nil when it does not know the property.
  static func characters(
    named name: String, in blocks: [ClosedRange<UInt32>]
  ) -> CodePointSet? {
    PropertyRuns(name).map { runs in characters(in: blocks) { runs.within($0) } }
  }

  static func changingWhenNFKCCasefolded(in blocks: [ClosedRange<UInt32>]) -> CodePointSet {
    characters(in: blocks) { range in
      range.compactMap { codePoint in
        Unicode.Scalar(codePoint)?.properties.changesWhenNFKCCaseFolded == true
          ? codePoint...codePoint : nil
      }
    }
  }

  /// Asks for the runs within blocks; the first code point after a block stands for all up to the
  /// next.
  private static func characters(
    in blocks: [ClosedRange<UInt32>], runs: (ClosedRange<UInt32>) -> [ClosedRange<UInt32>]
  ) -> CodePointSet {
    let asked = CodePointSet(blocks)
    var ranges = asked.scalars.ranges.flatMap(runs)
    for gap in asked.complement.ranges where !runs(gap.lowerBound...gap.lowerBound).isEmpty {
      ranges.append(gap)
    }
    return CodePointSet(ranges)
  }
}
