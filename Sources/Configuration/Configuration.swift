/// All that an operator may set, decoded and checked. Each property's initial value is the
/// option's default; ``Options`` says what is allowed.
public struct Configuration: Sendable, Equatable {
  public var kafka = Kafka()
  public var consumer = Consumer()
  public var contracts = Contracts()
  public var warehouse = Warehouse()
  public var admin = Admin()
  public var log = Log()
  public var shutdown = Shutdown()

  public init() {}

  public struct Kafka: Sendable, Equatable {
    /// librdkafka's properties in the order of the file, those that ``ConfigurationReader`` adds
    /// at the end. No name stands twice.
    public var properties: [KafkaProperty] = []
  }

  public struct Consumer: Sendable, Equatable {
    public enum Assignment: String, Sendable, CaseIterable {
      /// Kafka's consumer group shares the partitions out.
      case group
      /// This daemon reads the partitions of ``partitions`` and no others.
      case fixed
    }

    public var assignment = Assignment.group
    public var partitions: [FixedPartition] = []
    /// Names this daemon among those of its host; part of `group.instance.id`.
    public var instance = "trucd"
    /// Workers with a warehouse connection each.
    public var lanes = 2
    public var batchBytesMax = 8 << 20
    public var batchDelay = Duration.milliseconds(20)
    /// A larger payload is quarantined.
    public var recordBytesMax = 1 << 20
    /// A payload that nests deeper is quarantined.
    public var nestingDepthMax = 128
    /// How long a partition with records to read may stand still before an alarm.
    public var progressAlarm = Duration.seconds(60)
    /// How long the warehouse may stall before fetching is paused and the prefetch given up.
    public var stallPause = Duration.seconds(5)
    /// Whether a topic is paused when its share of refused records jumps.
    public var breaker = true
    /// Of fewer records of a topic the breaker concludes nothing.
    public var breakerRecordsMin = 1_000
    /// Below this share of refused records, in percent, the breaker pauses nothing.
    public var breakerPercentMin = 50
    /// How often a second handle compares a record that was taken with what Kafka holds there.
    public var sourceCheck = Duration.seconds(30)
  }

  public struct Contracts: Sendable, Equatable {
    public var directory = ""
    public var watch = true
    /// How long the folder must have been still before a change in it is taken.
    public var reloadQuiet = Duration.seconds(2)
  }

  public struct Warehouse: Sendable, Equatable {
    public enum Distributed: String, Sendable, CaseIterable {
      case none
      /// Tables are spread over the nodes of a Citus cluster.
      case citus
    }

    public var url = ""
    /// Where a contract's table goes when it names no schema.
    public var schema = "public"
    public var distributed = Distributed.none
    public var passwordFile: String?
    public var passwordCredential: String?
    public var connectTimeout = Duration.seconds(5)
    public var lockTimeout = Duration.seconds(5)
    /// What ``passwordFile`` or ``passwordCredential`` held.
    public var password: Secret?
  }

  public struct Admin: Sendable, Equatable {
    public var enabled = true
    public var listen = ListenAddress.standard
  }

  public struct Log: Sendable, Equatable {
    public enum Level: String, Sendable, CaseIterable {
      case debug, info, warning, error
    }

    public enum Format: String, Sendable, CaseIterable {
      /// The journal where standard error is the journal, else text.
      case auto
      case journal, text, json
    }

    public var level = Level.info
    public var format = Format.auto
  }

  public struct Shutdown: Sendable, Equatable {
    /// From SIGTERM to the end of the process, whatever broker and database do.
    public var timeout = Duration.seconds(10)
  }
}
