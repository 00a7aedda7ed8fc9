import FuzzJudging
import Glibc

#if FUZZING
  nonisolated(unsafe) private let judge = FuzzJudge()

  /// What libFuzzer calls with each input, on one thread.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func judgeOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let fault = judge.fault(of: FuzzInput(UnsafeBufferPointer(start: start, count: count))) {
      fatalError(fault)
    }
    return 0
  }
#else
  /// Without libFuzzer: judges the files that are named, such as an input that it has kept.
  @main struct Fuzz {
    static func main() {
      var isFaulty = false
      let judge = FuzzJudge()
      for path in CommandLine.arguments.dropFirst() {
        guard let bytes = contents(of: path) else {
          print("\(path): cannot be read")
          exit(66)
        }
        guard let fault = judge.fault(of: FuzzInput(bytes)) else { continue }
        print("\(path): \(fault)")
        isFaulty = true
      }
      exit(isFaulty ? 1 : 0)
    }

    private static func contents(of path: String) -> [UInt8]? {
      guard let file = fopen(path, "rb") else { return nil }
      defer { fclose(file) }
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
        bytes += buffer[..<count]
      }
      return bytes
    }
  }
#endif
