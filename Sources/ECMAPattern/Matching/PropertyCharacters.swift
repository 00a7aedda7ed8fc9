import CPCRE2
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
      return remembered(name) { Self.characters(named: name, in: Self.assignedBlocks) }
    case .notListed(let name): return characters(of: .listed(name))?.complement
    case .changesWhenNFKCCasefolded:
      return remembered("CWKCF") { Self.changingWhenNFKCCasefolded() }
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

  // MARK: - Asking

  /// Where characters are assigned, but for the last two code points of each plane. What lies
  /// between is alike: unassigned, or for private use.
  static let assignedBlocks: [ClosedRange<UInt32>] =
    [0...0x33fff, 0xe0000...0xe0fff] + (3...16).map { $0 << 16 + 0xfffe...$0 << 16 + 0xffff }

  static let allBlocks: [ClosedRange<UInt32>] = [0...CodePointSet.last]

  /// The characters within blocks that PCRE2 says have a property; a block's last neighbour stands
  /// for all up to the next block. nil when PCRE2 does not know the property.
  static func characters(
    named name: String, in blocks: [ClosedRange<UInt32>]
  ) -> CodePointSet? {
    guard let runs = PropertyRuns(name) else { return nil }
    let asked = CodePointSet(blocks)
    var ranges = asked.scalars.ranges.flatMap { runs.within($0) }
    for gap in asked.complement.ranges where !runs.within(gap.lowerBound...gap.lowerBound).isEmpty {
      ranges.append(gap)
    }
    return CodePointSet(ranges)
  }

  private static func changingWhenNFKCCasefolded() -> CodePointSet {
    CodePointSet(
      CodePointSet(assignedBlocks).scalars.ranges.flatMap { $0 }.compactMap { codePoint in
        Unicode.Scalar(codePoint).flatMap {
          $0.properties.changesWhenNFKCCaseFolded ? codePoint...codePoint : nil
        }
      })
  }
}

/// Finds runs of characters that have a property.
private final class PropertyRuns {
  private let code: OpaquePointer
  private let found: OpaquePointer
  private var text: [UInt8] = []

  init?(_ name: String) {
    let source = Array("\\p{\(name)}+".utf8)
    let options = PCRE2_UTF | PCRE2_NO_UTF_CHECK
    var error: Int32 = 0
    var place = 0
    guard let code = pcre2_compile_8(source, source.count, options, &error, &place, nil) else {
      return nil
    }
    guard let found = pcre2_match_data_create_8(1, nil) else {
      pcre2_code_free_8(code)
      return nil
    }
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    self.code = code
    self.found = found
  }

  deinit {
    pcre2_match_data_free_8(found)
    pcre2_code_free_8(code)
  }

  /// The characters of a range without surrogates that have the property.
  func within(_ range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
    let widths: [ClosedRange<UInt32>] = [
      0...0x7f, 0x80...0x7ff, 0x800...0xffff, 0x10000...CodePointSet.last,
    ]
    return widths.enumerated().filter { $0.element.overlaps(range) }.flatMap { width, all in
      self.within(range.clamped(to: all), width: width + 1)
    }
  }

  /// The same for characters that all take `width` bytes of UTF-8.
  private func within(_ range: ClosedRange<UInt32>, width: Int) -> [ClosedRange<UInt32>] {
    text.removeAll(keepingCapacity: true)
    for codePoint in range {
      if let scalar = Unicode.Scalar(codePoint) { text += UTF8.encode(scalar) ?? .init() }
    }
    var runs: [ClosedRange<UInt32>] = []
    var start = 0
    while start < text.count,
      pcre2_match_8(code, text, text.count, start, UInt32(PCRE2_NO_UTF_CHECK), found, nil) > 0
    {
      let bounds = pcre2_get_ovector_pointer_8(found)
      guard let bounds, bounds[1] > bounds[0] else { break }
      let first = range.lowerBound + UInt32(bounds[0] / width)
      runs.append(first...(range.lowerBound + UInt32(bounds[1] / width) - 1))
      start = bounds[1]
    }
    return runs
  }
}
