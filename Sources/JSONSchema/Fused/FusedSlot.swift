import JSON

/// A named member of a fused object: 64 bytes.
struct FusedSlot: BitwiseCopyable {
  /// A comma, the name with its quotes and a colon, up to 16 bytes, and the mask of those that count.
  var head: (UInt64, UInt64)
  var mask: (UInt64, UInt64)
  /// The slot's bit among the first 64 of its object; 0 for all others.
  var bit: UInt64
  var value: UnsafePointer<FusedValue>
  /// The bytes that ``head`` begins, where they are more than 16; else nil.
  var longHead: BytePointer?
  /// Bytes of comma, name, quotes and colon; more than any has where nothing is to match.
  var advance: UInt32
  var position: UInt16
  /// That of ``value``, here for a processor that wants to go on with it early.
  var quick: FusedValue.Quick
}

extension FusedSlot {
  /// A slot that matches no bytes, those behind a document's end included: its head goes on where there
  /// is no ``longHead``.
  static func unmatchable(_ position: Int, _ value: UnsafePointer<FusedValue>) -> FusedSlot {
    FusedSlot(
      head: (0x2c, 0), mask: (.max, .max), bit: 0, value: value, longHead: nil, advance: .max,
      position: UInt16(position), quick: value.pointee.quick)
  }

  init(
    _ name: [UInt8], _ position: Int, _ value: UnsafePointer<FusedValue>, isPredictable: Bool,
    _ arena: Arena
  ) {
    self = .unmatchable(position, value)
    if position < 64 { bit = 1 << UInt64(position) }
    let isEscaped = name.contains {
      $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
    }
    // Such a name never stands as it is in a document; the hash finds it once it is decoded.
    guard isPredictable, !isEscaped else { return }
    advance = UInt32(name.count + 4)
    if advance > 16 { longHead = arena.store(padded: ",\"".utf8 + name + "\":".utf8) }
    let framed = FramedText(name, between: ",\"", and: "\":")
    (head, mask) = (framed.words, framed.mask)
  }
}
