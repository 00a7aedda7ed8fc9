import Synchronization

/// A piece of memory that somebody holds for a time.
public struct Piece: @unchecked Sendable {
  public let start: UnsafeMutableRawPointer
  public let byteCount: Int
}

/// Memory in pieces that go from hand to hand: what one batch needed the next one takes, whichever
/// lane or table it is of. So what is resident is what is in use at one time, and not the sum of
/// what each user needed at its peak. Any thread.
public final class PiecePool: Sendable {
  /// What most pieces hold; others are allocated and freed as they are needed.
  public static let pieceBytes = 256 << 10

  private let idle = Mutex<[Piece]>([])
  private let idleMax: Int

  /// - Parameter idleBytesMax: What is held beyond this is given back to the system.
  public init(idleBytesMax: Int = 16 << 20) { idleMax = idleBytesMax / Self.pieceBytes }

  deinit {
    idle.withLock { idle in
      for piece in idle { piece.start.deallocate() }
    }
  }

  /// Bytes that are held and not in use.
  public var idleBytes: Int { idle.withLock { $0.count * Self.pieceBytes } }

  /// A piece of at least so many bytes. What is asked for may be less than half of `pieceBytes`, or
  /// more than it: such a piece is freed when it comes back.
  public func take(_ bytes: Int) -> Piece {
    guard Self.isPooled(bytes) else { return Self.allocate(bytes) }
    return idle.withLock { $0.popLast() } ?? Self.allocate(Self.pieceBytes)
  }

  public func giveBack(_ pieces: some Sequence<Piece>) {
    idle.withLock { idle in
      for piece in pieces {
        if piece.byteCount == Self.pieceBytes && idle.count < idleMax {
          idle.append(piece)
        } else {
          piece.start.deallocate()
        }
      }
    }
  }

  private static func isPooled(_ bytes: Int) -> Bool {
    bytes > pieceBytes / 2 && bytes <= pieceBytes
  }

  private static func allocate(_ bytes: Int) -> Piece {
    Piece(start: .allocate(byteCount: bytes, alignment: 16), byteCount: bytes)
  }
}
