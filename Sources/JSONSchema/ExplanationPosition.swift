import JSON

/// Where the explanation stands, in the instance and in the schema.
struct ExplanationPosition {
  /// What a message calls the value at hand.
  enum Label {
    case root
    case property(String)
    case item(Int, of: String?)
    case name(String)
  }

  /// The keyword that applied the schema at hand; what a `false` schema is reported as. A class, for
  /// positions lie on the stack at each step of the recursion.
  final class Applicator {
    let site: Plan.Site
    /// The member of an object that the keyword chose, and that object's location.
    let property: String?
    let instanceLocation: String
    /// The object's place on the tape and the node through which it was entered.
    let owner: Int
    let ownerNode: Int

    init(site: Plan.Site, property: String?, of outer: ExplanationPosition, _ owner: Int) {
      self.site = site
      self.property = property
      instanceLocation = outer.instanceLocation
      self.owner = owner
      ownerNode = outer.placeNode
    }
  }

  var instanceLocation = ""
  var keywordLocation = ""
  var label = Label.root
  /// The node through which this place of the instance was entered.
  var placeNode = Plan.root
  /// A contract's own text for errors at this place.
  var override: LocalisedText?
  var applicator: Applicator?

  /// The same value, judged by a schema at `tokens` below the schema at hand.
  func applying(_ site: Plan.Site, _ tokens: String..., at: Int) -> ExplanationPosition {
    var next = self
    next.enter(site, tokens, from: self, at)
    return next
  }

  /// A member of the object at hand.
  func member(
    _ name: String, node: Int, _ site: Plan.Site, _ tokens: String..., of object: Int
  ) -> ExplanationPosition {
    var next = self
    next.enter(site, tokens, from: self, object, property: name)
    next.descend(name, node)
    next.label = .property(name)
    return next
  }

  /// An element of the array at hand, counted from 0.
  func item(
    _ index: Int, node: Int, _ site: Plan.Site, _ tokens: String..., of array: Int
  ) -> ExplanationPosition {
    var next = self
    next.enter(site, tokens, from: self, array)
    next.descend(String(index), node)
    var owner: String?
    if case .property(let name) = label { owner = name }
    next.label = .item(index, of: owner)
    return next
  }

  private mutating func enter(
    _ site: Plan.Site, _ tokens: [String], from outer: ExplanationPosition, _ at: Int,
    property: String? = nil
  ) {
    for token in tokens { keywordLocation += "/" + JSONPointer.escape(token) }
    applicator = Applicator(site: site, property: property, of: outer, at)
  }

  private mutating func descend(_ token: String, _ node: Int) {
    instanceLocation += "/" + JSONPointer.escape(token)
    placeNode = node
    override = nil
  }
}
