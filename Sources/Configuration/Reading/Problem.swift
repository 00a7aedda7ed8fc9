/// One thing wrong with a configuration: where it stands, what it is, what is allowed.
public struct Problem: Sendable, Hashable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The file cannot be read.
    case unreadable
    /// The file is not TOML.
    case syntax
    case unknownSection, unknownKey, unknownVariable
    case wrongType, notAllowed, missing
    /// Two settings that exclude each other.
    case conflict
    /// A secret that cannot be read, or that others can read.
    case secret
  }

  public var code: Code
  /// Nil where the problem is that nothing was said.
  public var origin: Origin?
  public var message: String

  public init(_ code: Code, _ origin: Origin?, _ message: String) {
    self.code = code
    self.origin = origin
    self.message = message
  }

  /// `FILE:LINE:COLUMN: message`, as editors understand it.
  public var description: String { origin.map { "\($0): \(message)" } ?? message }

  /// The order of the file, then what has no place in it.
  static func precedes(_ a: Problem, _ b: Problem) -> Bool {
    switch (a.origin, b.origin) {
    case (.file(_, let a), .file(_, let b)): a < b
    case (.file, _): true
    case (.environment(let a), .environment(let b)): a < b
    case (.environment, nil): true
    default: false
    }
  }
}

/// All that is wrong with a configuration, at once.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  public var problems: [Problem]

  public init(_ problems: [Problem]) { self.problems = problems.sorted(by: Problem.precedes) }

  /// A line a problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
