/// A record before its mistakes and its envelope.
struct DemoDraft {
  var key: String
  var record: DemoRecord
}

/// One topic: how its records are made, and which mistakes they can hold.
struct DemoStream: Sendable {
  var topic: String
  /// The contract's name, as CloudEvents `dataschema` gives it.
  var contract: String
  /// The id in Confluent's frame, where the contract lists one.
  var schemaID: UInt32? = nil
  /// How many tickets the topic has in the lottery for the next event.
  var weight: Int
  var make: @Sendable (inout DemoWorld) -> DemoDraft
  var mistakes: [DemoMistake]
}

/// What the made-up city looks like at the moment: its clock and what happened so far.
struct DemoWorld: Sendable {
  private static let dossiersMax = 200

  var random: DemoRandom
  /// Starts at 2026-06-01T07:00:00+07:00.
  private(set) var now = DemoInstant(milliseconds: 1_780_272_000_000)
  /// How many events there were.
  private(set) var sequence = 0
  private var dossiers: [String] = []

  init(random: DemoRandom) {
    self.random = random
  }

  mutating func advance() {
    sequence += 1
    now.milliseconds += Int64(random.number(in: 200...4000))
  }

  mutating func remember(dossier: String) {
    if dossiers.count == Self.dossiersMax { dossiers.removeFirst() }
    dossiers.append(dossier)
  }

  /// A dossier that was announced before; nil in the first moments.
  mutating func someDossier() -> String? {
    dossiers.isEmpty ? nil : random.pick(dossiers)
  }
}

/// Agencies, stations and places, all made up ("mẫu": sample).
enum DemoCity {
  static let agencies: [(code: String, name: String)] = [
    ("H17.12", "Đơn vị môi trường (mẫu)"), ("H17.21", "Đơn vị một cửa (mẫu)"),
    ("H17.31", "Đơn vị thống kê (mẫu)"), ("H17.41", "Đơn vị giao thông (mẫu)"),
    ("H17.51", "Đơn vị văn thư (mẫu)"), ("000.00.61.H17", "Đơn vị mã cũ (mẫu)"),
  ]
  static let stations = [
    "DN_MAU_TRAM01", "DN_MAU_TRAM02", "DN_MAU_TRAM03", "DN_CANGMAU_TRAM01", "DN_KCNMAU_TRAM01",
  ]
  static let procedures: [(code: String, name: String)] = [
    ("1.000001", "Đăng ký khai sinh (mẫu)"), ("1.000002", "Cấp giấy phép xây dựng (mẫu)"),
    ("2.000003", "Đăng ký hộ kinh doanh (mẫu)"),
    ("2.000004.000.00.21.H17", "Xác nhận tình trạng nhà ở (mẫu)"),
  ]
  static let departments = [
    "Bộ phận một cửa (mẫu)", "Phòng Quản lý đô thị (mẫu)", "Phòng Tư pháp (mẫu)",
  ]
  static let crossings: [(id: String, name: String, longitude: String, latitude: String)] = [
    ("cau-mau", "Cầu Mẫu, hướng biển", "108.2270", "16.0610"),
    ("nga-tu-mau", "Ngã tư Mẫu", "108.2140", "16.0680"),
    ("ham-mau", "Hầm chui Mẫu", "108.2030", "16.0660"),
  ]
  static let indicators: [(code: String, name: String, unit: String)] = [
    ("MAU.01", "Tỷ trọng kinh tế số trong GRDP (mẫu)", "%"),
    ("MAU.02", "Doanh thu công nghiệp công nghệ số (mẫu)", "tỷ đồng"),
    ("MAU.03", "Doanh nghiệp công nghệ số trên 1.000 dân (mẫu)", "doanh nghiệp"),
  ]
  /// The whole city, and wards by their codes since 2025-07-01.
  static let areas = ["48", "20194", "20197"]
}
