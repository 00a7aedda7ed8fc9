import JSON
import Synchronization

/// What the fused pass asks of one value: everything that can be judged while its bytes are read.
/// What cannot is a list of instructions for the tape pass.
struct FusedValue: BitwiseCopyable {
  /// The check of a string that comes after its length, before its tests.
  enum Check: UInt8, BitwiseCopyable {
    /// None: the length and the tests are all.
    case text
    /// Of fixed length: `first` and `second` are the ranges of its bytes.
    case positional
    /// An automaton accepts it: `first` its transitions, `second` its accepting states.
    case automaton
    /// Of a set: `first` is a ``NameIndex``.
    case strings
  }

  /// What a string must pass besides.
  enum Test: BitwiseCopyable {
    case format(Format)
    /// Index in the plan.
    case pattern(Int32)
  }

  /// A way to judge the usual notation of one type in few instructions. What is not of it, valid or
  /// not, is left to the checks above. Strings are meant with their quotes, in plain ASCII.
  enum Quick: UInt8, BitwiseCopyable {
    case none
    /// Of up to 15 digits and no exponent: `table` is of least and greatest coefficients by scale.
    case number
    /// Of a fixed length, up to 16 or 32 bytes: `table` is a ``ByteRanges``.
    case framed
    case framedWide
    /// Of a set: `table` is a ``ShortStrings``.
    case shortStrings
    /// Found by its length first: `first` and `second` are those of ``FusedValue/string``.
    case automaton
    case strings
    case text
    /// As these, with tests besides.
    case tested
    case dateTime
    case boolean
    /// An object, where what `object` asks of it is all that is asked: read without a look at the
    /// checks of other values.
    case object
  }

  struct Flags: OptionSet, BitwiseCopyable {
    let rawValue: UInt8

    /// A date-time is asserted: a captured string has its instant.
    static let instant = Flags(rawValue: 1)
    /// Of the two booleans, this one is not allowed.
    static let notFalse = Flags(rawValue: 2)
    static let notTrue = Flags(rawValue: 16)
    /// Integers alone are numbers here.
    static let integer = Flags(rawValue: 4)
    /// The member belongs to its object's captured list.
    static let listed = Flags(rawValue: 8)
  }

  /// What is tried first, wherever that judges a value completely.
  var quick = Quick.none
  var string = Check.text
  var types = TypeSet.all
  var flags: Flags = []
  /// The types of values about which the residual instructions say anything.
  var residualTypes: TypeSet = []
  var cell: Int32 = -1
  /// Of a list of members, for values that are no object.
  var memberCell: Int32 = -1
  /// In code points.
  var minLength: Int32 = 0
  var maxLength = Int32.max
  /// Index of a ``FusedChoice`` that judges the value in place of all else; −1 where there is none.
  var choice: Int32 = -1
  /// Of ``quick``.
  var table: UnsafeRawPointer?
  /// Index of a ``FusedObject`` or ``FusedArray``; −1 where any will do.
  var object: Int32 = -1
  var array: Int32 = -1
  /// All instructions about scalars, for numbers that the tape pass judges.
  var scalars = Plan.Run(first: 0, count: 0)
  var residual = Plan.Run(first: 0, count: 0)
  /// Least and greatest coefficients by scale; nil where the tape pass judges numbers.
  var bounds: UnsafePointer<Int64>?
  /// What coefficients must be multiples of, by scale.
  var moduli: UnsafePointer<Int64>?
  /// Tables of ``string``.
  var first: UnsafeRawPointer?
  var second: UnsafeRawPointer?
  var tests: UnsafePointer<Test>?
  var testCount: Int32 = 0
  /// Where numbers are limited to a list: the list.
  var numbers: UnsafePointer<ExactPair>?
  var numberCount: Int32 = 0

  /// Of a string, in code points.
  @inline(__always)
  func allows(length: Int) -> Bool { length >= Int(minLength) && length <= Int(maxLength) }

  /// null is allowed, and nothing else is to be done about it.
  var isNullable: Bool {
    types.contains(.null) && choice < 0 && residualTypes.isDisjoint(with: .null)
      && !flags.contains(.listed)
  }

  /// Lets no value through.
  mutating func forbid() {
    types = []
    quick = .none
    choice = -1
  }

