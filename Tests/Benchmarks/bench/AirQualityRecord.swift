/// Measurements of made-up stations in the shape of `env/air-quality.v1`, about 273 bytes each; the
/// same number gives the same bytes.
enum AirQualityRecord {
  static func value(_ number: Int) -> [UInt8] {
    var state = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func draw(_ bound: UInt64) -> UInt64 {
      state ^= state >> 30
      state &*= 0xBF58_476D_1CE4_E5B9
      state ^= state >> 27
      return state % bound
    }
    func decimal(_ bound: UInt64) -> String { "\(draw(bound)).\(draw(90) + 10)" }
    func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let text = """
      {"stationId":"DN_KK\(two(draw(40)))_T\(two(draw(9)))",\
      "observedAt":"2026-11-\(two(draw(30) + 1))T\(two(draw(24))):\(two(draw(60))):00+07:00",\
      "averagingMinutes":60,"status":"00",\
      "pm25":\(decimal(180)),"pm10":\(decimal(300)),"no2":\(decimal(90)),"so2":\(decimal(60)),\
      "o3":\(decimal(200)),"co":\(draw(4)).\(draw(900) + 100),\
      "temperature":\(draw(20) + 18).\(draw(9) + 1),"humidity":\(draw(60) + 39).\(draw(9) + 1),\
      "agency":"H17.12"}
      """
    return Array(text.utf8)
  }
}
