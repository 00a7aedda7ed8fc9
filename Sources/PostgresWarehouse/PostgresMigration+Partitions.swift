import Contracts
import Warehouse

/// A table that is to be cut, or cut in another way.
extension PostgresMigration {
  mutating func change(_ cut: TableDifferences.Cut) {
    guard let column = shape.partitionColumn, let window = shape.window(on: today) else { return }
    switch cut {
    case .hasDefault(let partition):
      add(
        "Detaches the default partition; rows in it that are to stay are inserted again by hand.",
        ["\(alter) DETACH PARTITION \(partition.sql)"])
    case .otherwise: copyToPartitions(of: column)
    case .whole: cutWhole(by: column, below: window.upperBound)
    }
  }

  /// A table that is cut in another way is copied to one that is cut as the contract has it.
  private mutating func copyToPartitions(of column: String) {
    let before = beside("__before")
    let columns = facts.columns.filter { !$0.isGenerated }.map { name($0.name) }
      .joined(separator: ", ")
    let make = TablePlan(shape, part, at: location, facts: .missing, dialect: dialect).statements
    add(
      "The table is cut in another way. It is set aside and copied to one that is cut by "
        + "\(name(column)), with a partition for each of its rows; drop it when all is well.",
      ["\(alter) RENAME TO \(name(before.name))"] + make + [
        partitions(for: before, by: column),
        "INSERT INTO \(location.sql) (\(columns)) SELECT \(columns) FROM \(before.sql)",
      ], rewrites: true)
  }

  /// Named as the bus names them.
  private func partitions(for rows: TableLocation, by column: String) -> String {
    let zone = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
    let every = shape.partitioning?.every.rawValue ?? ""
    let local = cutsByDays ? name(column) : "\(name(column)) \(zone)"
    let ends = ["(first)", "(first + interval '1 \(every)')"].map {
      cutsByDays ? "\($0)::date" : "\($0) \(zone)"
    }
    return """
      DO $$ DECLARE first timestamp; BEGIN FOR first IN SELECT DISTINCT date_trunc('\(every)', \
      \(local)) FROM \(rows.sql) LOOP EXECUTE format('CREATE TABLE IF NOT EXISTS %I.%I \
      PARTITION OF \(location.sql) FOR VALUES FROM (%L) TO (%L)', \
      \(SQLText.literal(location.schema ?? "")), \(SQLText.literal(location.name + "__p")) || \
      to_char(first, 'YYYYMMDD'), \(ends[0]), \(ends[1])); END LOOP; END $$
      """
  }

  private var cutsByDays: Bool {
    shape.partitionPlace.map { shape.columns[$0].type == .date } ?? false
  }

  /// The table as it is becomes the first partition, for all that lies before an end to come: no row
  /// is moved.
  private mutating func cutWhole(by column: String, below day: Int) {
    let before = beside("__before")
    let end = SQLText.literal(
      cutsByDays
        ? VietnamDay.text(of: day)
        : ValueText.of(.timestamptz(microseconds: VietnamDay.start(of: day))))
    let check = "trucd_before"
    add(
      "Makes sure that each row lies before \(VietnamDay.text(of: day)), so that attaching need not "
        + "look.",
      [
        """
        \(alter) ADD CONSTRAINT \(check) CHECK (\(name(column)) IS NOT NULL AND \(name(column)) < \
        \(end)) NOT VALID
        """, "\(alter) VALIDATE CONSTRAINT \(check)",
      ], rewrites: true)
    add(
      "Cuts the table: what it holds becomes its first partition, whole, with the days before "
        + "\(VietnamDay.text(of: day)). Retention drops it once all of it is past its time.",
      [
        "BEGIN", "\(alter) RENAME TO \(name(before.name))",
        """
        CREATE TABLE \(location.sql) (LIKE \(before.sql) INCLUDING ALL EXCLUDING CONSTRAINTS) \
        PARTITION BY RANGE (\(name(column)))
        """,
        """
        ALTER TABLE \(location.sql) ATTACH PARTITION \(before.sql) \
        FOR VALUES FROM (MINVALUE) TO (\(end))
        """, "COMMIT", "ALTER TABLE \(before.sql) DROP CONSTRAINT \(check)",
      ])
  }
}
