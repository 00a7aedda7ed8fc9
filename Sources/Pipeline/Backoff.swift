/// Waiting times between attempts: doubling from `firstMilliseconds` to `lastMilliseconds`, each
/// shortened by up to half at random, so that many lanes do not come back in one instant.
public struct Backoff: Sendable {
  public let firstMilliseconds: Int64
  public let lastMilliseconds: Int64
  public private(set) var attempts = 0

  public init(firstMilliseconds: Int64 = 100, lastMilliseconds: Int64 = 10_000) {
    self.firstMilliseconds = firstMilliseconds
    self.lastMilliseconds = lastMilliseconds
  }

  /// The next waiting time in milliseconds.
  public mutating func next(using generator: inout some RandomNumberGenerator) -> Int64 {
    let doubled = firstMilliseconds << Int64(min(attempts, 20))
    let full = min(max(doubled, firstMilliseconds), lastMilliseconds)
    attempts += 1
    return Int64.random(in: (full + 1) / 2...full, using: &generator)
  }

  public mutating func reset() { attempts = 0 }
}
