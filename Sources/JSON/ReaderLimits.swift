/// What a reader accepts before it refuses a document, whatever the document means.
public struct ReaderLimits: Sendable, Hashable {
  /// The depth that no limit may exceed: nested values are released by recursion.
  public static let nestingDepthCeiling = 1024

  /// Bytes of the whole document.
  public var payloadBytesMax: Int
  /// Arrays and objects open at one time; a scalar document has depth 0.
  public let nestingDepthMax: Int
  /// Digits of a number written out without an exponent, before and after the point together, a
  /// zero's too.
  public var numberDigitsMax: Int
  /// Members of one object.
  public var membersMax: Int
  /// Faults that are mended in place of refusing the document.
  public var leniency: ReaderLeniency

  /// `nestingDepthMax` is held within 0 and ``nestingDepthCeiling``.
  public init(
    payloadBytesMax: Int = 1 << 20, nestingDepthMax: Int = 128, numberDigitsMax: Int = 1000,
    membersMax: Int = 1 << 17, leniency: ReaderLeniency = []
  ) {
    self.payloadBytesMax = min(payloadBytesMax, Int(Int32.max))
    self.nestingDepthMax = max(0, min(nestingDepthMax, Self.nestingDepthCeiling))
    self.numberDigitsMax = numberDigitsMax
    self.membersMax = max(0, membersMax)
    self.leniency = leniency
  }

  /// The fewest bytes that a member takes, with the comma after it: `"":0,`.
  private static let memberBytesMin = 5

  /// Whether an object of a document of this size can have more members than ``membersMax``.
  public func membersMayExceed(inBytes count: Int) -> Bool {
    count / Self.memberBytesMin > membersMax
  }
}
