import JSON

/// Compares a row with `{"row": {…}}`: columns that are not listed are NULL, lineage is left out.
enum RowComparison {
  static func differences(
    _ row: UnsafeBufferPointer<Value>, _ serving: ServingContract, expected: JSONValue
  ) -> [String] {
    guard let cells = expected["row"]?.object else {
      return ["the expectation of an accepted example is {\"row\": {…}}"]
    }
    let columns = serving.table.columns
    var differences = cells.filter { cell in
      !columns.contains { $0.name.hasSameBytes(as: cell.name) }
    }
    .map { "column \($0.name): expected, but the table has no such column" }
    for (place, column) in columns.enumerated() {
      let actual = ValueText.json(of: row[place])
      let wanted = cells[column.name] ?? .null
      if actual != wanted {
        differences.append(
          "column \(column.name): expected \(text(wanted)), got \(text(actual)) (\(column.type))")
      }
    }
    return differences
  }

  private static func text(_ value: JSONValue) -> String {
    value.isNull ? "NULL" : JSONWriter.text(of: value)
  }
}
