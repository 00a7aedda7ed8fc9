/// Reads JSON texts (RFC 8259) strictly: UTF-8 without a byte order mark, no lone surrogates, no
/// repeated names; ``ReaderLimits/leniency`` may mend the last three. `\u0000` is legal here.
public enum JSONReader {
  /// The value of a document.
  public static func parse(
    _ bytes: [UInt8], limits: ReaderLimits = ReaderLimits()
  ) throws(JSONError) -> JSONValue {
    try parse(padded: PaddedBytes(bytes), limits)
  }

  /// The value of a document. The bytes are copied, so that nothing need be readable after them.
  public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits = ReaderLimits()
  ) throws(JSONError) -> JSONValue {
    let copy = PaddedBytes()
    copy.assign(bytes)
    return try parse(padded: copy, limits)
  }

  /// The value of a text.
  public static func parse(
    _ text: String, limits: ReaderLimits = ReaderLimits()
  ) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8), limits: limits)
  }

  /// The document as ``ReaderLimits/leniency`` mends it; nil where it needs no mending, or has
  /// another fault first. ``Scan/padding`` readable bytes follow it.
  public static func mended(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits
  ) -> [UInt8]? {
    guard !limits.leniency.isEmpty, bytes.count <= limits.payloadBytesMax,
      let fault = strictFault(in: bytes, limits), limits.leniency.mends(fault.code)
    else { return nil }
    return MendedText.of(bytes, limits)
  }

  /// Why a document is not acceptable; nil when it is. In a document that is mended, the place is one
  /// of the mended text. ``Scan/padding`` readable bytes follow it.
  public static func fault(
    in bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits
  ) -> JSONError? {
    guard let mended = mended(bytes, limits: limits) else { return strictFault(in: bytes, limits) }
    let copy = PaddedBytes(mended)
    return withExtendedLifetime(copy) { strictFault(in: copy.bytes, limits, isMended: true) }
  }

  private static func strictFault(
    in bytes: UnsafeBufferPointer<UInt8>, _ limits: ReaderLimits, isMended: Bool = false
  ) -> JSONError? {
    let workspace = ParseWorkspace()
    do throws(JSONError) {
      try read(bytes, limits, in: workspace, records: false, isMended: isMended)
      return nil
    } catch {
      return error
    }
  }

  private static func parse(
    padded: PaddedBytes, _ limits: ReaderLimits
  ) throws(JSONError) -> JSONValue {
    let workspace = ParseWorkspace()
    let mended = mended(padded.bytes, limits: limits)
    if let mended { padded.assign(mended) }
    try read(padded.bytes, limits, in: workspace, records: true, isMended: mended != nil)
    return withExtendedLifetime((padded, workspace)) {
      guard let base = padded.bytes.baseAddress else { return .null }
      return TapeReader(tape: workspace.tape, base: base).value(at: 0)
    }
  }

  /// Checks a whole document, and records it on the workspace's tape when asked. ``Scan/padding``
  /// readable bytes follow it. Names that repeat in a mended document stand there because it has
  /// another fault, which is the one to tell.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: ReaderLimits, in workspace: ParseWorkspace,
    records: Bool, isMended: Bool
  ) throws(JSONError) {
    guard bytes.count <= limits.payloadBytesMax else {
      throw JSONError(
        .tooLarge, offset: limits.payloadBytesMax, limit: limits.payloadBytesMax)
    }
    guard let base = bytes.baseAddress, !bytes.isEmpty else {
      throw JSONError(.unexpectedEnd, offset: 0)
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { throw JSONError(.byteOrderMark, offset: 0) }
    workspace.reset()
    var document = DocumentBounds(base: base, count: bytes.count, limits)
    document.allowsDuplicateKeys = isMended && limits.leniency.contains(.duplicateKeys)
    let first = Scan.whitespace(base, document.end)
    let next =
      records
      ? workspace.record(first, document, depth: 0) : workspace.skip(first, document, depth: 0)
    guard let next else { throw workspace.error(in: document) }
    let last = Scan.whitespace(next, document.end)
    guard last == document.end else { throw JSONError(.trailingBytes, offset: last - base) }
  }
}

extension ParseWorkspace {
  /// The fault of the walk that has just failed.
  func error(in document: DocumentBounds) -> JSONError {
    let walk = memory.walk
    let stop = walk.pointee.fault ?? .fault(.unexpectedByte, document.base)
    let code = stop.fault ?? .unexpectedByte
    let limit: Int? =
      switch code {
      case .tooDeep: document.nestingDepthMax
      case .numberTooLong: document.numberDigitsMax
      case .tooManyMembers: document.membersMax
      default: nil
      }
    let bytes = UnsafeBufferPointer(start: document.base, count: document.end - document.base)
    let offset = stop.pointer - document.base
    let isForeign = [.unexpectedByte, .invalidNumber, .invalidUTF8].contains(code)
    return JSONError(
      code, offset: offset, pointer: walk.pointee.pointerToFault(), limit: limit,
      byte: code == .unexpectedByte && offset < bytes.count ? bytes[offset] : nil,
      clue: isForeign ? JSONClue(bytes, at: offset) : nil)
  }
}

extension ValueWalk {
  /// JSON Pointer of the value or member in which the last walk failed.
  func pointerToFault() -> String {
    (0..<frames.count).reduce(into: "") { pointer, place in
      let frame = frames.base[place]
      if !frame.isObject {
        pointer += "/\(frame.count)"
      } else if frame.nameLength > 0 || frame.count > 0 {
        let name = UnsafeBufferPointer(start: frame.name, count: frame.nameLength)
        pointer += "/" + JSONPointer.escape(StringDecoding.text(name, frame.nameFlags))
      }
    }
  }
}
