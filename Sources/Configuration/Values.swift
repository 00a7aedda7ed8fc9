/// A value that no log, message or printed configuration shows.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The value itself, for the library that needs it.
  public let revealed: String

  public init(_ value: String) { revealed = value }

  public var description: String { "(redacted)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A property of librdkafka and where it was set.
public struct KafkaProperty: Sendable, Equatable, CustomStringConvertible {
  public var name: String
  public var value: Secret
  /// Whether the value is shown by nobody: a password, a key, a token.
  public var isSecret: Bool
  /// So that librdkafka's complaint about a property can name its line; nil for a default.
  public var origin: Origin?

  public init(name: String, value: String, isSecret: Bool = false, origin: Origin? = nil) {
    self.name = name
    self.value = Secret(value)
    self.isSecret = isSecret
    self.origin = origin
  }

  /// The value, or a word in its place where it is secret.
  public var shownValue: String { isSecret ? value.description : value.revealed }

  public var description: String { "\(name)=\(shownValue)" }
}

/// Where a setting came from.
public enum Origin: Sendable, Hashable, CustomStringConvertible {
  case file(String, Place)
  case environment(String)

  public var description: String {
    switch self {
    case .file(let path, let place): "\(path):\(place.line):\(place.column)"
    case .environment(let name): "environment variable \(name)"
    }
  }
}

/// A partition of a fixed assignment, written `topic/0`.
public struct FixedPartition: Sendable, Hashable, CustomStringConvertible {
  public var topic: String
  public var partition: Int32

  public init(topic: String, partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  /// Nil where the text is not of that form.
  public init?(_ text: String) {
    guard let slash = text.lastIndex(of: "/"), slash > text.startIndex else { return nil }
    let number = text[text.index(after: slash)...]
    guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let partition = Int32(number)
    else { return nil }
    self.init(topic: String(text[..<slash]), partition: partition)
  }

  public var description: String { "\(topic)/\(partition)" }
}

/// A numeric host address and a port, written `127.0.0.1:9640` or `[::1]:9640`.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// IPv4 or IPv6 digits without brackets; a name is not looked up.
  public var host: String
  /// 0 lets the system choose.
  public var port: UInt16

  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  static let standard = ListenAddress(host: "127.0.0.1", port: 9640)

  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard NumericAddress.isValid(String(host)) else { return nil }
    self.init(host: String(host), port: port)
  }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
