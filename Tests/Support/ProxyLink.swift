import Glibc

/// One connection through a proxy.
struct ProxyLink {
  private let proxy: TCPProxy
  private let client: Int32
  private let server: Int32
  private let age: Int
  private var spotter: any ByteSpotter
  private var losesReplies = false
  private var endsAtReply = false
  private var isHeld = false
  private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

  init(_ proxy: TCPProxy, client: Int32, server: Int32, age: Int) {
    self.proxy = proxy
    self.client = client
    self.server = server
    self.age = age
    spotter = proxy.spotter
  }

  /// Passes bytes on until one side ends or the proxy cuts.
  mutating func run() {
    while true {
      let state = proxy.state.withLock { $0 }
      if state.age != age { return }
      if state.isBlackhole || isHeld {
        usleep(10_000)
        continue
      }
      var ends = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: server, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&ends, 2, 20) < 0 && errno != EINTR { return }
      if ends[0].revents != 0, !pass(.toServer, state) { return }
      if ends[1].revents != 0, !pass(.toClient, state) { return }
    }
  }

  /// Passes one piece on. False where the connection ends.
  private mutating func pass(_ direction: TCPProxy.Direction, _ state: TCPProxy.State) -> Bool {
    let (from, to) = direction == .toServer ? (client, server) : (server, client)
    let count = read(from, &buffer, buffer.count)
    if count <= 0 { return false }
    if state.delayMilliseconds > 0 { usleep(UInt32(state.delayMilliseconds) * 1_000) }
    if direction == .toClient {
      if endsAtReply { return false }
      if losesReplies { return true }
    }
    let piece = buffer[..<count]
    guard direction == proxy.direction, let place = spotter.spot(in: piece),
      let effect = effectDue()
    else { return Loopback.send(piece, to: to) }
    switch effect {
    case .cutBefore:
      _ = Loopback.send(piece[..<place], to: to)
      return false
    case .cutAfter:
      _ = Loopback.send(piece, to: to)
      return false
    case .hold:
      isHeld = true
      return Loopback.send(piece[..<place], to: to)
    case .cutAtReply: endsAtReply = true
    case .loseReplies: losesReplies = true
    }
    return Loopback.send(piece, to: to)
  }

  /// The armed effect, as often as it was asked for.
  private func effectDue() -> TCPProxy.Effect? {
    proxy.state.withLock { state in
      guard state.timesLeft > 0, let effect = state.effect else { return nil }
      state.timesLeft -= 1
      state.fired += 1
      return effect
    }
  }
}
