import FaultSuite

/// The command line of `faults`.
struct Arguments {
  private(set) var faults = Fault.all
  /// The page whose table is brought up to date.
  private(set) var recordFile: String?

  /// Nil where it is wrong. An empty value is as good as none.
  init?(_ words: ArraySlice<String>) {
    var rest = words
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { return nil }
      switch name {
      case "--only" where !value.isEmpty:
        let wanted = value.split(separator: ",")
        guard wanted.allSatisfy({ name in Fault.all.contains { $0.name == name } }) else {
          return nil
        }
        faults = Fault.all.filter { wanted.contains(Substring($0.name)) }
      case "--record" where !value.isEmpty: recordFile = value
      case "--only", "--record": break
      default: return nil
      }
    }
  }
}
