extension DemoStream {
  /// Dossiers of the one-stop system, in the spellings that are really in use: status as a text or
  /// a number, times in three forms.
  static let dossier = DemoStream(
    topic: "dvc.dossier", contract: "dvc/dossier.v1", weight: 3,
    make: { world in
      let code = dossierCode(&world)
      world.remember(dossier: code)
      let procedure = world.random.pick(DemoCity.procedures)
      let due = world.now.adding(minutes: 1440 * world.random.number(in: 1...20))
      let status = world.random.number(in: 1...10)
      let finished = status >= 9 ? spelling(of: world.now, &world.random) : ""
      var record: DemoRecord = [
        "MaHoSo": .text(code), "MaTTHC": .text(procedure.code), "TenTTHC": .text(procedure.name),
        "ChuHoSo": "Người Nộp Mẫu", "LoaiDoiTuong": world.random.pick([.literal("1"), "1", "2"]),
        "MaDoiTuong": "000000000000",
        "NgayTiepNhan": .text(spelling(of: world.now, &world.random)),
        "NgayHenTra": .text(spelling(of: due, &world.random)),
        "TrangThaiHoSo": number(status, &world.random),
        "HinhThuc": world.random.pick([.literal("null"), "2", .literal("2"), .literal("1")]),
        "NgayKetThucXuLy": .text(finished), "NgayTra": .text(status == 10 ? finished : ""),
        "DonViXuLy": .text(world.random.pick(DemoCity.departments)),
      ]
      if world.random.chance(percent: 40) { record["DanhSachLePhi"] = fees(&world.random) }
      record["isUpdating"] = .text(world.random.pick(["True", "False"]))
      return DemoDraft(key: code, record: record)
    },
    mistakes: [
      DemoMistake(.missingField) { $0["MaTTHC"] = nil },
      DemoMistake(.wrongType) { $0["TenTTHC"] = .literal("12") },
      DemoMistake(.unknownCode) { $0["TrangThaiHoSo"] = "11" },
      DemoMistake(.numberAsText) {
        $0["DanhSachLePhi"] = [.object(["TenPhiLePhi": "Lệ phí (mẫu)", "Gia": "75.000"])]
      },
      DemoMistake(.unknownField) { $0["SoDienThoai"] = "0000000000" },
      DemoMistake(.badDate, .quarantined(.normalise)) { $0["NgayTiepNhan"] = "20260231083000" },
      DemoMistake(.nulCharacter, .quarantined(.normalise)) { record in
        record.changeText(of: "TenTTHC") { $0 + "\0" }
      },
      DemoMistake(.decomposedText, .loaded) { record in
        record.changeText(of: "TenTTHC", DemoDecomposition.decompose)
      },
    ])

  /// Steps in the processing of dossiers that were announced before.
  static let dossierProgress = DemoStream(
    topic: "dvc.dossier-progress", contract: "dvc/dossier-progress.v1", weight: 3,
    make: { world in
      let code = world.someDossier() ?? dossierCode(&world)
      let record: DemoRecord = [
        "MaHoSo": .text(code), "NguoiXuLy": "Cán Bộ Mẫu",
        "ThoiDiemXuLy": .text(spelling(of: world.now, &world.random)),
        "PhongBanXuLy": .text(world.random.pick(DemoCity.departments)),
        "NoiDungXuLy": "Chuyển bước tiếp theo",
        "TrangThai": number(world.random.number(in: 2...10), &world.random),
      ]
      return DemoDraft(key: code, record: record)
    },
    mistakes: [
      DemoMistake(.missingField) { $0["ThoiDiemXuLy"] = nil },
      DemoMistake(.wrongType) { $0["TrangThai"] = .literal("true") },
      DemoMistake(.unknownCode) { $0["TrangThai"] = "Đang xử lý" },
      DemoMistake(.unknownField) { $0["GhiChu"] = "mẫu" },
      DemoMistake(.badDate, .quarantined(.normalise)) {
        $0["ThoiDiemXuLy"] = "2026-06-10 25:00:00"
      },
      DemoMistake(.nulCharacter, .quarantined(.normalise)) { record in
        record.changeText(of: "PhongBanXuLy") { $0 + "\0" }
      },
      DemoMistake(.decomposedText, .loaded) { record in
        record.changeText(of: "PhongBanXuLy", DemoDecomposition.decompose)
      },
    ])

  private static func dossierCode(_ world: inout DemoWorld) -> String {
    let digits = String(world.sequence)
    let serial = { (width: Int) in
      String(repeating: "0", count: max(0, width - digits.count)) + digits.suffix(width)
    }
    return world.random.chance(percent: 50)
      ? "000.00.21.H17-\(world.now.shortDay)-\(serial(4))"
      : "H17.21-20\(world.now.shortDay)-\(serial(7))"
  }

  private static func spelling(of instant: DemoInstant, _ random: inout DemoRandom) -> String {
    random.pick([instant.compact, instant.spaced, instant.withoutOffset])
  }

  private static func number(_ value: Int, _ random: inout DemoRandom) -> DemoJSON {
    random.chance(percent: 50) ? .literal(String(value)) : .text(String(value))
  }

  private static func fees(_ random: inout DemoRandom) -> DemoJSON {
    [
      .object([
        "TenPhiLePhi": "Lệ phí (mẫu)", "MaPhiLePhi": "LP-MAU",
        "Gia": .literal(String(random.number(in: 1...40) * 5000)),
      ])
    ]
  }
}
