import Glibc

/// Whether text for people may be coloured.
public enum TerminalColour {
  /// Only on a terminal, and where neither the user nor the terminal says otherwise.
  public static func isWelcome(on descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && isAllowed { getenv($0).map { String(cString: $0) } }
  }

  /// A set and not empty `NO_COLOR` forbids colour (https://no-color.org); a terminal of kind
  /// `dumb` cannot show it.
  static func isAllowed(by variable: (String) -> String?) -> Bool {
    (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
  }
}
