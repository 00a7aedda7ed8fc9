/// Measurements of made-up stations in the shape of `env/air-quality.v1`, about 273 bytes each; the
/// same number gives the same bytes.
public enum AirQualityRecord {
  public static func value(_ number: Int) -> [UInt8] {
    var random = Draw(number)
    let station = "DN_KK\(two(random.below(40)))_T\(two(random.below(9)))"
    let instant =
      "2026-11-\(two(random.below(30) + 1))T\(two(random.below(24))):\(two(random.below(60))):00+07:00"
    return value(station, instant, &random)
  }

  /// Versions follow each other by the hour; one in sixteen comes an hour and a half early.
  public static func version(_ version: Int, ofStation station: Int) -> [UInt8] {
    var random = Draw(station &* 1_000 &+ version)
    let minutes = (version + 2) * 60 - (random.below(16) == 0 ? 90 : 0)
    let instant =
      "2026-11-\(two(UInt64(minutes / 1_440 % 28 + 1)))T\(two(UInt64(minutes / 60 % 24))):"
      + "\(two(UInt64(minutes % 60))):00+07:00"
    return value("DN_KK_\(station)", instant, &random)
  }

  private static func value(_ station: String, _ instant: String, _ random: inout Draw) -> [UInt8] {
    func decimal(_ bound: UInt64) -> String { "\(random.below(bound)).\(random.below(90) + 10)" }
    let text = """
      {"stationId":"\(station)","observedAt":"\(instant)",\
      "averagingMinutes":60,"status":"00",\
      "pm25":\(decimal(180)),"pm10":\(decimal(300)),"no2":\(decimal(90)),"so2":\(decimal(60)),\
      "o3":\(decimal(200)),"co":\(random.below(4)).\(random.below(900) + 100),\
      "temperature":\(random.below(20) + 18).\(random.below(9) + 1),\
      "humidity":\(random.below(60) + 39).\(random.below(9) + 1),\
      "agency":"H17.12"}
      """
    return Array(text.utf8)
  }
}
