import Pipeline

/// A growing run of rows in network order, as COPY's binary format wants them, in pieces of memory.
/// No row lies in two of them. The first pieces are small: a lane has two such buffers for each
/// table, and a batch often but a few rows of one.
final class CopyBuffer {
  /// The first piece, which stays when the contents are removed; each further one is this many times
  /// as large, up to that of the pool.
  static let firstBytes = 4 << 10
  private static let growth = 8

  /// A piece and what of it is used.
  private struct Part {
    var piece: Piece
    /// The bytes in the parts before.
    var start: Int
  }

  private let pool: PiecePool
  private var parts: [Part] = []
  /// Where the next row goes, and the end of its piece.
  private var cursor: UnsafeMutableRawPointer
  private var end: UnsafeMutableRawPointer
  /// The bytes up to `cursor` are `closed` and those of the last part.
  private var closed = 0
  private var base: UnsafeMutableRawPointer

  init(pool: PiecePool = PiecePool()) {
    self.pool = pool
    let first = pool.take(Self.firstBytes)
    parts = [Part(piece: first, start: 0)]
    (base, cursor, end) = (first.start, first.start, first.start + first.byteCount)
  }

  deinit { pool.giveBack(parts.map(\.piece)) }

  var count: Int { closed + (cursor - base) }

  /// Bytes of memory that are held.
  var capacity: Int { parts.reduce(0) { $0 + $1.piece.byteCount } }

  func removeAll() {
    let rest = parts[1...].map(\.piece)
    if !rest.isEmpty { pool.giveBack(rest) }
    parts.removeSubrange(1...)
    closed = 0
    open(parts[0].piece)
  }

  /// The bytes of a range, piece by piece; valid until the next append.
  subscript(range: Range<Int>) -> [UnsafeRawBufferPointer] {
    parts.indices.compactMap { index in
      let part = parts[index]
      let partEnd = index + 1 < parts.count ? parts[index + 1].start : count
      let shared = range.clamped(to: part.start..<partEnd)
      if shared.isEmpty { return nil }
      return UnsafeRawBufferPointer(
        start: part.piece.start + (shared.lowerBound - part.start), count: shared.count)
    }
  }

  /// Appends what `write` writes, at most `bytesMax`, in one piece. The room is made once, so that
  /// the writer need not look at each field.
  @inline(__always)
  func append(bytesMax: Int, _ write: (inout FieldWriter) -> Void) {
    if end - cursor < bytesMax { grow(by: bytesMax) }
    var writer = FieldWriter(cursor: cursor)
    write(&writer)
    cursor = writer.cursor
  }

  @inline(never)
  private func grow(by bytes: Int) {
    closed = count
    let larger = (parts.last?.piece.byteCount ?? 0) * Self.growth
    let piece = pool.take(max(min(larger, PiecePool.pieceBytes), bytes))
    parts.append(Part(piece: piece, start: closed))
    open(piece)
  }

  private func open(_ piece: Piece) {
    (base, cursor, end) = (piece.start, piece.start, piece.start + piece.byteCount)
  }
}
