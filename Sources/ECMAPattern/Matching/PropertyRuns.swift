import CPCRE2

/// Asks PCRE2 for the runs of code points that have a Unicode property.
final class PropertyRuns {
  private let code: OpaquePointer
  private let found: OpaquePointer
  private var text: [UInt8] = []

  /// nil when PCRE2 does not know the property.
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

  /// The code points of a range without surrogates that have the property.
  func within(_ range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
    let lengths: [ClosedRange<UInt32>] = [
      0...0x7f, 0x80...0x7ff, 0x800...0xffff, 0x10000...CodePointSet.last,
    ]
    return lengths.enumerated().filter { $0.element.overlaps(range) }.flatMap { place, all in
      within(range.clamped(to: all), length: place + 1)
    }
  }

  /// The same for code points that all take `length` bytes of UTF-8.
  private func within(_ range: ClosedRange<UInt32>, length: Int) -> [ClosedRange<UInt32>] {
    encode(range, length)
    var runs: [ClosedRange<UInt32>] = []
    var start = 0
    while start < text.count,
      pcre2_match_8(code, text, text.count, start, UInt32(PCRE2_NO_UTF_CHECK), found, nil) > 0
    {
      let bounds = pcre2_get_ovector_pointer_8(found)
      guard let bounds, bounds[1] > bounds[0] else { break }
      let first = range.lowerBound + UInt32(bounds[0] / length)
      runs.append(first...(range.lowerBound + UInt32(bounds[1] / length) - 1))
      start = bounds[1]
    }
    return runs
  }

  private func encode(_ range: ClosedRange<UInt32>, _ length: Int) {
    text = [UInt8](unsafeUninitializedCapacity: range.count * length) { bytes, count in
      let lead: UInt32 = [0, 0xc0, 0xe0, 0xf0][length - 1]
      for codePoint in range {
        bytes[count] = UInt8(truncatingIfNeeded: lead | codePoint >> UInt32(6 * (length - 1)))
        for place in 1..<max(length, 1) {
          let bits = codePoint >> UInt32(6 * (length - 1 - place))
          bytes[count + place] = UInt8(truncatingIfNeeded: 0x80 | bits & 0x3f)
        }
        count += length
      }
    }
  }
}
