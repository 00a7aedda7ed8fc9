import CGNU
import Glibc

/// The broker of the demo, in a process of its own.
final class DemoBroker {
  /// Of each topic.
  static let partitions: Int32 = 2

  let address: String
  private let process: ChildProcess
  private let input: Int32

  init(log: String) throws(Demo.Failure) {
    var toBroker: [Int32] = [0, 0]
    var fromBroker: [Int32] = [0, 0]
    guard gnu_pipe(&toBroker) == 0, gnu_pipe(&fromBroker) == 0 else {
      throw Demo.Failure(status: .system, message: String(cString: strerror(errno)))
    }
    defer {
      close(toBroker[0])
      close(fromBroker[0])
    }
    do throws(ChildProcess.Failure) {
      process = try ChildProcess(
        "/proc/self/exe", ["demo-broker"], log: log, input: toBroker[0], output: fromBroker[1])
    } catch {
      throw Demo.Failure(status: .system, message: error.message)
    }
    input = toBroker[1]
    // The broker holds the other end now: if it dies, reading ends.
    close(fromBroker[1])
    address = Self.line(from: fromBroker[0])
    guard !address.isEmpty else {
      throw Demo.Failure(status: .software, message: "the broker did not start; see \(log)")
    }
  }

  /// Ends it: its standard input closes.
  func stop() {
    close(input)
    if !process.wait(milliseconds: 3_000) { process.signal(SIGKILL) }
  }

  private static func line(from descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
