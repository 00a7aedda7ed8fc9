import ECMAPattern
import JSON

/// A compiled schema: flat arrays, no reference left to look up. Both passes and the explanation
/// read the same plan, so that they cannot disagree about what the schema says.
struct Plan: Sendable {
  /// One schema: a run of instructions that all must hold. Trivial, for the passes read it often.
  struct Node: Sendable {
    var first: Int32
    var count: Int32

    var instructions: Range<Int> { Int(first)..<Int(first) + Int(count) }
  }

  /// What the explanation needs about an instruction; the verdict never reads it.
  struct Site: Sendable {
    var keyword: String
    var place: SchemaPlace
    /// In ``locations``.
    var resource: Int32
  }

  /// What the explanation needs about a node.
  struct NodeSite: Sendable {
    var place: SchemaPlace
    /// In ``locations``.
    var resource: Int32
    /// Replaces the generated text of errors at the instance that this schema describes.
    var message: LocalisedText?
  }

  /// A run in ``nodeLists``, ``literals`` or ``names``.
  struct Run: Sendable {
    var first: Int32
    var count: Int32

    var indices: Range<Int> { Int(first)..<Int(first) + Int(count) }
  }

  struct PatternNode: Sendable {
    var pattern: Int32
    var node: Int32
  }

  struct Dependency: Sendable {
    var trigger: [UInt8]
    var names: Run
  }

  var nodes: [Node] = []
  /// Parallel to ``nodes``.
  var nodeSites: [NodeSite] = []
  var instructions: [Check] = []
  /// Parallel to ``instructions``.
  var sites: [Site] = []
  var nodeLists: [Int32] = []
  var numbers: [Bound] = []
  var patterns: [Pattern] = []
  var literals: [Literal] = []
  var names: [[UInt8]] = []
  var tables: [NameTable] = []
  var patternNodes: [PatternNode] = []
  var dependencies: [Dependency] = []
  /// Formats that are not known and so not judged.
  var unknownFormats: [SchemaProblem] = []

  var locations = SchemaLocations()

  static let root = 0

  /// The absolute location of a keyword.
  func location(of site: Site, keyword: String? = nil) -> String {
    locations.text(of: site.place, in: site.resource, keyword: keyword ?? site.keyword)
  }

  /// A keyword's value as written.
  func value(of site: Site) -> JSONValue {
    locations.value(of: site.keyword, at: site.place)
  }

  /// The absolute location of a schema.
  func location(of site: NodeSite) -> String {
    locations.text(of: site.place, in: site.resource)
  }
}

/// A plan behind one reference.
final class CompiledPlan: Sendable {
  let plan: Plan

  init(_ plan: Plan) { self.plan = plan }
}

/// One assertion or applicator; trivial, its operands lie in the plan's arrays.
enum Check: Sendable {
  /// The boolean schema `false`.
  case never
  case type(TypeSet)
  /// An integer must be written without fraction and exponent (draft-04).
  case integerNotation
  case constant(literal: Int32)
  case enumeration(literals: Plan.Run)

  case minimum(number: Int32)
  case maximum(number: Int32)
  case exclusiveMinimum(number: Int32)
  case exclusiveMaximum(number: Int32)
  case multipleOf(number: Int32)

  case minLength(Int32)
  case maxLength(Int32)
  case pattern(Int32)
  case format(Format)
  case content(ContentCheck)

  case minItems(Int32)
  case maxItems(Int32)
  case uniqueItems
  case prefixItems(nodes: Plan.Run)
  case items(node: Int32, from: Int32)
  /// `evaluates`: what it finds counts as evaluated, as it does since 2020-12.
  case contains(node: Int32, min: Int32, max: Int32, evaluates: Bool)

  case minProperties(Int32)
  case maxProperties(Int32)
  /// `table`: of the names, where they are too many to look for one after another; else −1.
  case required(names: Plan.Run, table: Int32)
  case dependentRequired(dependencies: Plan.Run)
  case properties(table: Int32)
  case patternProperties(patternNodes: Plan.Run)
  case additionalProperties(node: Int32, table: Int32?, patternNodes: Plan.Run)
  case propertyNames(node: Int32)
  case dependentSchemas(table: Int32)

  case allOf(nodes: Plan.Run)
  case anyOf(nodes: Plan.Run)
  case oneOf(nodes: Plan.Run)
  case not(node: Int32)
  case conditional(condition: Int32, then: Int32?, otherwise: Int32?)
  case reference(node: Int32)

  /// Of a schema whose `unevaluated*` depend on the record: instructions that are judged in order
  /// while what they evaluate is noted, after what the schema's `own` instructions evaluate.
  case collected(own: Plan.Run, applied: Plan.Run)
  /// These two stand among the applied ones of ``collected(own:applied:)``, at their end.
  case unevaluatedProperties(node: Int32)
  case unevaluatedItems(node: Int32)

  /// The order in which a verdict asks: what is cheap and fails often comes first.
  var cost: Int {
    switch self {
    case .never, .type: 0
    case .integerNotation, .constant, .enumeration, .minimum, .maximum, .exclusiveMinimum,
      .exclusiveMaximum,
      .minLength, .maxLength, .minItems, .maxItems, .minProperties, .maxProperties:
      1
    case .required, .format, .content, .multipleOf, .dependentRequired: 2
    case .pattern: 3
    case .properties, .patternProperties, .additionalProperties, .propertyNames, .prefixItems,
      .items, .reference:
      4
    case .allOf, .not, .conditional, .dependentSchemas, .contains, .uniqueItems: 5
    case .anyOf, .oneOf: 6
    case .collected, .unevaluatedProperties, .unevaluatedItems: 7
    }
  }

  /// It applies schemas to the instance itself, not to its children.
  var appliesInPlace: Bool {
    switch self {
    case .allOf, .anyOf, .oneOf, .not, .reference, .conditional, .dependentSchemas, .collected: true
    default: false
    }
  }

  /// An `if` alone: it asserts nothing, but evaluates where it holds.
  var isBareCondition: Bool {
    if case .conditional(_, nil, nil) = self { true } else { false }
  }

  /// What it evaluates may depend on the record: it has branches, leads to schemas that may have
  /// some, or counts the elements that fit.
  var mayEvaluateByRecord: Bool {
    switch self {
    case .reference, .allOf, .anyOf, .oneOf, .conditional, .dependentSchemas,
      .contains(_, _, _, evaluates: true):
      true
    default: false
    }
  }

  var isUnevaluatedKeyword: Bool {
    switch self {
    case .unevaluatedProperties, .unevaluatedItems: true
    default: false
    }
  }
}

/// A set of the types of JSON Schema. A number with an integral value has the bit `integer` alone,
/// any other `number` alone; `"type": "number"` therefore names both.
struct TypeSet: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  static let null = TypeSet(rawValue: 1)
  static let boolean = TypeSet(rawValue: 2)
  static let object = TypeSet(rawValue: 4)
  static let array = TypeSet(rawValue: 8)
  static let fractional = TypeSet(rawValue: 16)
  static let integer = TypeSet(rawValue: 32)
  static let string = TypeSet(rawValue: 64)

  static let number: TypeSet = [.fractional, .integer]
  static let all = TypeSet(rawValue: 127)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init?(name: String) {
    switch name {
    // The usual ones first: each is a comparison.
    case "string": self = .string
    case "number": self = .number
    case "object": self = .object
    case "integer": self = .integer
    case "array": self = .array
    case "boolean": self = .boolean
    case "null": self = .null
    default: return nil
    }
  }

  static let names = ["null", "boolean", "object", "array", "number", "integer", "string"]
}