  /// Captures of a `date-time` that only a branch asserts have no instant: the quick way, which
  /// gives them one, is not for them.
  mutating func leaveInstantOut() {
    if quick == .dateTime { quick = .none }
  }
}

/// How a member that no slot names is judged.
enum FusedUnknown: BitwiseCopyable {
  case skip
  case reject
  case value(Int32)
  /// By which patterns match its name.
  case matched(UnsafePointer<FusedPatterns>)
}

/// Patterns of names, and how a member is judged by which of them match.
struct FusedPatterns: BitwiseCopyable {
  /// With more, an object's members are judged by the tape pass.
  static let countMax = 5

  /// Indices in the plan.
  let patterns: UnsafePointer<Int32>
  let count: Int
  /// Place i judges members whose name matches the patterns of i's bits.
  let unknown: UnsafePointer<FusedUnknown>
}

struct FusedObject: BitwiseCopyable {
  struct Dependency: BitwiseCopyable {
    var trigger: Int32
    var required: Int32
  }

  /// One more than ``slotCount``: the last never matches, and stands for an object's ends.
  var slots: UnsafePointer<FusedSlot>
  var slotCount: Int
  var names: NameIndex
  var guess: NameGuess
  /// The required slots among the first 64, and among the others, 64 a word.
  var required: UInt64
  var wideRequired: UnsafePointer<UInt64>
  /// Words of ``wideRequired``, and of the seen bits beyond the first.
  var wideWords: Int
  /// Nothing but ``required`` is asked at the object's end.
  var endsSimply: Bool
  var dependencies: UnsafePointer<Dependency>
  var dependencyCount: Int
  var minCount: Int
  var maxCount: Int
  /// Whether the counts limit anything.
  var isCounted: Bool
  var unknown: FusedUnknown
  /// Index of the value that judges a name without a slot; −1 where any will do.
  var name: Int32
  /// The cell of the list of members; −1 where none is captured.
  var memberCell: Int32
  var predictionBase: Int
}

struct FusedArray: BitwiseCopyable {
  /// Indices of values: for the first elements, then for all others; −1 where any will do.
  var prefix: UnsafePointer<Int32>
  var prefixCount: Int
  var items: Int32
  var minCount: Int
  var maxCount: Int
}

/// What a plan is made of, read by its address so that no reference is counted for a record.
struct FusedTables: BitwiseCopyable {
  let objects: UnsafePointer<FusedObject>
  let arrays: UnsafePointer<FusedArray>
  let values: UnsafePointer<FusedValue>
  let choices: UnsafePointer<FusedChoice>
  /// Indices of instructions; runs of values point into it.
  let instructions: UnsafePointer<Int32>
  let root: UnsafePointer<FusedValue>
  /// Captures that ask for what another captures already.
  let copies: UnsafePointer<CaptureForest.Copy>
  let copyCount: Int
  let firstPredictions: UnsafePointer<UnsafePointer<FusedSlot>>
  let predictionCount: Int
  /// How many captures list members.
  let memberListCount: Int
  /// Different for each plan of the process.
  let number: Int
}

/// A plan for one pass over the bytes. Nothing of it changes once it is made.
final class FusedPlan: @unchecked Sendable {
  private static let plansMade = Atomic<Int>(0)
  /// How often on end a slot must follow another, against the prediction, to be predicted: so many
  /// rows of candidates follow an object's predictions.
  static let repetitionsToLearn = 3

  private let arena: Arena
  let tables: UnsafePointer<FusedTables>

  init(
    arena: Arena, objects: [FusedObject], arrays: [FusedArray], values: [FusedValue],
    choices: [FusedChoice], instructions: [Int32], root: FusedValue, copies: [CaptureForest.Copy],
    predictions: [UnsafePointer<FusedSlot>], memberListCount: Int
  ) {
    self.arena = arena
    let tables = FusedTables(
      objects: arena.store(objects), arrays: arena.store(arrays), values: arena.store(values),
      choices: arena.store(choices), instructions: arena.store(instructions),
      root: arena.store([root]),
      copies: arena.store(copies), copyCount: copies.count,
      firstPredictions: arena.store(predictions), predictionCount: predictions.count,
      memberListCount: memberListCount,
      number: Self.plansMade.wrappingAdd(1, ordering: .relaxed).oldValue)
    self.tables = arena.store([tables])
  }
}
