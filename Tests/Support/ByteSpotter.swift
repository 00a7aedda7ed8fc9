/// Looks for something in one direction of a connection, piece by piece as it passes by.
public protocol ByteSpotter: Sendable {
  /// - Returns: where in `piece` the thing begins; its first index where it began in an earlier
  ///   piece; nil where nothing was found.
  mutating func spot(in piece: ArraySlice<UInt8>) -> Int?
}

/// A given string of bytes, also across the border of two pieces.
public struct ByteStringSpotter: ByteSpotter {
  private let wanted: [UInt8]
  private var tail: [UInt8] = []

  public init(_ wanted: [UInt8]) { self.wanted = wanted }

  public mutating func spot(in piece: ArraySlice<UInt8>) -> Int? {
    let seen = tail + piece
    defer { tail = Array(seen.suffix(wanted.count - 1)) }
    guard seen.count >= wanted.count else { return nil }
    for start in 0...(seen.count - wanted.count)
    where seen[start..<start + wanted.count].elementsEqual(wanted) {
      return piece.startIndex + max(start - tail.count, 0)
    }
    return nil
  }
}

/// The place after so many bytes, once a connection.
public struct ByteCountSpotter: ByteSpotter {
  private var left: Int

  public init(after count: Int) { left = count }

  public mutating func spot(in piece: ArraySlice<UInt8>) -> Int? {
    guard left >= 0 else { return nil }
    guard piece.count > left else {
      left -= piece.count
      return nil
    }
    defer { left = -1 }
    return piece.startIndex + left
  }
}

/// Finds nothing.
public struct NothingSpotter: ByteSpotter {
  public init() {}

  public mutating func spot(in piece: ArraySlice<UInt8>) -> Int? { nil }
}
