import JSON

/// Takes the captured cells from a recorded document.
struct CellReader {
  let instance: Instance
  let scratch: TextScratch

  func fill(_ workspace: Workspace, _ captures: CapturePlan) {
    workspace.prepareCells(captures.entries.count)
    for (position, entry) in captures.entries.enumerated() {
      workspace.setCell(position, cell(entry, Int32(position), workspace))
    }
    workspace.memory.pointee.gatherMembers()
  }

  private func cell(
    _ entry: CapturePlan.Entry, _ position: Int32, _ workspace: Workspace
  ) -> Cell {
    var at = 0
    for name in entry.path {
      guard instance.kind(at) == .object, let member = instance.member(name, of: at) else {
        return .absent
      }
      at = member
    }
    if let excluded = entry.excluded, instance.kind(at) == .object {
      listMembers(at, excluded, position, workspace)
      return Cell(kind: .members)
    }
    return value(at, isInstant: entry.isInstant)
  }

  func value(_ at: Int, isInstant: Bool) -> Cell {
    let node = instance.nodes[at]
    var cell = Cell(kind: .null, offset: node.offset, length: node.length)
    switch node.kind {
    case .null: cell.kind = .null
    case .false: cell.kind = .false
    case .true: cell.kind = .true
    case .array: cell.kind = .array
    case .object: cell.kind = .object
    case .number:
      cell.kind = .number
      if node.isExact {
        cell.flags = Cell.exactFlag
        cell.scale = node.scale
        cell.bits = node.bits
      }
    case .string, .key:
      cell.kind = .string
      if node.flags.contains(.hasEscapes) { cell.flags |= Cell.escapesFlag }
      if node.flags.contains(.hasNonASCII) { cell.flags |= Cell.nonASCIIFlag }
      if isInstant, let instant = DateTimeFormat.microseconds(instance.text(at, in: scratch)) {
        cell.flags |= Cell.instantFlag
        cell.bits = instant
      }
    }
    return cell
  }

  private func listMembers(
    _ at: Int, _ excluded: [[UInt8]], _ cell: Int32, _ workspace: Workspace
  ) {
    var name = instance.firstChild(at)
    let end = instance.end(at)
    while name < end {
      let value = instance.nodes[instance.value(ofName: name)]
      let text = instance.text(name, in: scratch)
      if !excluded.contains(where: { text.elementsEqual($0) }) {
        let start = instance.nodes[name].offset - 1
        let quotes: UInt32 = value.kind == .string ? 1 : 0
        workspace.appendMember(
          Span(offset: start, length: value.offset + value.length + quotes - start), of: cell)
      }
      name = instance.end(name)
    }
  }
}
