import CScan

public typealias BytePointer = UnsafePointer<UInt8>

/// Scans single tokens of a JSON text (RFC 8259) in memory.
///
/// Every function takes `end`, the byte after the document, and needs ``Scan/padding`` readable
/// bytes from there on, whatever they hold: it may read them and never lets them count. A result of
/// nil says that the text is not acceptable; ``JSONReader/fault(in:limits:)`` says why.
public enum Scan {
  /// Bytes beyond the document's end that must be readable.
  public static let padding = 64

  /// The first byte at or after `p` that is not white space, or `end`.
  @inlinable @inline(__always)
  public static func whitespace(_ p: BytePointer, _ end: BytePointer) -> BytePointer {
    p[0] > 0x20 ? p : whitespaceRun(p, end)
  }

  @inlinable
  static func whitespaceRun(_ start: BytePointer, _ end: BytePointer) -> BytePointer {
    var p = start
    while p < end && (p[0] == 0x20 || p[0] == 0x0a || p[0] == 0x0d || p[0] == 0x09) { p += 1 }
    return p
  }

  /// The byte after the literal `null`, `true` or `false` at `p`; nil for anything else.
  @inlinable @inline(__always)
  public static func literal(_ p: BytePointer, _ end: BytePointer) -> BytePointer? {
    let word = cscan_load4(p)
    let next: BytePointer
    if word == 0x6c6c_756e || word == 0x6575_7274 {  // "null", "true"
      next = p + 4
    } else if word == 0x736c_6166 && p[4] == UInt8(ascii: "e") {
      next = p + 5
    } else {
      return nil
    }
    return next <= end ? next : nil
  }
}

/// Where a scan of one token came to rest, and the fault when it is not the token's end.
struct ScanStop {
  let pointer: BytePointer
  let fault: JSONError.Code?

  static func end(_ pointer: BytePointer) -> ScanStop { ScanStop(pointer: pointer, fault: nil) }

  static func fault(_ code: JSONError.Code, _ pointer: BytePointer) -> ScanStop {
    ScanStop(pointer: pointer, fault: code)
  }
}
