/// Notices that a topic's share of refused records jumps against its own past: the moment at which
/// reading on would only fill the quarantine. Counts in, verdict out; it holds no clock.
///
/// What came last is kept in two halves of `recordsMin` records each, so that between one and two
/// times as many are judged together. A half that is full and no longer new goes into the past,
/// which forgets slowly. With all records refused from some moment on, at most twice `recordsMin` of
/// them pass before it trips.
public struct Breaker: Hashable, Sendable {
  public struct Settings: Hashable, Sendable {
    /// Of fewer records nothing is concluded.
    public var recordsMin: Int64
    /// A smaller share of refused records, of 1, is nothing to pause for.
    public var shareMin: Double

    public init(recordsMin: Int64, shareMin: Double) {
      self.recordsMin = max(recordsMin, 1)
      self.shareMin = shareMin
    }
  }

  /// Records and how many of them were refused.
  public struct Tally: Hashable, Sendable {
    public var records: Int64 = 0
    public var refused: Int64 = 0

    public init(records: Int64 = 0, refused: Int64 = 0) {
      self.records = records
      self.refused = refused
    }

    public var share: Double { records > 0 ? Double(refused) / Double(records) : 0 }
  }

  /// Why it tripped.
  public struct Trip: Hashable, Sendable {
    /// What came last.
    public var recent: Tally
    /// The share of refused records before that, of 1.
    public var pastShare: Double

    public init(recent: Tally, pastShare: Double) {
      self.recent = recent
      self.pastShare = pastShare
    }
  }

  /// By how much, of 1, the share must lie above that of the past. A topic that mostly sends what is
  /// refused therefore never trips: its quarantine is its normal state.
  public static let jumpMin = 0.25
  /// How many halves the past remembers.
  static let pastHalves = 64.0

  public let settings: Settings
  /// Set once it has tripped; nothing is counted any more until `opened` or `resumed`.
  public private(set) var trip: Trip?
  private var older = Tally()
  private var newer = Tally()
  /// Grown old by weight, hence not whole numbers.
  private var pastRecords = 0.0
  private var pastRefused = 0.0
  /// Nothing was counted yet.
  private var isFresh = true

  public init(_ settings: Settings) { self.settings = settings }

  /// The share of refused records that is this topic's own. Records that are missing from a short past
  /// count as taken: a few early refusals must not pass for a habit.
  public var pastShare: Double {
    min(pastRefused / max(pastRecords, Double(settings.recordsMin)), 1)
  }

  /// The share at which it trips.
  public var threshold: Double { max(settings.shareMin, pastShare + Self.jumpMin) }

  private var recent: Tally {
    Tally(records: older.records + newer.records, refused: older.refused + newer.refused)
  }

  // MARK: - What happened

  /// A partition of the topic was opened. Before anything was counted its totals are the past.
  public mutating func opened(_ totals: Totals) {
    guard isFresh else { return }
    let refused = totals.quarantined
    remember(
      records: totals.loaded + totals.superseded + totals.tombstones + refused, refused: refused)
  }

  /// The topic goes on after a trip.
  /// - Parameter isAccepted: an operator takes the share of refused records as it is: from now on it
  ///   counts as the past, until better records have come for a while.
  public mutating func resumed(isAccepted: Bool) {
    trip = nil
    older = Tally()
    newer = Tally()
    guard isAccepted else { return }
    pastRecords = Self.pastHalves * Double(settings.recordsMin)
    pastRefused = pastRecords
    isFresh = false
  }

  /// Records of the topic were taken, in this order.
  public mutating func accepted(_ count: Int64) { self.count(count, areRefused: false) }

  /// Records of the topic were refused, in this order.
  public mutating func refused(_ count: Int64 = 1) { self.count(count, areRefused: true) }

  /// Of the records last counted as taken, so many turned out to be refused.
  public mutating func refusedAfterAll(_ count: Int64) {
    guard trip == nil else { return }
    let inNewer = min(count, newer.records - newer.refused)
    newer.refused += inNewer
    older.refused += min(count - inNewer, older.records - older.refused)
    judge()
  }

  private mutating func count(_ count: Int64, areRefused: Bool) {
    guard count > 0 else { return }
    isFresh = false
    var left = count
    while left > 0 && trip == nil {
      let step = areRefused ? 1 : min(left, settings.recordsMin - newer.records)
      left -= step
      newer.records += step
      if areRefused {
        newer.refused += step
        judge()
      }
      if newer.records == settings.recordsMin && trip == nil { turn() }
    }
  }

  private mutating func turn() {
    remember(records: older.records, refused: older.refused)
    older = newer
    newer = Tally()
  }

  private mutating func judge() {
    let recent = recent
    guard recent.records >= settings.recordsMin && recent.share >= threshold else { return }
    trip = Trip(recent: recent, pastShare: pastShare)
  }

  private mutating func remember(records: Int64, refused: Int64) {
    pastRecords += Double(records)
    pastRefused += Double(refused)
    let weightMax = Self.pastHalves * Double(settings.recordsMin)
    guard pastRecords > weightMax else { return }
    let shrink = weightMax / pastRecords
    pastRecords *= shrink
    pastRefused *= shrink
  }
}
