/// The page of the documentation that keeps the table: the lines before and after the table are an
/// author's, the rows are written by `make faults RECORD=1`.
public struct FaultPage {
  public private(set) var lines: [String]

  public init(text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  public var text: String { lines.joined(separator: "\n") }

  static let head = "| Fault | What must hold | What is done | What was found | Command |"
  static let rule = "|---|---|---|---|---|"

  /// What a row says of a fault; nil where there is none.
  public func row(of fault: Fault) -> String? {
    lines.first { $0.hasPrefix(Self.beginning(fault)) }
  }

  /// Writes one fault's row: in place of its former one, else in the order of the table.
  public mutating func set(_ fault: Fault, found: String) {
    let row =
      "\(Self.beginning(fault)) \(Self.cell(fault.invariant)) | \(Self.cell(fault.injection)) "
      + "| \(Self.cell(found)) | `make faults ONLY=\(fault.name)` |"
    if let place = lines.firstIndex(where: { $0.hasPrefix(Self.beginning(fault)) }) {
      lines[place] = row
      return
    }
    lines.insert(row, at: placeOfNew(fault))
  }

  /// Takes out rows of faults that are no more.
  public mutating func keep(_ faults: [Fault]) {
    let beginnings = faults.map(Self.beginning)
    lines.removeAll { line in
      line.hasPrefix("| `") && !beginnings.contains { line.hasPrefix($0) }
    }
  }

  /// Behind the row of the nearest fault before it, or at the head of the table.
  private mutating func placeOfNew(_ fault: Fault) -> Int {
    let before = Fault.all.prefix { $0.name != fault.name }.map(Self.beginning)
    for beginning in before.reversed() {
      if let place = lines.lastIndex(where: { $0.hasPrefix(beginning) }) { return place + 1 }
    }
    if let place = lines.firstIndex(of: Self.rule) { return place + 1 }
    lines += [Self.head, Self.rule, ""]
    return lines.count - 1
  }

  private static func beginning(_ fault: Fault) -> String { "| `\(fault.name)` |" }

  /// One line, in which nothing ends the cell.
  private static func cell(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    return line.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
