import Warehouse

/// `trucd_contract`: the versions that served.
extension SQLiteAdministration {
  public func record(_ contracts: [ServedContract]) throws(WarehouseError) {
    for contract in contracts {
      let isOurs = try write(table: OwnTables.contract) { () throws(SQLiteFault) in
        try database.run(
          """
          INSERT INTO trucd_contract (contract, name, version, hash, text, last_served_at) \
          VALUES (?, ?, ?, ?, ?, ?) \
          ON CONFLICT (contract) DO UPDATE SET last_served_at = excluded.last_served_at \
          WHERE trucd_contract.hash = excluded.hash
          """,
          [
            .integer(contract.contract), .text(contract.name), .text(contract.version),
            .blob(contract.hash), .text(String(decoding: contract.text, as: UTF8.self)),
            .text(ValueText.now()),
          ])
        return database.changes == 1
      }
      guard isOurs else {
        throw WarehouseError(
          .unfit,
          "contract \(contract.name) \(contract.version) has the key \(contract.contract) of "
            + "another one; change its text, a description will do", table: OwnTables.contract)
      }
    }
  }

  public func firstServed() throws(WarehouseError) -> [Int64: Int64] {
    try rows(
      "SELECT contract, CAST(strftime('%s', first_served_at) AS INTEGER) FROM trucd_contract",
      of: OwnTables.contract
    ).reduce(into: [:]) { times, row in
      guard let contract: Int64 = row.integer(0) else { return }
      times[contract] = row.integer(1)
    }
  }

  public func lastServed() throws(WarehouseError) -> [ServedContract] {
    try rows(
      """
      SELECT contract, name, version, hex(hash), text FROM (SELECT *, row_number() OVER \
      (PARTITION BY name ORDER BY last_served_at DESC, first_served_at DESC, rowid DESC) AS place \
      FROM trucd_contract) WHERE place = 1 ORDER BY name
      """, of: OwnTables.contract
    ).compactMap { ServedContract(row: $0) }
  }
}
