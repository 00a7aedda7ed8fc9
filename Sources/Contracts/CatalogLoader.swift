import JSON

extension ContractCatalog {
  /// Reads a whole folder (contracts.md, section 9). A broken file harms no other: its last good
  /// version serves on, or where there is none it is left out.
  ///
  /// - Parameters:
  ///   - files: All files of the folder; those that do not count are left aside.
  ///   - previous: The catalogue in force; its contracts are good.
  ///   - served: The last served version of each contract, for a start without `previous`.
  ///   - refused: Contracts, by id, that the caller found unfit (their table cannot take them).
  public static func load(
    _ files: [ContractFile], keeping previous: ContractCatalog = .empty,
    served: [ServedText] = [], refused: [Int64: ContractProblem] = [:]
  ) -> ContractCatalog {
    var loader = CatalogLoader(
      folder: ContractFolder.read(files), previous: previous, served: served, refused: refused)
    loader.readAll()
    loader.settleConflicts()
    loader.findLines(in: files)
    return loader.catalog()
  }
}

/// One evaluation of a folder.
private struct CatalogLoader {
  private struct Entry {
    let name: String
    var contract: Contract?
    var state: ContractCatalog.State
    /// Served before as it is: in a conflict the other one is at fault.
    var isEstablished: Bool
  }

  let folder: ContractFolder
  let previous: ContractCatalog
  let served: [ServedText]
  let refused: [Int64: ContractProblem]
  private var entries: [Entry] = []
  private var problems: [ContractProblem]

  init(
    folder: ContractFolder, previous: ContractCatalog, served: [ServedText],
    refused: [Int64: ContractProblem]
  ) {
    self.folder = folder
    self.previous = previous
    self.served = served
    self.refused = refused
    problems = folder.problems
  }

  mutating func readAll() {
    for path in folder.contractPaths {
      let name = ContractName(path: path)?.text ?? path
      do throws(ContractError) {
        let contract = try ContractReader.read(path, in: folder)
        entries.append(
          Entry(
            name: name, contract: contract, state: .serving, isEstablished: isEstablished(contract))
        )
      } catch {
        problems += error.problems
        entries.append(lastGood(of: name))
      }
    }
    for path in folder.brokenContractPaths {
      entries.append(lastGood(of: String(path.dropLast(ContractFolder.schemaSuffix.count))))
    }
    replaceRefused()
  }

  /// Where a table cannot take a new contract and an established one, the new one is at fault.
  private mutating func replaceRefused() {
    let found = entries.indices.filter { place in
      entries[place].contract.map { refused[$0.id] != nil } ?? false
    }
    let blamed = Set(
      found.filter { !entries[$0].isEstablished }.compactMap { table(of: entries[$0]) })
    for place in found {
      guard let contract = entries[place].contract, let problem = refused[contract.id],
        !entries[place].isEstablished || !blamed.contains(ExactString(contract.table))
      else { continue }
      problems.append(problem)
      replace(place)
    }
  }

  private func table(of entry: Entry) -> ExactString? {
    entry.contract.map { ExactString($0.table) }
  }

  /// Replaces contracts that conflict until none is left. Each round moves at least one contract
  /// from new to last good, or from last good to left out, so it ends.
  mutating func settleConflicts() {
    while true {
      var losers: Set<Int> = []
      for (one, other) in pairs {
        guard let mine = entries[one].contract, let theirs = entries[other].contract else {
          continue
        }
        let isMineAtFault = !entries[one].isEstablished || entries[other].isEstablished
        let isTheirsAtFault = !entries[other].isEstablished || entries[one].isEstablished
        let conflicts = TableUnion.conflicts(mine, theirs)
        guard !conflicts.isEmpty else { continue }
        if isMineAtFault {
          problems += conflicts
          losers.insert(one)
        }
        if isTheirsAtFault {
          problems += TableUnion.conflicts(theirs, mine)
          losers.insert(other)
        }
      }
      if losers.isEmpty { return }
      for place in losers { replace(place) }
    }
  }

  mutating func findLines(in files: [ContractFile]) {
    problems = problems.withoutRepetitions.map { problem in
      guard problem.line == nil, !problem.pointer.isEmpty,
        let file = files.first(where: { $0.path.hasSameBytes(as: problem.file) })
      else { return problem }
      var found = problem
      found.line = LineFinder.line(of: problem.pointer, in: file.bytes)
      return found
    }
  }

  func catalog() -> ContractCatalog {
    let contracts = entries.compactMap(\.contract)
    return ContractCatalog(
      contracts: contracts.filter { $0.status != .draft },
      drafts: contracts.filter { $0.status == .draft },
      problems: problems.sorted { $0.file.bytesPrecede($1.file) },
      states: entries.map { ($0.name, $0.state) }.sorted { $0.0.bytesPrecede($1.0) })
  }

  /// Every two entries that could conflict; drafts conflict with nobody.
  private var pairs: [(Int, Int)] {
    let live = entries.indices.filter { entries[$0].contract.map { $0.status != .draft } ?? false }
    return live.enumerated().flatMap { place, one in live.dropFirst(place + 1).map { (one, $0) } }
  }

  private mutating func replace(_ place: Int) {
    let isLastGood = entries[place].state == .servingLastGood
    let failed = entries[place].contract?.id
    var entry = lastGood(of: entries[place].name)
    if isLastGood || entry.contract?.id == failed {
      entry.contract = nil
      entry.state = .leftOut
    }
    entries[place] = entry
  }

  private func isEstablished(_ contract: Contract) -> Bool {
    if let old = previous.contract(named: contract.name) { return old.contract.id == contract.id }
    return servedText(contract.name).map { Digest.key($0) == contract.id } ?? false
  }

  /// The version that serves where the file of this name is broken.
  private func lastGood(of name: String) -> Entry {
    let good =
      previous.contract(named: name)?.contract
      ?? servedText(name).flatMap { try? ContractReader.read(bundle: $0) }
    return Entry(
      name: name, contract: good, state: good == nil ? .leftOut : .servingLastGood,
      isEstablished: true)
  }

  private func servedText(_ name: String) -> [UInt8]? {
    served.last { $0.name.hasSameBytes(as: name) }?.text
  }
}

extension ContractFolder {
  /// Files that are contracts, or mean to be: outside the shared folders, with a name of the form or
  /// with the root form of `x-trucd`.
  var contractPaths: [String] {
    documents.values.filter { document in
      guard !ContractName.isShared(document.path) else { return false }
      return ContractName(path: document.path) != nil
        || document.json["x-trucd"]?["topics"] != nil || document.json["x-trucd"]?["table"] != nil
    }.map(\.path).sorted { $0.bytesPrecede($1) }
  }

  /// Contracts whose file is no JSON at all.
  var brokenContractPaths: [String] {
    brokenPaths.map(\.text).filter { !ContractName.isShared($0) && ContractName(path: $0) != nil }
      .sorted { $0.bytesPrecede($1) }
  }
}
