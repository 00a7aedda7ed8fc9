import JSON
import JSONSchema

/// A column that a contract writes, and how its cell comes about.
public struct ContractColumn: Sendable {
  public enum Source: Sendable {
    /// The value of a property.
    case property
    /// The members of an object that have no column of their own: `_extra`, or what remains of an
    /// object whose other parts are columns.
    case members
    /// The record's body as it was sent: `_raw`.
    case raw
  }

  public let name: String
  public let type: ColumnType
  /// Vietnamese, for the warehouse's catalogue.
  public let comment: String?
  public let unit: String?
  public let source: Source
  /// JSON Pointer of the value in a record.
  public let instanceLocation: String
  /// Whether each valid record has a value here that is not null.
  public let isAlwaysPresent: Bool
  /// File and JSON Pointer of the schema that the column comes from.
  public let file: String
  public let pointer: String
  public let steps: [Step]
  /// The schema for the value after its steps.
  public let check: Schema?
  /// What replaces the generated text of the column's errors.
  public let message: LocalisedText?
}

/// A version of a contract, read and compiled: what its file and everything that it refers to say.
public final class Contract: Sendable {
  public enum Status: String, Sendable {
    /// Only tried out, never serves.
    case draft
    case active
    /// Serves only records that name it.
    case retired
  }

  /// The path without `.schema.json`: `env/air.v1`.
  public let name: String
  /// `major.minor`.
  public let version: String
  public let status: Status
  /// The agency that answers for the contract, where it names one.
  public let owner: String?
  /// Where a record names its agency; nil where it is always the owner.
  public let agency: AgencyRule?
  public let topics: [TopicPattern]
  /// Its `$id` without fragment, where it has one.
  public let schemaURI: String?
  /// Ids under which schema registries know it.
  public let schemaIDs: [SchemaID]
  /// `name` or `schema.name`.
  public let table: String
  /// What it makes of the table; the same in all contracts that write to it.
  public let mode: TableMode
  /// How the table is cut by time; nil where this contract does not say.
  public let partitioning: Partitioning?
  /// How long the table's rows are kept; nil where this contract does not say.
  public let retention: Retention?
  /// The column by whose values the table's rows are spread over the nodes of a cluster; nil where
  /// this contract does not say.
  public let distribution: String?
  /// Vietnamese, for the warehouse's catalogue.
  public let comment: String?
  /// The contract bundled with all it refers to; it loads again by itself.
  public let text: [UInt8]
  /// SHA-256 of `text`.
  public let hash: [UInt8]
  /// First 8 bytes of `hash`, big-endian.
  public let id: Int64
  /// Judges the record as it was sent; one capture a column, in the columns' order.
  public let schema: Schema
  public let columns: [ContractColumn]
  /// By the JSON Pointer of each property that the contract names.
  let notices: [ExactString: PropertyNotice]

  init(
    name: String, settings: RootSettings, schemaURI: String?, comment: String?, text: [UInt8],
    schema: Schema, columns: [ContractColumn], mode: TableMode, partitioning: Partitioning?,
    distribution: String?, notices: [ExactString: PropertyNotice]
  ) {
    self.name = name
    version = settings.version
    status = settings.status
    owner = settings.owner
    agency = settings.agency
    topics = settings.topics
    self.schemaURI = schemaURI
    schemaIDs = settings.schemaIDs
    table = settings.table
    self.comment = comment
    self.text = text
    hash = Digest.sha256(text)
    id = Digest.key(text)
    self.schema = schema
    self.columns = columns
    self.mode = mode
    self.partitioning = partitioning
    self.distribution = distribution
    retention = settings.partitions.retention
    self.notices = notices
  }

  /// Whether a scalar at a place of a record may be shown in errors and logs: only at a property
  /// that the contract names and keeps (contracts.md, section 7).
  public func mayShow(_ instanceLocation: String) -> Bool {
    notices[ExactString(instanceLocation)] != nil
  }

  /// Whether a record that names the contract by `dataschema` means this one.
  func isNamed(by uri: String) -> Bool {
    let plain = SchemaURI.split(uri).uri.text
    return name.hasSameBytes(as: plain) || (schemaURI?.hasSameBytes(as: plain) ?? false)
  }
}
