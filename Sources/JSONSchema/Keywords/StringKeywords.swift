import ECMAPattern
import JSON

/// minLength, maxLength, pattern (JSON Schema validation, section 6.3), format (section 7) and
/// draft-07's content.
extension PlanCompiler {
  func compileStringKeyword(_ name: String, _ value: JSONValue, _ site: Site) {
    switch name {
    case "minLength":
      guard let limit = count(name, value, site) else { return }
      if limit > 0 { emit(.minLength(limit), name, of: site) }
    case "maxLength":
      guard let limit = count(name, value, site) else { return }
      emit(.maxLength(limit), name, of: site)
    case "pattern":
      guard let pattern = pattern(value.string, site, [name]) else { return }
      emit(.pattern(pattern), name, of: site)
    case "format":
      compileFormat(name, value, site)
    case "contentEncoding", "contentMediaType":
      compileContent(name, site)
    default: break
    }
  }

  /// The index of a compiled pattern; nil, and a problem, where the source is none.
  func pattern(_ source: String?, _ site: Site, _ tokens: [String]) -> Int32? {
    guard let source else {
      reportMalformed(
        site, tokens, en: "a pattern must be a string", vi: "mẫu phải là một chuỗi")
      return nil
    }
    do throws(PatternError) {
      return try pattern(source)
    } catch {
      report(
        .invalidPattern, at: site.place, tokens: tokens,
        LocalisedText(
          en: "not a regular expression of ECMA-262: \(error.message)",
          vi: "không phải biểu thức chính quy ECMA-262: \(error.messageVietnamese)"))
      return nil
    }
  }

  private func judgesFormats(_ site: Site) -> Bool {
    switch formats {
    case .specification: site.dialect.vocabularies.contains(.formatAssertion)
    case .asserted: true
    case .off: false
    }
  }

  /// Both keywords are one check, at the media type where both stand.
  private func compileContent(_ name: String, _ site: Site) {
    guard formats != .off else { return }
    let mediaType = site.object["contentMediaType"]?.string
    if name == "contentEncoding", mediaType == "application/json" { return }
    let content = ContentCheck(
      isBase64: site.object["contentEncoding"]?.string == "base64",
      isJSON: mediaType == "application/json")
    if name == "contentMediaType" ? content.isJSON : content.isBase64 {
      emit(.content(content), name, of: site)
    }
  }

  private func compileFormat(_ name: String, _ value: JSONValue, _ site: Site) {
    guard let text = value.string else {
      report(
        .malformedKeyword, site, name, en: "format must be a string",
        vi: "format phải là một chuỗi")
      return
    }
    guard judgesFormats(site) else { return }
    guard let format = Format(rawValue: text) else {
      let known = Format.allCases.map(\.rawValue)
      let near = NearName.best(for: text, among: known)
      let list = known.joined(separator: ", ")
      noteUnknownFormat(
        site, name,
        LocalisedText(
          en: "the format “\(text)” is not supported"
            + (near.map { "; did you mean “\($0)”?" } ?? "; known: \(list)"),
          vi: "không hỗ trợ định dạng “\(text)”"
            + (near.map { "; có phải ý bạn là “\($0)”?" } ?? "; các định dạng hỗ trợ: \(list)")))
      return
    }
    emit(.format(format), name, of: site)
  }
}

extension TapePass {
  mutating func judgeString(_ check: Check, _ at: Int) -> Bool {
    let text = instance.text(at, in: scratch)
    switch check {
    case .minLength(let limit):
      return text.count >= Int(limit) && CodePoints.count(text) >= Int(limit)
    case .maxLength(let limit):
      return text.count <= Int(limit) || CodePoints.count(text) <= Int(limit)
    case .pattern(let pattern): return matches(pattern, text)
    case .format(let format): return format.accepts(text)
    case .content(let content): return content.accepts(text)
    default: return true
    }
  }

  /// Whether a pattern is found; where its engine gives up, the whole verdict is undecided.
  mutating func matches(_ pattern: Int32, _ text: Text) -> Bool {
    switch plan.patterns[Int(pattern)].match(text) {
    case .match: return true
    case .noMatch: return false
    case .undecided:
      isUndecided = true
      return false
    }
  }
}

/// Lengths as JSON Schema counts them: in code points (RFC 8259, section 7).
enum CodePoints {
  static func count(_ text: Text) -> Int {
    var count = 0
    for byte in text where byte & 0xc0 != 0x80 { count += 1 }
    return count
  }
}
