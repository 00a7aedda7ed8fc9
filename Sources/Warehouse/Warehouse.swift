import Contracts
import Pipeline

/// A kind of warehouse behind one URL. Making a session connects nothing.
public protocol Warehouse: Sendable {
  /// The session of one lane. `application` names it in the database's own views.
  func makeSession(application: String) -> any WarehouseSession
  /// The session for DDL, catalogue and checks; never used inside a lane's transaction.
  func makeAdministration(application: String) -> any WarehouseAdministration
  func makeRowBuffer(for table: TableShape) -> any RowBuffer
  /// How its SQL is worded.
  var tableDialect: any TableDialect { get }
}

/// How a commit ended, where it ended with an answer.
public enum CommitOutcome: Sendable {
  /// All is durable. `refused` are the rows that the database refused; their quarantine rows and
  /// the corrected totals are part of the same transaction.
  case committed(refused: [QuarantineRow], corrections: [LedgerCorrections.Correction])
  /// Nothing was written: the ledger rows of these partitions did not hold the expected offset.
  case missed([TopicPartition])
}

/// One lane's connection. Calls block; a session is confined to one thread at a time.
public protocol WarehouseSession: AnyObject {
  /// Called after each answer of the database, on the session's thread: a long commit, as one that
  /// looks for refused rows, then shows that it advances. It must not call the session.
  var progressed: (() -> Void)? { get set }
  /// Told of each partition that the session had to make for its rows, on the session's thread.
  var changed: ((TableChange) -> Void)? { get set }
  /// Called for each session of the bus that this one ended because it stood still and held what
  /// this one waited for. It must not call the session.
  var endedFrozen: ((FrozenSession) -> Void)? { get set }
  var isConnected: Bool { get }
  /// Connects, or connects again after a failure.
  func connect() throws(WarehouseError)
  /// Makes missing ledger rows, then reads all `FOR UPDATE`, in lock order, in one short
  /// transaction. The answer has one entry a request, in the order of the requests.
  func openLedger(_ requests: [LedgerRequest]) throws(WarehouseError) -> [LedgerEntry]
  /// Rows, quarantine and ledger in one transaction, the ledger first.
  /// After a `WarehouseError` nothing is known to be written unless its code says more; after
  /// `.outcomeUnknown` the caller reads the ledger again before anything else.
  func commit(_ batch: Batch) throws(WarehouseError) -> CommitOutcome
  func close()
}

extension WarehouseSession {
  /// Where one process holds the warehouse, as with a file, no session is ended.
  public var endedFrozen: ((FrozenSession) -> Void)? {
    get { nil }
    set {}
  }
}

/// A version of a contract that served.
public struct ServedContract: Hashable, Sendable {
  /// First 8 bytes of `hash`.
  public var contract: Int64
  public var name: String
  public var version: String
  /// SHA-256 of `text`.
  public var hash: [UInt8]
  /// The contract bundled with all it references.
  public var text: [UInt8]

  public init(contract: Int64, name: String, version: String, hash: [UInt8], text: [UInt8]) {
    self.contract = contract
    self.name = name
    self.version = version
    self.hash = hash
    self.text = text
  }
}

/// Why a table cannot take the shape that the contracts ask for.
public struct TableProblem: Error, Hashable, Sendable {
  public var table: String
  /// What does not fit, and the way out, in one or two English sentences.
  public var message: String

  public init(table: String, message: String) {
    self.table = table
    self.message = message
  }
}

/// DDL, the bus's own tables, sources and contracts. Calls block.
public protocol WarehouseAdministration: AnyObject {
  /// As a session's: called after each answer of the database, so at least once a table.
  var progressed: (() -> Void)? { get set }
  /// Told of each change of a contract's table once it is durable.
  var changed: ((TableChange) -> Void)? { get set }
  /// Connects, or connects again. Changes nothing: what a warehouse may have to make first is made
  /// by `prepareOwnTables`.
  func connect() throws(WarehouseError)
  func close()
  /// Makes the bus's own tables where they are missing. Idempotent; two daemons may race.
  func prepareOwnTables() throws(WarehouseError)
  /// Creates missing tables and adds missing columns; nothing else is ever changed. What is not
  /// additive comes back as a problem, and the other tables are still prepared.
  func prepare(_ tables: [TableShape]) throws(WarehouseError) -> [TableProblem]
  /// Makes the partitions that should stand at an instant, and takes away what is past its
  /// retention. Idempotent; two daemons may race.
  ///
  /// - Parameters:
  ///   - now: microseconds since 1970.
  ///   - goesOn: asked between pieces of the work; false ends it early.
  /// - Returns: what could not be done yet, as where a report reads the table; it is to be tried
  ///   again.
  func maintain(_ tables: [TableShape], at now: Int64, while goesOn: () -> Bool)
    throws(WarehouseError) -> [TableProblem]
  /// The same question as `prepare` without changing anything, privileges included.
  func examine(_ tables: [TableShape]) throws(WarehouseError) -> [TableProblem]
  /// What an operator may run for what `prepare` would refuse.
  ///
  /// - Parameter now: microseconds since 1970.
  func migration(of tables: [TableShape], at now: Int64) throws(WarehouseError) -> [MigrationStep]
  /// The newest generation of a topic; nil where the topic is new.
  func newestSource(cluster: String, topic: String) throws(WarehouseError) -> Source?
  /// Another daemon may have added the same source meanwhile, which is as good.
  func add(_ source: Source) throws(WarehouseError)
  /// Moves a stopped partition to `offset`, what lies between counted as `discarded`.
  func discard(source: Int64, partition: Int32, expected: Int64, to offset: Int64)
    throws(WarehouseError) -> Bool
  func ledger() throws(WarehouseError) -> [LedgerEntry]
  /// Puts the fingerprint of an earlier record back, so that the row says again what Kafka
  /// contradicts: a topic made again under way. Later restarts then stop as well.
  func restoreFingerprint(source: Int64, partition: Int32, to fingerprint: Fingerprint)
    throws(WarehouseError)
  /// The last pause of each topic that was paused at some time.
  func pauses() throws(WarehouseError) -> [TopicPause]
  /// Pauses a topic. A pause that lasts and is for the same contracts stays as it is.
  func pause(_ pause: TopicPause) throws(WarehouseError)
  /// Ends a pause. False where none lasts.
  /// - Parameter operator: who accepts what was refused; nil where a changed contract ends it.
  func resume(source: Int64, by operator: String?) throws(WarehouseError) -> Bool
  /// Records versions that serve; those already there stay as they are.
  func record(_ contracts: [ServedContract]) throws(WarehouseError)
  /// When each version began to serve for the first time, by contract, in seconds since 1970.
  func firstServed() throws(WarehouseError) -> [Int64: Int64]
  /// For each name the version that served last.
  func lastServed() throws(WarehouseError) -> [ServedContract]
  /// What `connect` found and a check should say, as that the start will make the database; nil
  /// where the database is there.
  var notice: String? { get }
  /// What works and had better be put right, a sentence each.
  func advice() throws(WarehouseError) -> [String]
}

extension WarehouseAdministration {
  public var notice: String? { nil }
  public func advice() throws(WarehouseError) -> [String] { [] }
}
