import Contracts
import Warehouse

extension Contract {
  /// The version as the warehouse records it.
  var served: ServedContract {
    ServedContract(contract: id, name: name, version: version, hash: hash, text: text)
  }

  /// The first 8 bytes of the hash in hexadecimal, as `trucd.contract.contract` holds them.
  var shortHash: String {
    hash.prefix(8).map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }
}

/// A folder that is written to in several steps is taken once it has been still for a while.
struct FolderWatch {
  let quietMilliseconds: Int64
  private var takenTraces: [FolderReader.Trace]?
  private var seen: [FolderReader.Trace]?
  private var seenAt: Int64 = 0

  init(quietMilliseconds: Int64) { self.quietMilliseconds = quietMilliseconds }

  mutating func taken(_ traces: [FolderReader.Trace]?) { takenTraces = traces }

  /// True once, when the folder differs from what was taken and has been still long enough.
  mutating func isChanged(_ traces: [FolderReader.Trace], at now: Int64) -> Bool {
    if traces == takenTraces {
      seen = nil
      return false
    }
    if traces != seen {
      seen = traces
      seenAt = now
      return false
    }
    guard now - seenAt >= quietMilliseconds else { return false }
    takenTraces = traces
    seen = nil
    return true
  }
}
