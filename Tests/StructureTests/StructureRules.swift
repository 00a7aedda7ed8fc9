/// The order of the house: who may import whom, and what no file may hold.
enum StructureRules {
  /// The arrows of the drawing: what each target may import of ours. A target that is not here
  /// may not exist.
  static let arrows: [String: Set<String>] = {
    let json: Set = ["JSON"]
    let schema = json.union(["JSONSchema", "ECMAPattern"])
    let pipeline = schema.union(["Contracts", "Pipeline"])
    let warehouse = pipeline.union(["Warehouse"])
    return [
      "JSON": [], "ECMAPattern": [], "JSONSchema": ["JSON", "ECMAPattern"],
      "Contracts": schema, "Pipeline": schema.union(["Contracts"]),
      "Admin": pipeline, "Kafka": pipeline, "Configuration": pipeline, "Warehouse": pipeline,
      "PostgresWarehouse": warehouse, "SQLiteWarehouse": warehouse,
      "trucd": warehouse.union([
        "Admin", "Kafka", "Configuration", "PostgresWarehouse", "SQLiteWarehouse",
      ]),
    ]
  }()

  /// Each C library's one importer. CScan, our own code, has two; CGNU is glibc's variadic calls.
  static let libraries: [String: Set<String>] = [
    "CScan": ["JSON", "JSONSchema"], "CPCRE2": ["ECMAPattern"], "CIDN2": ["JSONSchema"],
    "CICU": ["Contracts"], "CCrypto": ["Contracts"], "CRDKafka": ["Kafka"],
    "CPostgres": ["PostgresWarehouse"], "CSQLite": ["SQLiteWarehouse"], "CTOML": ["Configuration"],
    "CMicroHTTPD": ["Admin"], "CSystemd": ["Admin"], "CGNU": ["trucd"],
  ]

  /// Below the line: values in, values out.
  static let pure: Set = ["JSON", "ECMAPattern", "JSONSchema", "Contracts", "Pipeline"]

  /// Modules of the toolchain. Glibc below the line is for memory functions alone.
  static let systemModules: Set = ["Glibc", "Synchronization", "Dispatch"]
  static let systemModulesOfPure: Set = ["Glibc", "Synchronization"]

  /// Functions and types that touch a clock, a file, a socket, a thread or the environment.
  static let impure: [String] = [
    "open", "fopen", "opendir", "stat", "fstat", "lstat", "mmap", "unlink", "socket", "connect",
    "bind", "listen", "recv", "getaddrinfo", "clock_gettime", "gettimeofday", "time", "sleep",
    "usleep", "nanosleep", "pthread_create", "fork", "getenv", "setenv",
    "ContinuousClock", "SuspendingClock", "DispatchQueue", "Thread",
    "Task", "withTaskGroup", "FileManager", "FileHandle", "Date", "URLSession",
  ]

  static let linesMax = 400

  static func violations(in files: [SourceFile]) -> [String] {
    files.flatMap { file in
      imports(of: file) + purity(of: file) + size(of: file) + habits(of: file)
    }
  }

  /// Imports against the arrows.
  static func imports(of file: SourceFile) -> [String] {
    guard let allowed = arrows[file.module] else {
      return ["\(file.path): the target \(file.module) is not in the drawing"]
    }
    let system = pure.contains(file.module) ? systemModulesOfPure : systemModules
    return file.imports.compactMap { entry in
      let isAllowed =
        libraries[entry.module]?.contains(file.module)
        ?? (allowed.contains(entry.module) || system.contains(entry.module))
      guard !isAllowed else { return nil }
      return "\(file.path):\(entry.line): \(file.module) may not import \(entry.module)"
    }
  }

  /// Calls below the line that reach outside. A function of the file's own hides one of Glibc's.
  static func purity(of file: SourceFile) -> [String] {
    guard pure.contains(file.module) else { return [] }
    let names = impure.filter { !file.text.contains("func \($0)(") }
    return file.code.flatMap { line in
      names.filter { isCalled($0, in: line.text) }
        .map { "\(file.path):\(line.number): \($0) has no place below the line" }
    }
  }

  static func size(of file: SourceFile) -> [String] {
    let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    return count > linesMax ? ["\(file.path): \(count) lines, more than \(linesMax)"] : []
  }

  /// What no library does, and what no finished file holds.
  static func habits(of file: SourceFile) -> [String] {
    var found: [String] = []
    for line in file.code where file.module != "trucd" {
      for name in ["print", "debugPrint", "fatalError"] where isCalled(name, in: line.text) {
        found.append("\(file.path):\(line.number): \(name) in a library")
      }
    }
    for (index, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      for word in ["TODO", "FIXME"] where line.contains(word) {
        found.append("\(file.path):\(index + 1): \(word)")
      }
    }
    return found
  }

  /// Whether `name` is called or made as a free name: not a member, not a declaration.
  static func isCalled(_ name: String, in line: Substring) -> Bool {
    let bytes = Array(line.utf8)
    let wanted = Array(name.utf8)
    guard bytes.count > wanted.count else { return false }
    for start in 0..<(bytes.count - wanted.count)
    where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
      let next = bytes[start + wanted.count]
      let isType = wanted[0] < 0x61
      guard next == UInt8(ascii: "(") || isType && (next == UInt8(ascii: ".") || next == 0x20)
      else {
        continue
      }
      let before = bytes[..<start]
      if let last = before.last, isName(last) || last == UInt8(ascii: ".") { continue }
      if String(decoding: before, as: UTF8.self).hasSuffix("func ") { continue }
      return true
    }
    return false
  }

  private static func isName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x5F
      || byte == 0x60 || byte >= 0x80
  }
}
