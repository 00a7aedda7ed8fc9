import CScan

/// Finds an object's repeated keys, in linear time whatever the keys are.
///
/// Objects nest: ``open()`` and ``close()`` bracket the keys of one. A small object remembers one bit
/// of each hash, and only where that bit is taken are its few keys compared. Beyond
/// ``listedKeysMax`` they go to a hash table that all open objects share. The hash is seeded at
/// random, so that nobody can choose keys that collide.
struct KeySet {
  /// Below this a walk through the list costs less than the table.
  private static let listedKeysMax = 24
  /// One pair for the process: asking the system for each workspace costs more than a document.
  private static let processSeeds: (UInt64, UInt64) = {
    var random = SystemRandomNumberGenerator()
    return (random.next(), random.next() | 1)
  }()

  private struct Key {
    let hash: UInt64
    /// In the document, or nil for a key whose text is in `unescaped`.
    let document: BytePointer?
    let unescapedPlace: UInt32
    let length: UInt32
  }

  /// One open object.
  private struct Scope {
    let firstKey: Int
    let firstUnescapedByte: Int
    /// A bit for each hash of a listed key, by the hash's top six bits.
    var takenBits: UInt64 = 0
    let serial: UInt32
    var isTabled = false
  }

  /// A place of the table; taken while its scope belongs to the document at hand.
  private struct Slot {
    var scope: UInt32
    var key: UInt32
  }

  private let seeds: (UInt64, UInt64)
  private var keys = GrowableBuffer<Key>(capacity: 64)
  private var scopes = GrowableBuffer<Scope>(capacity: 32)
  private var unescaped = GrowableBuffer<UInt8>(capacity: 256)
  private var slots = GrowableBuffer<Slot>(capacity: 256)
  private var slotsTaken = 0
  /// Serials below this belong to documents that are done with.
  private var firstLiveSerial: UInt32 = 1
  private var nextSerial: UInt32 = 1

  init() {
    seeds = Self.processSeeds
    clearTable()
  }

  func free() {
    keys.free()
    scopes.free()
    unescaped.free()
    slots.free()
  }

  /// Forgets all keys; its memory stays.
  mutating func reset() {
    keys.count = 0
    scopes.count = 0
    unescaped.count = 0
    slotsTaken = 0
    if nextSerial > UInt32.max / 2 {
      clearTable()
      nextSerial = 1
    }
    firstLiveSerial = nextSerial
  }

  var openCount: Int { scopes.count }

  mutating func open() {
    scopes.append(
      Scope(firstKey: keys.count, firstUnescapedByte: unescaped.count, serial: nextSerial))
    nextSerial &+= 1
  }

  mutating func close() {
    scopes.count -= 1
    let scope = scopes.base[scopes.count]
    keys.count = scope.firstKey
    unescaped.count = scope.firstUnescapedByte
  }

  /// Closes what has been opened since `openCount` had this value.
  mutating func close(to count: Int) {
    while scopes.count > count { close() }
  }

  /// Adds a key to the innermost open object; false when the object has it already.
  @inline(__always)
  mutating func insert(_ start: BytePointer, _ length: Int, _ flags: TextFlags) -> Bool {
    let key =
      flags.contains(.hasEscapes)
      ? unescapedKey(start, length)
      : Key(
        hash: hash(start, length), document: start, unescapedPlace: 0,
        length: UInt32(truncatingIfNeeded: length))
    let scope = scopes.base + (scopes.count &- 1)
    let bit: UInt64 = 1 &<< (key.hash &>> 58)
    if scope.pointee.isTabled || scope.pointee.takenBits & bit != 0
      || keys.count &- scope.pointee.firstKey >= Self.listedKeysMax
    {
      return insertAmongMany(key)
    }
    scope.pointee.takenBits |= bit
    keys.append(key)
    return true
  }

  private mutating func insertAmongMany(_ key: Key) -> Bool {
    let scope = scopes.base + (scopes.count - 1)
    if scope.pointee.isTabled { return insertIntoTable(key, scope.pointee) }
    for place in scope.pointee.firstKey..<keys.count where isEqual(keys.base[place], key) {
      return false
    }
    scope.pointee.takenBits |= 1 &<< (key.hash &>> 58)
    keys.append(key)
    if keys.count - scope.pointee.firstKey > Self.listedKeysMax {
      makeRoom()
      scope.pointee.isTabled = true
      for place in scope.pointee.firstKey..<keys.count { take(place, scope.pointee.serial) }
    }
    return true
  }

