import JSON

/// Where a record says which agency it comes from (contracts.md, section 7).
public enum AgencyRule: Sendable, Hashable {
  /// A property of the record: the names from the root.
  case property(path: [String])
  /// A header of the Kafka record.
  case header(String)
}

extension Contract {
  private static let agencyBytesMax = 100

  /// The agency that answers for a record: what the record says where the contract tells how, else
  /// the owner. Meant for rejected records: it reads the whole body.
  ///
  /// - Parameters:
  ///   - body: The record's JSON text, which need not be acceptable; nil where there is none.
  ///   - header: The last value of a header by its exact name.
  public func agency(
    of body: UnsafeBufferPointer<UInt8>?, limits: ReaderLimits = ReaderLimits(),
    header: (String) -> UnsafeBufferPointer<UInt8>?
  ) -> String? {
    let said: String?
    switch agency {
    case nil: said = nil
    case .header(let name): said = header(name).flatMap { String(validating: $0, as: UTF8.self) }
    case .property(let path):
      let json = body.flatMap { try? JSONReader.parse($0, limits: limits) }
      said = path.reduce(json) { $0?[$1] }?.string
    }
    guard let said, !said.isEmpty, said.utf8.count <= Self.agencyBytesMax,
      !said.hasControlCharacters
    else { return owner }
    return said
  }
}
