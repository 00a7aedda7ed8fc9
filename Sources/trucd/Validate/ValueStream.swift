import Glibc
import JSON

/// Cuts what a descriptor gives into JSON values, in memory that the longest value bounds.
final class ValueStream {
  enum Form {
    /// One value after another, white space between them free.
    case values
    /// Every line is a value, an empty one too.
    case lines
  }

  /// The bytes cannot be read.
  struct Failure: Error {
    var number: Int32
  }

  /// The bytes of one value, ``JSON/Scan/padding`` readable bytes after them; valid until the next
  /// one. Of a value longer than the limit only the first `bytesMax` + 1 are here.
  struct Piece {
    var bytes: UnsafeBufferPointer<UInt8>
    /// Of the first byte, in the whole input.
    var offset: Int64
  }

  private let descriptor: Int32
  private let form: Form
  private let bytesMax: Int
  private let portion: Int
  /// Called before a read that may have to wait.
  private let beforeWaiting: () -> Void

  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// What is in `storage` and not yet given away: `next..<filled`.
  private var next = 0
  private var filled = 0
  /// Bytes and line breaks of the input before `storage`.
  private var offsetBefore: Int64 = 0
  private var linesBefore: Int64 = 0

  /// `portion` is how many bytes one read may bring.
  init(
    _ descriptor: Int32, _ form: Form, bytesMax: Int, portion: Int = 1 << 18,
    beforeWaiting: @escaping () -> Void = {}
  ) {
    self.portion = portion
    capacity = portion * 2
    self.descriptor = descriptor
    self.form = form
    self.bytesMax = bytesMax
    self.beforeWaiting = beforeWaiting
    storage = .allocate(capacity: capacity + Scan.padding)
    storage.initialize(repeating: 0, count: capacity + Scan.padding)
  }

  deinit { storage.deallocate() }

  /// The next value; nil at the end of the input.
  func nextPiece() throws(Failure) -> Piece? {
    switch form {
    case .values: try nextValue()
    case .lines: try nextLine()
    }
  }

  /// The line, from 1, of a byte of the piece that was given last, or of a later one that has been
  /// read.
  func line(of offset: Int64) -> Int64 {
    let bytes = UnsafeBufferPointer(start: storage, count: Int(offset - offsetBefore))
    return 1 + linesBefore + Self.lineBreaks(bytes)
  }

  private func nextValue() throws(Failure) -> Piece? {
    while true {
      while next < filled, Self.isSpace(storage[next]) { next += 1 }
      if next < filled { break }
      if try !fill() { return nil }
    }
    var boundary = ValueBoundary()
    var searched = 0
    while true {
      let found = boundary.end(storage + next + searched, UnsafePointer(storage + filled))
      if let found { return take(found - (UnsafePointer(storage) + next), skipping: 0) }
      searched = filled - next
      if searched > bytesMax { return take(bytesMax + 1, skipping: 0) }
      if try !fill() { return take(searched, skipping: 0) }
    }
  }

  private func nextLine() throws(Failure) -> Piece? {
    var searched = 0
    while true {
      if let end = lineBreak(from: next + searched) { return take(end - next, skipping: 1) }
      searched = filled - next
      if searched > bytesMax { break }
      if try !fill() { return searched == 0 ? nil : take(searched, skipping: 0) }
    }
    return try takeLongLine()
  }

  /// The beginning of a line that is too long; the rest of the line is passed over.
  private func takeLongLine() throws(Failure) -> Piece {
    let beginning = Array(UnsafeBufferPointer(start: storage + next, count: bytesMax + 1))
    let offset = offsetBefore + Int64(next)
    while true {
      if let end = lineBreak(from: next) {
        next = end + 1
        break
      }
      next = filled
      if try !fill() { break }
    }
    longLine.assign(beginning)
    return Piece(bytes: longLine.bytes, offset: offset)
  }

  private let longLine = PaddedBytes()

  private func lineBreak(from place: Int) -> Int? {
    memchr(storage + place, 0x0a, filled - place).map {
      $0.assumingMemoryBound(to: UInt8.self) - storage
    }
  }

  private func take(_ count: Int, skipping: Int) -> Piece {
    let piece = Piece(
      bytes: UnsafeBufferPointer(start: storage + next, count: count),
      offset: offsetBefore + Int64(next))
    next += count + skipping
    return piece
  }

  /// Reads more behind what is there; false at the end of the input.
  private func fill() throws(Failure) -> Bool {
    makeRoom()
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if poll(&waiting, 1, 0) == 0 { beforeWaiting() }
    while true {
      let count = read(descriptor, storage + filled, portion)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Failure(number: errno) }
      filled += count
      return count > 0
    }
  }

  /// Drops what was given away, and grows where one value fills all.
  private func makeRoom() {
    if next > 0 {
      linesBefore += Self.lineBreaks(UnsafeBufferPointer(start: storage, count: next))
      offsetBefore += Int64(next)
      memmove(storage, storage + next, filled - next)
      filled -= next
      next = 0
    }
    guard capacity - filled < portion else { return }
    let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Scan.padding)
    grown.initialize(repeating: 0, count: capacity * 2 + Scan.padding)
    grown.update(from: storage, count: filled)
    storage.deallocate()
    storage = grown
    capacity *= 2
  }

  private static func lineBreaks(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
    bytes.reduce(0) { $0 &+ ($1 == 0x0a ? 1 : 0) }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }
}
