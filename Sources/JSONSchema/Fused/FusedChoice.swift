import JSON

/// A value whose `anyOf` or `oneOf` has one branch at most that can hold: which one, the value's type
/// tells, or one member of an object. Each way is a value of its own, with the branch merged in.
struct FusedChoice: BitwiseCopyable {
  /// No branch takes values of the type.
  static let none: Int32 = -1

  /// Indices of values.
  var null = none
  var boolean = none
  var number = none
  var string = none
  var array = none
  var object = none
  /// Tells objects apart where set.
  var discriminator: UnsafePointer<FusedDiscriminator>?
}

/// A required member whose value decides which branch can hold.
struct FusedDiscriminator: BitwiseCopyable {
  struct Number: BitwiseCopyable {
    let value: ExactPair
    let way: Int32
  }

  /// Without escapes; readable for eight bytes past its end.
  let name: BytePointer
  let nameLength: Int
  let strings: NameIndex
  /// Indices of values, parallel to ``strings``.
  let waysOfStrings: UnsafePointer<Int32>
  let numbers: UnsafePointer<Number>
  let numberCount: Int
  let wayOfNull: Int32
  let wayOfFalse: Int32
  let wayOfTrue: Int32
}

extension FusedDiscriminator {
  init(_ name: [UInt8], _ ways: [(literal: FusedLiteral, way: Int32)], _ arena: Arena) {
    var strings: [([UInt8], Int32)] = []
    var numbers: [Number] = []
    var others: [FusedLiteral: Int32] = [:]
    for (literal, way) in ways {
      switch literal {
      case .string(let bytes): strings.append((bytes, way))
      case .number(let value): numbers.append(Number(value: value, way: way))
      case .null, .false, .true: others[literal] = way
      }
    }
    self.name = arena.store(padded: name)
    nameLength = name.count
    self.strings = NameIndex(strings.map(\.0), in: arena)
    waysOfStrings = arena.store(strings.map(\.1))
    self.numbers = arena.store(numbers)
    numberCount = numbers.count
    wayOfNull = others[.null] ?? FusedChoice.none
    wayOfFalse = others[.false] ?? FusedChoice.none
    wayOfTrue = others[.true] ?? FusedChoice.none
  }
}

/// coefficient × 10^−scale without trailing zeros in the fraction: equal values are equal pairs.
struct ExactPair: BitwiseCopyable, Hashable {
  let coefficient: Int64
  let scale: UInt8

  init(_ coefficient: Int64, scale: Int) {
    var (coefficient, scale) = (coefficient, scale)
    while scale > 0, coefficient % 10 == 0 {
      coefficient /= 10
      scale -= 1
    }
    self.coefficient = coefficient
    self.scale = UInt8(truncatingIfNeeded: scale)
  }

  @inline(__always)
  init(_ token: NumberToken) { self.init(token.coefficient, scale: Int(token.scale)) }
}

extension FusedPass {
  /// Judges a value by the branch that can hold for it.
  mutating func choose(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    let choice = plan.pointee.choices + Int(value.pointee.choice)
    let way: Int32
    switch p[0] {
    case UInt8(ascii: "\""): way = choice.pointee.string
    case UInt8(ascii: "{"):
      if let discriminator = choice.pointee.discriminator {
        guard let told = self.way(discriminator, p) else { return nil }
        way = told
      } else {
        way = choice.pointee.object
      }
    case UInt8(ascii: "["): way = choice.pointee.array
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): way = choice.pointee.number
    case UInt8(ascii: "n"): way = choice.pointee.null
    default: way = choice.pointee.boolean
    }
    guard way != FusedChoice.none else { return refuse(skip(p, depth)) }
    return quickValue(plan.pointee.values + Int(way), p, depth)
  }

  /// The way that an object's discriminating member names; nil where its notation is beyond this
  /// look ahead. What is read here is judged and checked when the way is gone.
  private mutating func way(
    _ discriminator: UnsafePointer<FusedDiscriminator>, _ object: BytePointer
  ) -> Int32? {
    let name = UnsafeBufferPointer(
      start: discriminator.pointee.name, count: discriminator.pointee.nameLength)
    switch RawScan.member(name, of: object, end) {
    case .absent: return FusedChoice.none
    case .unsure: return nil
    case .value(let p): return way(discriminator, ofValue: p)
    }
  }

  private mutating func way(
    _ discriminator: UnsafePointer<FusedDiscriminator>, ofValue p: BytePointer
  ) -> Int32? {
    switch p[0] {
    case UInt8(ascii: "\""):
      guard let quote = RawScan.plainStringEnd(p + 1, end) else { return nil }
      let place = discriminator.pointee.strings.find(p + 1, quote - p - 1)
      return place < 0 ? FusedChoice.none : discriminator.pointee.waysOfStrings[place]
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      var token = NumberToken()
      guard Scan.number(p, end, digitsMax: document.numberDigitsMax, &token) != nil, token.isExact
      else { return nil }
      let value = ExactPair(token)
      for place in 0..<discriminator.pointee.numberCount
      where discriminator.pointee.numbers[place].value == value {
        return discriminator.pointee.numbers[place].way
      }
      return FusedChoice.none
    case UInt8(ascii: "n"): return discriminator.pointee.wayOfNull
    case UInt8(ascii: "f"): return discriminator.pointee.wayOfFalse
    case UInt8(ascii: "t"): return discriminator.pointee.wayOfTrue
    default: return FusedChoice.none
    }
  }
}
