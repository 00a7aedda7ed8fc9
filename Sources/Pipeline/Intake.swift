/// The buffers between Kafka and the lanes. At most `depthMax` batches of a lane are under way at a
/// time, so that memory is bounded by bytes: a buffer that is full waits, and with it the poll. More
/// lanes take smaller batches: what one holds that stands still is not another's.
public struct Intake {
  /// One batch in the lane's hands, one waiting.
  static let depthMax = 2

  private struct LaneIntake {
    var filling: RecordBuffer?
    var underWay = 0
  }

  /// Lanes that take batches of full size; more of them share what these have.
  static let fullLanesMax = 2

  /// At this size a batch of a lane is full.
  public let bytesMax: Int
  let delayMilliseconds: Int64
  private var lanes: [LaneIntake]
  private var spare: [RecordBuffer] = []
  /// Memory of the records of all lanes.
  private let pool = PiecePool()

  /// - Parameter bytesMax: the size of a full batch, where the lanes are few.
  public init(lanes: Int, bytesMax: Int, delayMilliseconds: Int64) {
    self.bytesMax = Self.share(of: bytesMax, lanes: lanes)
    self.delayMilliseconds = delayMilliseconds
    self.lanes = Array(repeating: LaneIntake(), count: lanes)
  }

  private static func share(of bytesMax: Int, lanes: Int) -> Int {
    bytesMax * fullLanesMax / max(lanes, fullLanesMax)
  }

  /// What the rows of a batch may take: half as much again as its records, which is enough for all
  /// but narrow records of wide tables, and refused ones with their reasons.
  public static func rowBytesMax(lanes: Int, bytesMax: Int) -> Int {
    share(of: bytesMax, lanes: lanes) / 2 * 3
  }

  /// The buffer that the lane's next record goes to.
  public mutating func buffer(of lane: Int) -> RecordBuffer {
    if let buffer = lanes[lane].filling { return buffer }
    let buffer = spare.popLast() ?? RecordBuffer(pool: pool)
    lanes[lane].filling = buffer
    return buffer
  }

  /// Puts something into the lane's buffer.
  /// - Returns: whether the buffer is full: nothing more of any lane is to be taken before what is
  ///   due was handed over.
  public mutating func fill(_ lane: Int, _ body: (RecordBuffer) -> Void) -> Bool {
    let buffer = buffer(of: lane)
    body(buffer)
    return buffer.byteCount >= bytesMax
  }

  /// A lane that can take no more.
  public func isFull(_ lane: Int) -> Bool {
    lanes[lane].underWay >= Self.depthMax && (lanes[lane].filling?.byteCount ?? 0) >= bytesMax
  }

  public var fullLanes: [Int] { lanes.indices.filter(isFull) }

  public var isIdle: Bool { lanes.allSatisfy { $0.underWay == 0 && ($0.filling?.isEmpty ?? true) } }

  public func isIdle(_ lane: Int) -> Bool { lanes[lane].underWay == 0 }

  /// Batches that are due: full, or old enough while the lane has nothing to do. While the lane is
  /// busy a batch grows.
  public mutating func due(at now: Int64, all: Bool = false) -> [(lane: Int, buffer: RecordBuffer)]
  {
    var due: [(lane: Int, buffer: RecordBuffer)] = []
    for lane in lanes.indices {
      guard let buffer = lanes[lane].filling, !buffer.isEmpty,
        lanes[lane].underWay < Self.depthMax
      else { continue }
      let isOld = now - buffer.openedAt >= delayMilliseconds && lanes[lane].underWay == 0
      guard all || isOld || buffer.byteCount >= bytesMax else { continue }
      lanes[lane].filling = nil
      lanes[lane].underWay += 1
      due.append((lane, buffer))
    }
    return due
  }

  /// Milliseconds until a batch of an idle lane is due; nil where none waits.
  public func nextDue(at now: Int64) -> Int64? {
    lanes.compactMap { lane in
      guard let buffer = lane.filling, !buffer.isEmpty else { return nil }
      return lane.underWay == 0 ? max(buffer.openedAt + delayMilliseconds - now, 0) : 5
    }.min()
  }

  /// A lane is done with a batch.
  public mutating func free(_ buffer: RecordBuffer, of lane: Int) {
    lanes[lane].underWay -= 1
    buffer.removeAll()
    spare.append(buffer)
  }

  /// Forgets what has not been handed over: its records are stale.
  public mutating func drop() {
    for lane in lanes.indices {
      lanes[lane].filling?.removeAll()
    }
  }
}
