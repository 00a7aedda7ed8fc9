import JSON
import Testing

@Suite struct ExactDecimalTests {
  private func number(_ text: String) throws -> JSONNumber {
    try #require(JSONNumber(text), "\(text)")
  }

  @Test(arguments: [
    ("0", "-0"), ("0", "0e99999999999999999999"), ("1", "1.0"), ("10", "1e1"), ("100e-2", "1"),
    ("12345678901234567890", "1.2345678901234567890e19"), ("1e400", "10e399"), ("-0.5", "-5E-1"),
  ])
  func equalsByValue(_ a: String, _ b: String) throws {
    #expect(try number(a) == number(b))
    #expect(try number(a).hashValue == number(b).hashValue)
    #expect(try !(number(a) < number(b)) && !(number(b) < number(a)))
  }

  @Test(arguments: [
    ("-1", "0"), ("0", "1e-400"), ("1e399", "1e400"), ("-1e400", "-1e399"), ("-1e400", "1e-400"),
    ("9007199254740992", "9007199254740993"), ("12345678901234567890", "12345678901234567891"),
    ("0.1", "0.10000000000000000000000000000000001"), ("999999999999999999", "1e18"),
    ("1e999999998", "1e999999999"), ("-1e999999999999999", "1e-999999999999999"), ("1.5", "15"),
    ("123456789012345678", "1234567890123456789"),
  ])
  func ordersByValue(_ small: String, _ large: String) throws {
    #expect(try number(small) < number(large))
    #expect(try !(number(large) < number(small)))
    #expect(try number(small) != number(large))
  }

  @Test(arguments: [
    "", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "1 ", "NaN", "1e9999999999999999999",
  ])
  func refuses(_ text: String) { #expect(JSONNumber(text) == nil) }

  @Test(arguments: [
    ("10", "5", true), ("10", "3", false), ("0.0075", "0.0001", true), ("0.00751", "0.0001", false),
    ("19.99", "0.01", true), ("1e308", "0.123456789", false), ("1e999999999", "3", false),
    ("3e999999999", "3", true), ("1e999999999", "0.5", true), ("1e-999999999", "1", false),
    ("0", "7", true), ("-9", "4.5", true), ("4.5", "9", false), ("5", "0", false),
    ("36893488147419103232", "18446744073709551616", true),
    ("36893488147419103233", "18446744073709551616", false),
    ("1e30", "931322574615478515625", true), ("1e29", "931322574615478515625", false),
    ("1e1000000", "1220703125", true), ("123456789012345678901234567890", "1", true),
  ])
  func multiples(_ dividend: String, _ divisor: String, _ isMultiple: Bool) throws {
    #expect(try number(dividend).isMultiple(of: number(divisor)) == isMultiple)
  }

  /// A long number costs no more than its digits, whatever divides it.
  @Test func multiplesOfLongNumbersTakeLinearTime() throws {
    let divisor = try number("1234567890123456789012345")
    let digits = String(repeating: "1234567890123456789012345", count: 8_000)
    let spent = try processorTime { () throws -> Void in
      #expect(try number(digits).isMultiple(of: divisor))
      #expect(try !number(digits + "1").isMultiple(of: divisor))
      #expect(try number(digits + "0000").isMultiple(of: divisor))
    }
    #expect(spent < .seconds(30))
  }

  @Test(arguments: [
    ("0", "0"), ("-0.0", "0"), ("1.50", "1.5"), ("1e3", "1000"), ("-12e-1", "-1.2"),
    ("5e-3", "0.005"),
    ("100", "100"), ("12345678901234567890.10", "12345678901234567890.1"),
  ])
  func writesPlainly(_ text: String, _ plain: String) throws {
    #expect(try number(text).plainNotation() == plain)
  }

  @Test func plainNotationIsBounded() throws {
    #expect(try number("1e999").plainNotation()?.utf8.count == 1000)
    #expect(try number("1e1000").plainNotation() == nil)
    #expect(try number("1e-999").plainNotation()?.utf8.count == 1001)
    #expect(try number("1e-1000").plainNotation() == nil)
    #expect(try number("1e999999999").plainNotation() == nil)
  }

  @Test(
    arguments: [
      ("9223372036854775807", Int64.max), ("-9223372036854775808", .min),
      ("9223372036854775808", nil),
      ("-9223372036854775809", nil), ("1.0", 1), ("1.5", nil), ("1e18", 1_000_000_000_000_000_000),
      ("1e19", nil), ("0e50", 0), ("99999999999999999999", nil),
    ] as [(String, Int64?)])
  func integers(_ text: String, _ integer: Int64?) throws {
    #expect(try number(text).int64 == integer)
  }

  @Test func agreesWithWideIntegers() throws {
    var random = SeededGenerator(7)
    for _ in 0..<5000 {
      let (a, b) = (Sample(&random), Sample(&random))
      let (x, y) = (try number(a.text), try number(b.text))
      #expect((x < y) == (a.scaled < b.scaled), "\(a.text) \(b.text)")
      #expect((x == y) == (a.scaled == b.scaled), "\(a.text) \(b.text)")
      if b.scaled != 0 {
        #expect(x.isMultiple(of: y) == (a.scaled % b.scaled == 0), "\(a.text) \(b.text)")
      }
      #expect(try number(try #require(x.plainNotation())) == x)
    }
  }

  /// A number of at most 20 digits, as text and as an integer of 10^-10.
  private struct Sample {
    let text: String
    let scaled: Int128

    init(_ random: inout SeededGenerator) {
      let bits = Int64.random(in: 0...60, using: &random)
      let coefficient = Int64.random(in: -(1 << bits)...(1 << bits), using: &random)
      let exponent = Int.random(in: -10...10, using: &random)
      text = "\(coefficient)e\(exponent)"
      scaled = (0..<(exponent + 10)).reduce(Int128(coefficient)) { value, _ in value * 10 }
    }
  }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
