/// The dynamic scopes in which schemas are compiled (JSON Schema core, section 7.1): for each name
/// that a dynamic reference uses, the outermost schema resource on the way that has such an anchor.
///
/// A schema is compiled once for each scope in which it is met, so that a dynamic reference leads
/// to one schema and costs a record nothing. Where no dynamic reference stands there are no names,
/// and ``empty`` is the only scope.
struct DynamicScopes {
  static let empty: Int32 = 0
  /// Scopes times names: what hostile schemas may make of them.
  private static let entriesMax = 2_000_000
  private static let none: Int32 = -1

  private struct Entry: Hashable {
    let scope: Int32
    let resource: Int
  }

  private let names: [String: Int]
  /// A resource for each name, or ``none``.
  private var scopes: [[Int32]]
  private var scopeByContent: [[Int32]: Int32]
  private var entered: [Entry: Int32] = [:]
  private(set) var isTooLarge = false

  /// `names` are those of the dynamic anchors that references ask for; the empty one stands for
  /// `$recursiveAnchor`.
  init(names: Set<String>) {
    self.names = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    let empty = [Int32](repeating: Self.none, count: names.count)
    scopes = [empty]
    scopeByContent = [empty: Self.empty]
  }

  /// The scope within a resource that is entered from `scope`: what was found further out stays.
  mutating func entering(_ resource: Int, from scope: Int32, _ loader: SchemaLoader) -> Int32 {
    guard !names.isEmpty else { return Self.empty }
    let entry = Entry(scope: scope, resource: resource)
    if let known = entered[entry] { return known }
    var content = scopes[Int(scope)]
    for (name, position) in names
    where content[position] == Self.none
      && loader.dynamicAnchor(name, inResource: resource) != nil
    {
      content[position] = Int32(resource)
    }
    let inner = number(of: content)
    entered[entry] = inner
    return inner
  }

  private mutating func number(of content: [Int32]) -> Int32 {
    if let known = scopeByContent[content] { return known }
    guard scopes.count * names.count < Self.entriesMax else {
      isTooLarge = true
      return Self.empty
    }
    let number = Int32(scopes.count)
    scopes.append(content)
    scopeByContent[content] = number
    return number
  }

  /// The outermost resource of a scope with an anchor of that name.
  func resource(of name: String, in scope: Int32) -> Int? {
    guard let position = names[name] else { return nil }
    let resource = scopes[Int(scope)][position]
    return resource == Self.none ? nil : Int(resource)
  }
}
