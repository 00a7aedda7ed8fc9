extension DemoStream {
  /// Counts of vehicles by lane, every few minutes.
  static let trafficFlow = DemoStream(
    topic: "traffic.flow", contract: "traffic/flow.v1", schemaID: 7001, weight: 6,
    make: { world in
      let crossing = world.random.pick(DemoCity.crossings)
      let lane = String(world.random.number(in: 1...4))
      let id = "urn:ngsi-ld:TrafficFlowObserved:mau:\(crossing.id):\(lane)"
      let occupancy = world.random.number(in: 200...9800)
      var record: DemoRecord = [
        "id": .text(id), "type": "TrafficFlowObserved",
        "dateObserved": .text(world.now.withOffset),
        "dateObservedFrom": .text(world.now.adding(minutes: -5).withOffset),
        "dateObservedTo": .text(world.now.withOffset),
        "intensity": .literal(String(world.random.number(in: 0...420))),
        "occupancy": .literal(world.random.decimal(in: occupancy...occupancy, decimals: 4)),
        "averageVehicleSpeed": .literal(world.random.decimal(in: 4000...58000, decimals: 3)),
        "congested": .literal(occupancy > 8500 ? "true" : "false"), "laneId": .literal(lane),
        "laneDirection": .text(lane < "3" ? "forward" : "backward"),
        "vehicleType": .text(world.random.pick(["car", "motorcycle", "bus", "lorry"])),
        "name": .text(crossing.name),
        "location": .object([
          "type": "Point",
          "coordinates": [.literal(crossing.longitude), .literal(crossing.latitude)],
        ]),
      ]
      // The model's other attributes are not refused; they land in `_extra`.
      if world.random.chance(percent: 20) { record["dataProvider"] = "Đơn vị giao thông (mẫu)" }
      return DemoDraft(key: id, record: record)
    },
    mistakes: [
      DemoMistake(.missingField) { $0["intensity"] = nil },
      DemoMistake(.wrongType) { $0["congested"] = "false" },
      DemoMistake(.unknownCode) { $0["vehicleType"] = "xe máy" },
      DemoMistake(.numberAsText) { $0["intensity"] = "187" },
      DemoMistake(.badDate) { $0["dateObserved"] = "2026-06-31T07:30:00+07:00" },
      DemoMistake(.nulCharacter, .quarantined(.normalise)) { record in
        record.changeText(of: "name") { $0 + "\0" }
      },
      DemoMistake(.decomposedText, .loaded) { record in
        record.changeText(of: "name", DemoDecomposition.decompose)
      },
    ])
}
