import Testing

@testable import PostgresWarehouse

@Suite("Numbers as PostgreSQL's numeric")
struct NumericFieldTests {
  private static func bytes(_ write: (inout FieldWriter) -> Void) -> [UInt8] {
    let buffer = CopyBuffer()
    buffer.append(bytesMax: 4 * FieldWriter.fixedFieldBytesMax, write)
    return buffer[0..<buffer.count].flatMap(Array.init)
  }

  /// `coefficient` × 10^−`scale` as it is written.
  private static func text(_ coefficient: Int64, _ scale: Int) -> [UInt8] {
    let digits = String(coefficient.magnitude)
    let filled = String(repeating: "0", count: max(scale + 1 - digits.count, 0)) + digits
    let sign = coefficient < 0 ? "-" : ""
    let fraction = scale == 0 ? "" : "." + filled.suffix(scale)
    return Array((sign + filled.dropLast(scale) + fraction).utf8)
  }

  @Test("The ways by a word, by groups and by digits write the same bytes")
  func ways() {
    var coefficients: [Int64] = [0, 1, -1, 9, 9_999, 10_000, -10_000, 10_001, .max, .min]
    var power: Int64 = 1
    for _ in 0..<18 {
      power *= 10
      coefficients += [power - 1, power, power + 1, -power, 12_345 % power]
    }
    for number in 1...2_000 as ClosedRange<Int64> {
      coefficients.append(number &* 0x1E37_79B9_7F4A_7C15 >> (number % 60))
    }
    for coefficient in coefficients {
      for scale in 0...18 {
        let short = Self.bytes {
          NumericField.append(coefficient: coefficient, scale: scale, to: &$0)
        }
        let digits = Self.text(coefficient, scale)
        let long = digits.withUnsafeBufferPointer { digits in
          Self.bytes { NumericField.append(digits, to: &$0) }
        }
        #expect(short == long, "\(coefficient) with \(scale) decimals")
      }
    }
  }
}
