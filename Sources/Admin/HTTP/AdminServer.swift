import CMicroHTTPD
import Glibc
import Synchronization

/// Serves `/metrics`, `/livez` and `/readyz` on one thread of its own with a bounded number of
/// connections.
public final class AdminServer: Sendable {
  private static let connectionsMax: UInt32 = 32
  private static let timeoutSeconds: UInt32 = 10
  private static let connectionBytesMax = 16 << 10

  /// The port that is listened on, also where 0 was asked for.
  public let port: UInt16
  private let pages: AdminPages
  private let daemon = Mutex<Daemon?>(nil)

  /// The library's handle, which its functions allow from any thread.
  private struct Daemon: @unchecked Sendable {
    var handle: OpaquePointer
  }

  /// Starts to serve. `host` is an address in digits.
  public init(
    host: String, port: UInt16, registry: MetricRegistry, health: Health
  ) throws(AdminError) {
    let listener = try Listener.open(host: host, port: port)
    self.port = listener.port
    pages = AdminPages(registry: registry, health: health)
    // `stop` ends the library's thread before this object goes, so the reference need not count.
    let context = Unmanaged.passUnretained(self).toOpaque()
    guard
      let handle = trucd_http_start(
        listener.descriptor, Self.connectionsMax, Self.timeoutSeconds, Self.connectionBytesMax,
        answerRequest, context)
    else {
      close(listener.descriptor)
      throw AdminError(code: .server, reason: "the HTTP library did not start")
    }
    daemon.withLock { $0 = Daemon(handle: handle) }
  }

  /// Stops to serve and waits for the thread's end. Does nothing the second time.
  public func stop() {
    let running = daemon.withLock { daemon in
      defer { daemon = nil }
      return daemon
    }
    if let running { MHD_stop_daemon(running.handle) }
  }

  deinit { stop() }

  fileprivate func answer(
    _ connection: OpaquePointer, method: String, path: String
  ) -> MHD_Result {
    let accept =
      MHD_lookup_connection_value(connection, .HEADER_KIND, "Accept")
      .map { String(cString: $0) } ?? ""
    let page = pages.page(method: method, path: path, accept: accept)
    let response = page.body.withUnsafeBytes { body in
      MHD_create_response_from_buffer(
        body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let response else { return .NO }
    defer { MHD_destroy_response(response) }
    MHD_add_response_header(response, "Content-Type", page.contentType)
    MHD_add_response_header(response, "Cache-Control", "no-store")
    if let allow = page.allow { MHD_add_response_header(response, "Allow", allow) }
    return MHD_queue_response(connection, page.status, response)
  }
}

/// libmicrohttpd calls this at a request's header, again for each part of its body, and once more
/// at its end. A body is never wanted.
private func answerRequest(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
  verb: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, body: UnsafePointer<CChar>?,
  bodyCount: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let url, let verb, let state else { return .NO }
  let server = Unmanaged<AdminServer>.fromOpaque(context).takeUnretainedValue()
  let method = String(cString: verb)
  if method == "GET" || method == "HEAD" {
    if state.pointee == nil {
      // Any address marks that the header has been seen.
      state.pointee = context
      return .YES
    }
    if let bodyCount, bodyCount.pointee != 0 {
      bodyCount.pointee = 0
      return .YES
    }
  }
  return server.answer(connection, method: method, path: String(cString: url))
}
