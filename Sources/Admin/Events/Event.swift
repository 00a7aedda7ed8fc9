import Pipeline

/// Something that happened, said once: the log line and the counter both come from it.
///
/// Each event is made by a function of its own in the file of its component
/// (`DaemonEvents`, `ConsumerEvents`, `PartitionEvents`, `ContractEvents`, `WarehouseEvents`) and
/// nowhere else, so that these files are the list of all that the daemon can say. A record's
/// payload, a password or personal data is never part of one.
public struct Event: Sendable {
  public enum Level: Int, Sendable, Comparable, CaseIterable {
    case debug, info, warning
    /// Somebody must act.
    case error

    public var name: String {
      switch self {
      case .debug: "debug"
      case .info: "info"
      case .warning: "warning"
      case .error: "error"
      }
    }

    /// The level of this name, as the configuration writes it.
    public init?(name: String) {
      guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = level
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// How often an event is logged. It is counted each time.
  public enum Pace: Sendable {
    case always
    /// The first at once, the next ones seldom, told apart by the event's subject.
    case onceThenSeldom
  }

  /// A field for machines: journal and JSON carry it, text for people does not.
  public struct Field: Sendable, Hashable {
    /// Lower-case letters and `_`.
    public var name: String
    public var value: String

    public init(_ name: String, _ value: some CustomStringConvertible) {
      self.name = name
      self.value = value.description
    }
  }

  /// Past tense, `partition_stopped`: the label of the counter and the field of the log line.
  public var name: String
  public var level: Level
  /// A sentence that tells a person what happened to which thing and, where something is to be
  /// done, what. It stands without the fields.
  public var message: String
  public var fields: [Field]
  public var pace: Pace
  /// What the event is about where it can be about several things.
  public var subject: String
  /// The event that is over with this one, for the same subject: its next one is news again.
  public var ends: String?

  init(
    _ name: String, _ level: Level, _ message: String, _ fields: [Field] = [],
    pace: Pace = .always, subject: String = "", ends: String? = nil
  ) {
    self.name = name
    self.level = level
    self.message = message
    self.fields = fields
    self.pace = pace
    self.subject = subject
    self.ends = ends
  }

  /// An event about one partition.
  static func about(
    _ at: TopicPartition, _ name: String, _ level: Level, _ message: String,
    _ fields: [Field] = [], pace: Pace = .always, ends: String? = nil
  ) -> Event {
    Event(
      name, level, "\(at): \(message)",
      [Field("topic", at.topic), Field("partition", at.partition)] + fields,
      pace: pace, subject: at.description, ends: ends)
  }
}
