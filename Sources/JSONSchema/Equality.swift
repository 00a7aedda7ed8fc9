import JSON

/// Equality as JSON Schema has it (core, section 4.2.2): numbers by exact value, strings by code
/// points, objects without order.
enum Equality {
  static func holds(_ left: Instance, _ a: Int, _ right: Instance, _ b: Int) -> Bool {
    switch (left.kind(a), right.kind(b)) {
    case (.null, .null), (.true, .true), (.false, .false): true
    case (.number, .number): numbersAreEqual(left, a, right, b)
    case (.string, .string), (.key, .string), (.string, .key), (.key, .key):
      textsAreEqual(left, a, right, b)
    case (.array, .array): arraysAreEqual(left, a, right, b)
    case (.object, .object): objectsAreEqual(left, a, right, b)
    default: false
    }
  }

  private static func numbersAreEqual(
    _ left: Instance, _ a: Int, _ right: Instance, _ b: Int
  ) -> Bool {
    if let x = left.shortDecimal(a), let y = right.shortDecimal(b) {
      return !(x < y) && !(y < x)
    }
    return left.exactDecimal(a) == right.exactDecimal(b)
  }

  private static func textsAreEqual(
    _ left: Instance, _ a: Int, _ right: Instance, _ b: Int
  ) -> Bool {
    left.withText(a) { x in
      right.withText(b) { y in x.count == y.count && x.elementsEqual(y) }
    }
  }

  private static func arraysAreEqual(
    _ left: Instance, _ a: Int, _ right: Instance, _ b: Int
  ) -> Bool {
    guard left.count(a) == right.count(b) else { return false }
    var (x, y) = (left.firstChild(a), right.firstChild(b))
    let end = left.end(a)
    while x < end {
      guard holds(left, x, right, y) else { return false }
      x = left.end(x)
      y = right.end(y)
    }
    return true
  }

  /// Names are unique in both, so equal counts and every left member found suffice. Most objects
  /// have their members in one order; others are looked up.
  private static func objectsAreEqual(
    _ left: Instance, _ a: Int, _ right: Instance, _ b: Int
  ) -> Bool {
    guard left.count(a) == right.count(b) else { return false }
    var name = left.firstChild(a)
    var neighbour = right.firstChild(b)
    let end = left.end(a)
    var members: MemberFinder?
    while name < end {
      var other: Int? = neighbour
      if !textsAreEqual(left, name, right, neighbour) {
        members = members ?? MemberFinder(of: b, in: right)
        other = members?.name(equalTo: name, in: left)
      }
      guard let other, holds(left, left.value(ofName: name), right, right.value(ofName: other))
      else { return false }
      name = left.end(name)
      neighbour = right.end(neighbour)
    }
    return true
  }

  /// Finds members by their names: one after another where there are few, else by hash, so that
  /// hostile input costs no square of their number.
  private struct MemberFinder {
    private static let walkedMax = 32

    private let instance: Instance
    private let object: Int
    private var namesByHash: [Int: [Int]] = [:]

    init(of object: Int, in instance: Instance) {
      self.instance = instance
      self.object = object
      guard instance.count(object) > Self.walkedMax else { return }
      namesByHash.reserveCapacity(instance.count(object))
      var children = Children(of: object, in: instance)
      while let child = children.next() {
        namesByHash[hash(instance, child.node), default: []].append(child.node)
      }
    }

    func name(equalTo name: Int, in other: Instance) -> Int? {
      guard namesByHash.isEmpty else {
        return namesByHash[hash(other, name)]?.first { textsAreEqual(other, name, instance, $0) }
      }
      var children = Children(of: object, in: instance)
      while let child = children.next() {
        if textsAreEqual(other, name, instance, child.node) { return child.node }
      }
      return nil
    }
  }

  // MARK: - Hashes

  /// Equal values have equal hashes; seeded for each process.
  static func hash(_ instance: Instance, _ at: Int) -> Int {
    var hasher = Hasher()
    combine(instance, at, into: &hasher)
    return hasher.finalize()
  }

  private static func combine(_ instance: Instance, _ at: Int, into hasher: inout Hasher) {
    switch instance.kind(at) {
    case .null: hasher.combine(0)
    case .false: hasher.combine(1)
    case .true: hasher.combine(2)
    case .number: hasher.combine(instance.exactDecimal(at))
    case .string, .key:
      instance.withText(at) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    case .array: combineItems(instance, at, into: &hasher)
    case .object: combineMembers(instance, at, into: &hasher)
    }
  }

  private static func combineItems(_ instance: Instance, _ at: Int, into hasher: inout Hasher) {
    hasher.combine(instance.count(at))
    var item = instance.firstChild(at)
    while item < instance.end(at) {
      combine(instance, item, into: &hasher)
      item = instance.end(item)
    }
  }

  /// A sum, for the order of members does not count.
  private static func combineMembers(_ instance: Instance, _ at: Int, into hasher: inout Hasher) {
    var sum = instance.count(at)
    var name = instance.firstChild(at)
    while name < instance.end(at) {
      var member = Hasher()
      combine(instance, name, into: &member)
      combine(instance, instance.value(ofName: name), into: &member)
      sum &+= member.finalize()
      name = instance.end(name)
    }
    hasher.combine(sum)
  }
}
