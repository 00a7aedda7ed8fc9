extension DemoStream {
  /// Figures of the e-reporting system, as JSON numbers or in Vietnamese notation.
  static let indicatorValue = DemoStream(
    topic: "report.indicator-value", contract: "report/indicator-value.v1", weight: 2,
    make: { world in
      let indicator = world.random.pick(DemoCity.indicators)
      let agency = world.random.pick(DemoCity.agencies)
      let vietnamese = world.random.chance(percent: 30)
      var record: DemoRecord = [
        "indicatorCode": .text(indicator.code), "indicatorName": .text(indicator.name),
        "reportingAgency": .text(agency.code),
        "reportKind": .text(world.random.pick(["định kỳ", "định kỳ", "chuyên đề", "đột xuất"])),
        "periodStart": vietnamese ? "01/01/2026" : "2026-01-01",
        "periodEnd": vietnamese ? "31/03/2026" : "2026-03-31",
        "areaCode": .text(world.random.pick(DemoCity.areas)), "boundaryVersion": "2025-07-01",
        "value": value(vietnamese: vietnamese, &world.random), "unit": .text(indicator.unit),
        "figureStatus": .text(world.random.pick(["ước tính", "sơ bộ", "chính thức"])),
        "reportedAt": .text(world.now.withOffset),
      ]
      if world.random.chance(percent: 4) {
        record["value"] = .literal("null")
        record["missingReason"] = "Chưa hết hạn tổng hợp"
      }
      return DemoDraft(key: "\(agency.code)|\(indicator.code)", record: record)
    },
    mistakes: [
      DemoMistake(.missingField) { $0["boundaryVersion"] = nil },
      DemoMistake(.wrongType) { $0["areaCode"] = .literal("20194") },
      DemoMistake(.unknownCode) { $0["reportKind"] = "hằng tháng" },
      DemoMistake(.numberAsText) { $0["value"] = "21.37" },
      DemoMistake(.badDate, .quarantined(.normalise)) { $0["periodEnd"] = "31/02/2026" },
      DemoMistake(.nulCharacter, .quarantined(.normalise)) { record in
        record.changeText(of: "indicatorName") { $0 + "\0" }
      },
      DemoMistake(.decomposedCode) { record in
        record.changeText(of: "reportKind", DemoDecomposition.decompose)
      },
      DemoMistake(.decomposedText, .loaded) { record in
        record.changeText(of: "indicatorName", DemoDecomposition.decompose)
      },
    ])

  private static func value(vietnamese: Bool, _ random: inout DemoRandom) -> DemoJSON {
    guard vietnamese else { return .literal(random.decimal(in: 100...9_999_999, decimals: 2)) }
    let (thousands, units) = (random.number(in: 1...999), random.number(in: 100...999))
    return .text("\(thousands).\(units),\(random.number(in: 10...99))")
  }
}
