import Warehouse

/// `trucd.contract`: the versions that served.
extension PostgresAdministration {
  public func record(_ contracts: [ServedContract]) throws(WarehouseError) {
    for contract in contracts {
      let statement = Statement(
        """
        INSERT INTO trucd.contract (contract, name, version, hash, text) \
        VALUES ($1, $2, $3, $4, convert_from($5, 'UTF8')) ON CONFLICT (contract) \
        DO UPDATE SET last_served_at = excluded.last_served_at \
        WHERE trucd.contract.hash = excluded.hash
        """,
        [
          .integer(contract.contract), .text(contract.name), .text(contract.version),
          .bytes(contract.hash), .bytes(contract.text),
        ])
      guard try ask(statement, table: "trucd.contract").affected == 1 else {
        throw WarehouseError(
          .unfit,
          "contract \(contract.name) \(contract.version) has the key \(contract.contract) of "
            + "another one; change its text, a description will do", table: "trucd.contract")
      }
    }
  }

  public func firstServed() throws(WarehouseError) -> [Int64: Int64] {
    let query = Statement(
      "SELECT contract, floor(extract(epoch FROM first_served_at))::bigint FROM trucd.contract")
    return try ask(query, table: "trucd.contract").rows.reduce(into: [:]) { times, row in
      guard let contract: Int64 = row.integer(0) else { return }
      times[contract] = row.integer(1)
    }
  }

  public func lastServed() throws(WarehouseError) -> [ServedContract] {
    let query = Statement(
      """
      SELECT DISTINCT ON (name) contract, name, version, encode(hash, 'hex'), text \
      FROM trucd.contract ORDER BY name, last_served_at DESC, first_served_at DESC
      """)
    return try ask(query, table: "trucd.contract").rows.compactMap { ServedContract(row: $0) }
  }
}
