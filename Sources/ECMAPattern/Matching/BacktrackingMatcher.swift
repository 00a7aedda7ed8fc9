import CPCRE2

/// PCRE2 for what an automaton cannot do: look-around, and patterns too large for a table. It never sees
/// ECMA source, only a translation.
final class BacktrackingMatcher: @unchecked Sendable {
  /// Steps after which a match is given up. A step takes a few nanoseconds.
  static let stepsMax: UInt32 = 200_000
  /// KiB of memory that one match may take.
  static let heapMax: UInt32 = 16_384

  // Compiled in init and read only afterwards, which PCRE2 allows from many threads.
  private let code: OpaquePointer
  private let limits: OpaquePointer

  /// nil when PCRE2 does not take the pattern, or reads it otherwise than ECMA-262.
  init?(_ syntax: PatternSyntax) {
    guard !syntax.hasBackReferences else { return nil }
    let translation = Array(PCRE2Notation.text(of: syntax).utf8)
    let options =
      PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C
    var error: Int32 = 0
    var place = 0
    guard
      let code = pcre2_compile_8(translation, translation.count, options, &error, &place, nil)
    else { return nil }
    guard let limits = pcre2_match_context_create_8(nil) else {
      pcre2_code_free_8(code)
      return nil
    }
    pcre2_set_match_limit_8(limits, Self.stepsMax)
    pcre2_set_heap_limit_8(limits, Self.heapMax)
    // Where memory must not be made executable this fails, and matching goes on without it.
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    self.code = code
    self.limits = limits
  }

  deinit {
    pcre2_match_context_free_8(limits)
    pcre2_code_free_8(code)
  }

  /// Bytes of memory, the machine code included.
  var footprint: Int {
    var (code, machineCode) = (0, 0)
    pcre2_pattern_info_8(self.code, UInt32(PCRE2_INFO_SIZE), &code)
    pcre2_pattern_info_8(self.code, UInt32(PCRE2_INFO_JITSIZE), &machineCode)
    return code + machineCode
  }

  func match(_ text: UnsafeBufferPointer<UInt8>) -> Pattern.Outcome {
    guard let result = pcre2_match_data_create_8(1, nil) else { return .undecided }
    defer { pcre2_match_data_free_8(result) }
    let options = UInt32(PCRE2_NO_UTF_CHECK)
    let empty: UInt8 = 0
    let outcome = withUnsafePointer(to: empty) {
      pcre2_match_8(
        code, text.baseAddress ?? $0, text.count, 0, options, result, limits)
    }
    switch outcome {
    case PCRE2_ERROR_NOMATCH: return .noMatch
    case 0...: return .match
    default: return .undecided
    }
  }
}
