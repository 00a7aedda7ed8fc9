import Glibc

/// A TCP socket that listens on a numeric address.
struct Listener {
  let descriptor: Int32
  /// What the system chose where 0 was asked for.
  let port: UInt16

  private static let backlog: Int32 = 64

  static func open(host: String, port: UInt16) throws(AdminError) -> Listener {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &list) == 0, let address = list?.pointee else {
      throw AdminError(code: .address, reason: "\(host) is no address in digits")
    }
    defer { freeaddrinfo(list) }

    let type = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.ai_family, type, address.ai_protocol)
    guard descriptor >= 0 else { throw AdminError.last(.socket) }
    var yes: Int32 = 1
    // A restart must not wait for the connections of the process before.
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0,
      listen(descriptor, backlog) == 0, let port = boundPort(of: descriptor)
    else {
      let error = AdminError.last(.socket)
      close(descriptor)
      throw error
    }
    return Listener(descriptor: descriptor, port: port)
  }

  private static func boundPort(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { raw -> UInt16? in
      guard let base = raw.baseAddress,
        getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length) == 0
      else { return nil }
      // The port stands at the same place in sockaddr_in and sockaddr_in6.
      return UInt16(bigEndian: raw.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }
  }
}

/// Why the admin pages cannot be served.
public struct AdminError: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The address is not one.
    case address
    /// The system refused the socket.
    case socket
    /// The HTTP library did not start.
    case server
  }

  public var code: Code
  public var reason: String

  static func last(_ code: Code) -> AdminError {
    AdminError(code: code, reason: String(cString: strerror(errno)))
  }

  public var description: String { reason }
}
