extension DemoStream {
  /// Headers of electronic documents between agencies.
  static let document = DemoStream(
    topic: "egov.document", contract: "egov/document.v1", weight: 2,
    make: { world in
      let id = "VB-MAU-\(world.sequence)"
      let sender = world.random.number(in: 0...(DemoCity.agencies.count - 1))
      let kind = world.random.pick([("QĐ-UBND", "Quyết định"), ("CV-VP", "Công văn")])
      let record: DemoRecord = [
        "DocumentId": .text(id), "Event": .text(world.random.pick(["sent", "received", "signed"])),
        "EventTime": .text(world.now.spaced),
        "Code": .object([
          "CodeNumber": .text(String(world.random.number(in: 1...2000))),
          "CodeNotation": .text(kind.0),
        ]),
        "From": organ(sender),
        "To": .array([organ(sender + 1), organ(sender + 2)]),
        "PromulgationInfo": .object([
          "Place": "Đà Nẵng",
          "PromulgationDate": .text(world.random.pick([world.now.day, world.now.vietnameseDay])),
        ]),
        "DocumentType": .object(["Type": .literal("3"), "TypeName": .text(kind.1)]),
        "Subject": .text("Về việc triển khai nhiệm vụ mẫu số \(world.random.number(in: 1...99))"),
        "SignerInfo": .object(["Position": "Giám đốc", "FullName": "Người Ký Mẫu"]),
        "OtherInfo": .object(pages(.literal(String(world.random.number(in: 1...30))))),
      ]
      return DemoDraft(key: id, record: record)
    },
    mistakes: [
      DemoMistake(.missingField) { $0["Subject"] = nil },
      DemoMistake(.wrongType) { $0["To"] = "H17.12" },
      DemoMistake(.unknownCode) { $0["From"] = .object(["OrganId": "so-mau"]) },
      DemoMistake(.numberAsText) { $0["OtherInfo"] = .object(pages("4")) },
      DemoMistake(.unknownField) { $0["DueDate"] = "2026-06-30" },
      DemoMistake(.badDate, .quarantined(.normalise)) {
        $0["PromulgationInfo"] = .object(["PromulgationDate": "31/06/2026"])
      },
      DemoMistake(.nulCharacter, .quarantined(.normalise)) { record in
        record.changeText(of: "Subject") { $0 + "\0" }
      },
      DemoMistake(.decomposedText, .loaded) { record in
        record.changeText(of: "Subject", DemoDecomposition.decompose)
      },
    ])

  private static func organ(_ index: Int) -> DemoJSON {
    let agency = DemoCity.agencies[index % DemoCity.agencies.count]
    return .object(["OrganId": .text(agency.code), "OrganName": .text(agency.name)])
  }

  private static func pages(_ amount: DemoJSON) -> DemoRecord {
    ["Priority": .literal("0"), "PageAmount": amount]
  }
}