  // MARK: Keys

  private mutating func unescapedKey(_ start: BytePointer, _ length: Int) -> Key {
    let place = unescaped.count
    // Hashing reads whole words, hence the eight bytes of slack.
    unescaped.reserve(place + length + 8)
    let output = unescaped.base + place
    let decoded = StringDecoding.decode(
      UnsafeBufferPointer(start: start, count: length), into: output)
    unescaped.count += decoded
    return Key(
      hash: hash(output, decoded), document: nil,
      unescapedPlace: UInt32(truncatingIfNeeded: place),
      length: UInt32(truncatingIfNeeded: decoded))
  }

  private func isEqual(_ left: Key, _ right: Key) -> Bool {
    guard left.hash == right.hash && left.length == right.length else { return false }
    let (a, b) = (pointer(left), pointer(right))
    return (0..<Int(left.length)).allSatisfy { a[$0] == b[$0] }
  }

  private func pointer(_ key: Key) -> BytePointer {
    key.document ?? BytePointer(unescaped.base + Int(key.unescapedPlace))
  }

  @inline(__always)
  private func hash(_ start: BytePointer, _ length: Int) -> UInt64 {
    var state = seeds.0 ^ UInt64(truncatingIfNeeded: length)
    var p = start
    var rest = length
    while rest > 8 {
      state = fold(state ^ cscan_load8(p), seeds.1)
      p += 8
      rest &-= 8
    }
    let last = rest == 0 ? 0 : cscan_load8(p) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* rest)
    return fold(state ^ last, seeds.1 ^ 0x9e37_79b9_7f4a_7c14)
  }

  @inline(__always)
  private func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  // MARK: The table

  private mutating func insertIntoTable(_ key: Key, _ scope: Scope) -> Bool {
    makeRoom()
    var slot = firstSlot(key.hash, scope.serial)
    while slots.base[slot].scope >= firstLiveSerial {
      let taken = slots.base[slot]
      if taken.scope == scope.serial && isEqual(keys.base[Int(taken.key)], key) { return false }
      slot = (slot + 1) & (slots.capacity - 1)
    }
    keys.append(key)
    fill(slot, keys.count - 1, scope.serial)
    return true
  }

  private mutating func take(_ key: Int, _ serial: UInt32) {
    var slot = firstSlot(keys.base[key].hash, serial)
    while slots.base[slot].scope >= firstLiveSerial { slot = (slot + 1) & (slots.capacity - 1) }
    fill(slot, key, serial)
  }

  private mutating func fill(_ slot: Int, _ key: Int, _ serial: UInt32) {
    slots.base[slot] = Slot(scope: serial, key: UInt32(truncatingIfNeeded: key))
    slotsTaken += 1
  }

  private func firstSlot(_ hash: UInt64, _ serial: UInt32) -> Int {
    let mixed = hash ^ (UInt64(serial) &* 0x9e37_79b9_7f4a_7c15)
    return Int(truncatingIfNeeded: mixed ^ mixed >> 32) & (slots.capacity - 1)
  }

  /// Keeps half of the table free, the keys of one more small object counted. Keys of closed objects
  /// still stand in it: most of the time dropping those is enough, else it doubles.
  private mutating func makeRoom() {
    let needed = Self.listedKeysMax + 1
    guard (slotsTaken + needed) * 2 > slots.capacity else { return }
    if (keys.count + needed) * 4 > slots.capacity { slots.reserve(slots.capacity * 2) }
    clearTable()
    for place in 0..<scopes.count where scopes.base[place].isTabled {
      let end = place + 1 < scopes.count ? scopes.base[place + 1].firstKey : keys.count
      for key in scopes.base[place].firstKey..<end { take(key, scopes.base[place].serial) }
    }
  }

  private mutating func clearTable() {
    slots.base.initialize(repeating: Slot(scope: 0, key: 0), count: slots.capacity)
    slotsTaken = 0
  }
}
