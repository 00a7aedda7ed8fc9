/// The record by which speed is measured: a flat message of a city's sensor, 16 properties in about
/// 273 bytes. The same number gives the same bytes.
public enum CityRecord {
  public static let topic = "city.sensor"
  public static let table = "city_sensor"

  public static func value(_ number: Int) -> [UInt8] {
    var random = Draw(number)
    let instant =
      "2026-11-\(two(random.below(30) + 1))T\(two(random.below(24))):\(two(random.below(60))):"
      + two(random.below(60)) + random.one(of: ["+07:00", "+07:00", "+07:00", ".250+07:00", "Z"])
    let device = String(1_000_000_000_000 + random.below(1_000_000_000_000)).dropFirst()
    let text = """
      {"station":"DN-\(String(1_000 + random.below(400)).dropFirst())","ts":"\(instant)",\
      "device":"\(device)",\
      "pm25":\(random.decimal(2..<180, decimals: 1)),\
      "pm10":\(random.decimal(5..<300, decimals: 1)),\
      "no2":\(random.below(3) == 0 ? "null" : random.decimal(1..<90, decimals: 2)),\
      "temp":\(random.decimal(17..<39, decimals: 1)),\
      "humidity":\(random.decimal(40..<99, decimals: 1)),\
      "wind_dir":\(random.below(360)),"aqi":\(random.below(295) + 5),\
      "status":"\(random.one(of: statuses))",\
      "district":"\(random.one(of: districts))",\
      "lat":\(random.decimal(15..<16, decimals: 6)),\
      "lon":\(random.decimal(108..<109, decimals: 6)),\
      "model":"\(random.one(of: ["PMS7003-rev4", "SDS011-outdoor", "SPS30-B"]))",\
      "fw":"\(random.below(3) + 1).\(random.below(30)).\(random.below(12))"}
      """
    return Array(text.utf8)
  }

  /// A record that the contract refuses: an index above its bound.
  public static func refused(_ number: Int) -> [UInt8] {
    let text = String(decoding: value(number), as: UTF8.self)
    let aqi = text.split(separator: "\"aqi\":")
    return Array("\(aqi[0])\"aqi\":99\(aqi[1])".utf8)
  }

  private static let statuses = ["ok", "ok", "ok", "ok", "degraded", "maintenance", "offline"]
  private static let districts = [
    "Hai Chau", "Thanh Khe", "Son Tra", "Ngu Hanh Son", "Lien Chieu", "Cam Le", "Hoa Vang",
  ]

  /// The contract's file: types, required, enumeration, patterns, bounds, a date-time, closed.
  public static func contract(topic: String = topic, table: String = table) -> String {
    """
    {"type": "object", "additionalProperties": false,
    "required": ["station", "ts", "device", "pm25", "aqi", "status"],
    "properties": {
      "station": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"},
      "ts": {"type": "string", "format": "date-time"},
      "device": {"type": "string", "pattern": "^[0-9]{12}$"},
      "pm25": {"type": "number", "minimum": 0, "maximum": 1000},
      "pm10": {"type": "number", "minimum": 0, "maximum": 2000},
      "no2": {"type": ["number", "null"], "minimum": 0, "maximum": 5000},
      "temp": {"type": "number", "minimum": -30, "maximum": 60},
      "humidity": {"type": "number", "minimum": 0, "maximum": 100},
      "wind_dir": {"type": "integer", "minimum": 0, "exclusiveMaximum": 360},
      "aqi": {"type": "integer", "minimum": 0, "maximum": 500},
      "status": {"type": "string", "enum": ["ok", "degraded", "maintenance", "offline"]},
      "district": {"type": "string", "minLength": 1, "maxLength": 40},
      "lat": {"type": "number", "minimum": -90, "maximum": 90},
      "lon": {"type": "number", "minimum": -180, "maximum": 180},
      "model": {"type": "string", "maxLength": 32},
      "fw": {"type": "string", "pattern": "^[0-9]+[.][0-9]+[.][0-9]+$"}},
    "x-trucd": {"topics": ["\(topic)"], "owner": "H17.12", "table": "\(table)"}}
    """
  }
}
