/// The code points beyond ASCII of RFC 3987, section 2.2.
enum IRICharacters {
  /// `ucschar`, less the bidirectional formatting characters, which section 4.1 forbids.
  static func isUCSChar(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x200e, 0x200f, 0x202a...0x202e: false
    case 0xa0...0xd7ff, 0xf900...0xfdcf, 0xfdf0...0xffef: true
    // In each plane but its last two code points; of plane 14 also without its first 4,096.
    case 0x10000...0xdffff: scalar & 0xffff <= 0xfffd
    case 0xe1000...0xefffd: true
    default: false
    }
  }

  /// `iprivate`, which a query may hold.
  static func isPrivate(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xe000...0xf8ff, 0xf0000...0xffffd, 0x100000...0x10fffd: true
    default: false
    }
  }
}
