/// What one run is made of, drawn from its seed: each run leaves some kinds of fault out, so that
/// rare ones meet calm surroundings as well as rough ones.
struct Profile {
  enum Disturbance: CaseIterable {
    case kill, freeze, rebalance, twoOwners
    case warehouseCrash, restore, unfitTable, lockedTable, refusingQuarantine
    case brokerOutage, leaderLag
    case recreate, truncate, expire, compact
  }

  let daemons: Int
  /// Length of the rough part.
  let milliseconds: Int64
  let disturbances: [Disturbance]
  /// Between two disturbances, at most.
  let pauseMilliseconds: Int64
  /// Out of 100 steps of a daemon, those in which it dies.
  let crashPercent: Double
  /// Out of 100 transactions, those in whose midst the daemon is frozen.
  let freezePercent: Double
  /// Between two appends to a log, at most.
  let produceMilliseconds: Int64
  /// Out of 100 transactions, those whose connection fails in some way.
  let badTransactionPercent: Double
  let hasTransactions: Bool
  let hasOperator: Bool
  /// At so many rows and bytes of refused records a batch ends.
  let rowsMax: Int

  init(_ random: inout Randomness) {
    daemons = Int(random.within(1...3))
    milliseconds = random.within(5_000...40_000)
    var chosen: [Disturbance] = []
    for disturbance in Disturbance.allCases where random.chance(40) { chosen.append(disturbance) }
    disturbances = chosen
    pauseMilliseconds = random.within(1_000...8_000)
    crashPercent = random.chance(50) ? 0 : random.pick([0.3, 1, 4])
    freezePercent = random.chance(70) ? 0 : random.pick([0.5, 3])
    produceMilliseconds = random.chance(15) ? 150 : 1_500
    badTransactionPercent = random.chance(30) ? 0 : random.pick([2, 10, 30])
    hasTransactions = random.chance(50)
    hasOperator = random.chance(60)
    rowsMax = random.chance(50) ? .max : Int(random.within(1...4))
  }
}
