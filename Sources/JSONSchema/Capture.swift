/// A place of an instance that comes out as a typed ``Cell`` when a record is valid.
public struct Capture: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The value at the path.
    case value
    /// The object at the path as a list of its members, less those with an excluded name.
    case members(excluding: [String])
  }

  /// Property names from the root; empty for the root itself.
  public var path: [String]
  public var kind: Kind

  public init(path: [String], kind: Kind = .value) {
    self.path = path
    self.kind = kind
  }
}

/// Bytes of the record: where they start and how many they are.
public struct Span: BitwiseCopyable, Sendable, Hashable {
  public var offset: UInt32
  public var length: UInt32

  @inlinable
  public init(offset: UInt32, length: UInt32) {
    self.offset = offset
    self.length = length
  }
}

/// A captured value of a valid record, in the order of the captures.
public struct Cell: BitwiseCopyable, Sendable {
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case absent, null, `false`, `true`
    /// coefficient ``bits`` × 10^−``scale`` where ``isExact64``; else its span alone tells.
    case number
    /// The span lies between the quotes; see ``hasEscapes``.
    case string
    case array, object
    /// ``Cell/offset`` and ``Cell/length`` are a range of ``Workspace/members``.
    case members
  }

  public var kind: Kind
  /// Decimals of an exact number, 0 to 18.
  public var scale: UInt8
  @usableFromInline var flags: UInt16
  /// Of the value's first byte in the record.
  public var offset: UInt32
  /// In bytes.
  public var length: UInt32
  /// A number's coefficient, or an instant in microseconds since 1970-01-01T00:00:00Z.
  public var bits: Int64

  @inlinable
  public init(
    kind: Kind, scale: UInt8 = 0, offset: UInt32 = 0, length: UInt32 = 0, bits: Int64 = 0
  ) {
    self.kind = kind
    self.scale = scale
    flags = 0
    self.offset = offset
    self.length = length
    self.bits = bits
  }

  @usableFromInline static let absent = Cell(kind: .absent)
  @usableFromInline static let exactFlag: UInt16 = 1
  @usableFromInline static let escapesFlag: UInt16 = 2
  @usableFromInline static let instantFlag: UInt16 = 4
  @usableFromInline static let nonASCIIFlag: UInt16 = 8

  /// A number that fits ``bits`` and ``scale``.
  @inlinable public var isExact64: Bool { flags & Self.exactFlag != 0 }
  /// A string whose bytes are not its text: decode them first.
  @inlinable public var hasEscapes: Bool { flags & Self.escapesFlag != 0 }
  /// A string that an asserted `date-time` describes: ``bits`` holds the instant.
  @inlinable public var hasInstant: Bool { flags & Self.instantFlag != 0 }
  /// A string with characters beyond ASCII, written as they are.
  @inlinable public var hasNonASCII: Bool { flags & Self.nonASCIIFlag != 0 }
}
