/// An object's members in the order in which they were written. Names are unique and compared by
/// their UTF-8 bytes.
public struct JSONObject: Sendable {
  public struct Member: Sendable {
    public let name: String
    public var value: JSONValue

    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Up to this many members a walk through the list is quicker than a search.
  private static let listedMembersMax = 16

  public private(set) var members: [Member] = []
  /// Places in `members` ordered by name; empty while the list is short.
  private var sortedPlaces: [Int] = []

  public init() {}

  /// A later member of the same name replaces the earlier one's value.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    for (name, value) in pairs { self[name] = value }
  }

  /// Takes members whose names are known to differ, as the reader's are.
  init(uniqueMembers: [Member]) {
    members = uniqueMembers
    sortPlacesIfLong()
  }

  public var count: Int { members.count }
  public var isEmpty: Bool { members.isEmpty }

  /// The value of a name. Setting nil removes the member; setting a new name appends it.
  public subscript(_ name: String) -> JSONValue? {
    get { position(of: name).map { members[$0].value } }
    set {
      switch (position(of: name), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil):
        members.remove(at: place)
        sortPlacesIfLong()
      case (nil, let value?): append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  private mutating func append(_ member: Member) {
    members.append(member)
    if sortedPlaces.isEmpty {
      sortPlacesIfLong()
    } else {
      sortedPlaces.insert(members.count - 1, at: lowerBound(of: member.name))
    }
  }

  private mutating func sortPlacesIfLong() {
    guard members.count > Self.listedMembersMax else {
      sortedPlaces = []
      return
    }
    sortedPlaces = members.indices.sorted { members[$0].name.bytesPrecede(members[$1].name) }
  }

  /// Where in ``members`` a name stands.
  package func position(of name: String) -> Int? {
    guard !sortedPlaces.isEmpty else {
      return members.firstIndex { $0.name.hasSameBytes(as: name) }
    }
    let bound = lowerBound(of: name)
    guard bound < sortedPlaces.count else { return nil }
    let place = sortedPlaces[bound]
    return members[place].name.hasSameBytes(as: name) ? place : nil
  }

  private func lowerBound(of name: String) -> Int {
    var low = 0
    var high = sortedPlaces.count
    while low < high {
      let middle = (low + high) / 2
      if members[sortedPlaces[middle]].name.bytesPrecede(name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

extension JSONObject: Equatable {
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.name] == $0.value }
  }
}

extension JSONObject: Sequence {
  public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral pairs: (String, JSONValue)...) { self.init(pairs) }
}
