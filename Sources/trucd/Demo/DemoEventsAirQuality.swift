extension DemoStream {
  /// Hourly measurements of automatic stations.
  static let airQuality = DemoStream(
    topic: "env.air-quality", contract: "env/air-quality.v1", weight: 6,
    make: { world in
      let station = world.random.pick(DemoCity.stations)
      var record: DemoRecord = [
        "stationId": .text(station), "observedAt": .text(world.now.withOffset),
        "averagingMinutes": .literal("60"),
      ]
      guard !world.random.chance(percent: 3) else {
        record["status"] = .text(world.random.pick(["01", "02"]))
        return DemoDraft(key: station, record: record)
      }
      record["status"] = "00"
      addValues(to: &record, &world.random)
      return DemoDraft(key: station, record: record)
    },
    mistakes: [
      DemoMistake(.missingField) { $0["observedAt"] = nil },
      DemoMistake(.wrongType) { $0["status"] = .literal("0") },
      DemoMistake(.unknownCode) { $0["status"] = "99" },
      DemoMistake(.numberAsText) { $0["pm25"] = "18,25" },
      DemoMistake(.unknownField) { $0["pm2.5"] = .literal("18.25") },
      DemoMistake(.badDate) { $0["observedAt"] = "2026-02-30T14:00:00+07:00" },
    ])

  private static func addValues(to record: inout DemoRecord, _ random: inout DemoRandom) {
    let dust = random.number(in: 400...6500)
    record["pm25"] = .literal(random.decimal(in: dust...(dust + 500), decimals: 2))
    record["pm10"] = .literal(random.decimal(in: (dust * 2)...(dust * 3), decimals: 2))
    record["no2"] = .literal(random.decimal(in: 500...9000, decimals: 2))
    record["so2"] = .literal(random.decimal(in: 100...4000, decimals: 2))
    record["o3"] = .literal(random.decimal(in: 1000...14000, decimals: 2))
    record["co"] =
      random.chance(percent: 5)
      ? .literal("null") : .literal(random.decimal(in: 150...4000, decimals: 3))
    record["temperature"] = .literal(random.decimal(in: 2400...3800, decimals: 2))
    record["humidity"] = .literal(random.decimal(in: 450...980, decimals: 1))
  }
}
