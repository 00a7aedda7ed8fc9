import Admin
import Glibc

/// What commands say to people. Results go to standard output, complaints to standard error.
enum Terminal {
  static func say(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  static func complain(_ text: String) { write("trucd: " + text + "\n", to: STDERR_FILENO) }

  /// What is neither a result nor a complaint.
  static func remark(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  static var hasColour: Bool { TerminalColour.isWelcome(on: STDOUT_FILENO) }

  static func bold(_ text: String) -> String { hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  static func red(_ text: String) -> String { hasColour ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
  static func green(_ text: String) -> String { hasColour ? "\u{1B}[32m\(text)\u{1B}[0m" : text }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      // Nobody reads any more: there is nobody left to tell.
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
