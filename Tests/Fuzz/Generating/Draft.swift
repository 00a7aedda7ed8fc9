/// A version of JSON Schema as the generator writes it.
public enum Draft: String, CaseIterable, Sendable {
  case draft4 = "4"
  case draft6 = "6"
  case draft7 = "7"
  case draft2019 = "2019-09"
  case draft2020 = "2020-12"

  var uri: String {
    switch self {
    case .draft4: "http://json-schema.org/draft-04/schema#"
    case .draft6: "http://json-schema.org/draft-06/schema#"
    case .draft7: "http://json-schema.org/draft-07/schema#"
    case .draft2019: "https://json-schema.org/draft/2019-09/schema"
    case .draft2020: "https://json-schema.org/draft/2020-12/schema"
    }
  }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  func isAtLeast(_ other: Draft) -> Bool { order >= other.order }

  var definitions: String { isAtLeast(.draft2019) ? "$defs" : "definitions" }

  var identifier: String { self == .draft4 ? "id" : "$id" }
}
