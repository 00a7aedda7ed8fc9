/// The table of all options outside `[kafka]`, whose keys are librdkafka's own.
public enum Options {
  /// What an environment variable that sets an option begins with.
  public static let variablePrefix = "TRUCD_"

  /// The sections of the file, in the order of the reference.
  public static let sections = [
    "kafka", "consumer", "contracts", "warehouse", "admin", "log", "shutdown",
  ]

  /// The options in the order of the reference.
  public static let all: [Option] = consumer + contracts + warehouse + admin + log + shutdown

  public static func of(section: String) -> [Option] { all.filter { $0.section == section } }

  private static let consumer: [Option] = [
    .choice(
      "consumer", "assignment", \.consumer.assignment,
      "Who reads which partition: \"group\" shares them out among the daemons of one group.id, "
        + "\"fixed\" reads what `partitions` lists and nothing else."),
    .list(
      "consumer", "partitions", \.consumer.partitions,
      form: "texts \"topic/partition\" such as \"env.air/0\"", parse: FixedPartition.init,
      "The partitions of a fixed assignment."),
    .text(
      "consumer", "instance", \.consumer.instance,
      form: "a name of 1 to 64 letters, digits, '.', '_' or '-'", parse: Names.instance,
      "Names this daemon among those of its host. With the host's name it makes "
        + "group.instance.id, so two daemons on one host need two names."),
    .integer(
      "consumer", "lanes", \.consumer.lanes, 1...64,
      "Workers, each with a warehouse connection and a share of the partitions."),
    .integer(
      "consumer", "batch_bytes_max", \.consumer.batchBytesMax, (64 << 10)...(256 << 20),
      unit: "bytes",
      "A batch closes when its payloads reach this size; with more than two lanes, when they reach "
        + "the lane's share of twice this size."),
    .milliseconds(
      "consumer", "batch_delay_ms", \.consumer.batchDelay, 0...60_000,
      "A batch closes this long after its first record at the latest."),
    .integer(
      "consumer", "record_bytes_max", \.consumer.recordBytesMax, 1024...(64 << 20),
      unit: "bytes", "A record with a larger payload is quarantined."),
    .integer(
      "consumer", "nesting_depth_max", \.consumer.nestingDepthMax, 8...1024,
      "A record that nests deeper is quarantined."),
    .seconds(
      "consumer", "progress_alarm_s", \.consumer.progressAlarm, 1...86_400,
      "A partition that has records to read and stands still for this long raises an alarm."),
    .seconds(
      "consumer", "stall_pause_s", \.consumer.stallPause, 0.1...3600,
      "When the warehouse takes nothing for this long, fetching is paused and what was fetched "
        + "ahead is given up."),
    .boolean(
      "consumer", "breaker", \.consumer.breaker,
      "Whether a topic is paused when its share of refused records jumps against its own past, "
        + "until its contract is mended or an operator runs trucd topic resume."),
    .integer(
      "consumer", "breaker_records_min", \.consumer.breakerRecordsMin, 10...10_000_000,
      "Of fewer records the breaker concludes nothing; at most twice as many refused ones pass "
        + "before it pauses a topic."),
    .integer(
      "consumer", "breaker_percent_min", \.consumer.breakerPercentMin, 1...100,
      "Below this share of refused records, in percent, the breaker pauses nothing."),
    .seconds(
      "consumer", "source_check_s", \.consumer.sourceCheck, 0.2...3600,
      "How often a second connection looks whether each partition still holds a record that was "
        + "taken from it, so that a topic deleted and made again is noticed."),
  ]

  private static let contracts: [Option] = [
    .text(
      "contracts", "directory", \.contracts.directory, form: "the path of a folder",
      isRequired: true, parse: Names.notEmpty,
      "The folder of the contracts. A relative path starts at the daemon's working directory."),
    .boolean(
      "contracts", "watch", \.contracts.watch,
      "Whether a change in the folder is taken without SIGHUP."),
    .seconds(
      "contracts", "reload_quiet_s", \.contracts.reloadQuiet, 0.05...3600,
      "How long the folder must have been still before a change in it is taken."),
  ]

  private static let warehouse: [Option] = [
    .text(
      "warehouse", "url", \.warehouse.url,
      form:
        "a URL such as \"postgresql://trucd@127.0.0.1/kho\" or \"sqlite:/var/lib/trucd/kho.sqlite\"",
      isRequired: true, parse: Names.url,
      "The warehouse. Its password belongs into password_file or password_credential."),
    .text(
      "warehouse", "schema", \.warehouse.schema, form: "a schema's name", parse: Names.notEmpty,
      "Where a table goes whose contract names no schema."),
    .choice(
      "warehouse", "distributed", \.warehouse.distributed,
      "\"citus\" spreads tables over the nodes of a Citus cluster as contracts say, else by their "
        + "keys; a database of one machine is \"none\"."),
    .optionalText(
      "warehouse", "password_file", \.warehouse.passwordFile, form: "the path of a file",
      "The file that holds the password alone, readable by the daemon and by nobody else."),
    .optionalText(
      "warehouse", "password_credential", \.warehouse.passwordCredential,
      form: "the name of a systemd credential",
      "The systemd credential (LoadCredential=) that holds the password alone."),
    .seconds(
      "warehouse", "connect_timeout_s", \.warehouse.connectTimeout, 1...300,
      "How long one attempt to connect may take."),
    .milliseconds(
      "warehouse", "lock_timeout_ms", \.warehouse.lockTimeout, 100...600_000,
      "How long a statement waits for a lock before it gives way and is tried again."),
  ]

  private static let admin: [Option] = [
    .boolean(
      "admin", "enabled", \.admin.enabled, "Whether /metrics, /livez and /readyz are served."),
    .text(
      "admin", "listen", \.admin.listen,
      form: "an address in digits and a port, such as \"127.0.0.1:9640\" or \"[::1]:9640\"",
      parse: ListenAddress.init,
      "Where they are served. They ask for no password: keep them on loopback or behind a proxy."),
  ]

  private static let log: [Option] = [
    .choice(
      "log", "level", \.log.level, "The least level that is logged."),
    .choice(
      "log", "format", \.log.format,
      "\"auto\" writes to the journal with its fields where standard error is the journal, else "
        + "text for people; \"json\" writes one object a line."),
  ]

  private static let shutdown: [Option] = [
    .seconds(
      "shutdown", "timeout_s", \.shutdown.timeout, 1...300,
      "From SIGTERM to the end of the process at the latest, whatever broker and database do. "
        + "Keep it below TimeoutStopSec of the unit.")
  ]
}
