/// An answer to an HTTP request.
struct Page: Sendable, Equatable {
  var status: UInt32
  var contentType: String
  var body: [UInt8]
  /// The methods that a page takes, where the request had another.
  var allow: String?

  static func text(_ status: UInt32, _ text: String, allow: String? = nil) -> Page {
    Page(
      status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8),
      allow: allow)
  }
}

/// The pages of the daemon: `/metrics`, `/livez`, `/readyz`. From request to answer, no socket.
struct AdminPages: Sendable {
  let registry: MetricRegistry
  let health: Health

  /// - Parameter accept: the request's `Accept`; one that names `application/json` gets JSON.
  func page(method: String, path: String, accept: String) -> Page {
    guard let page = pages[path] else {
      return .text(404, "Not here. There are /metrics, /livez and /readyz.\n")
    }
    guard method == "GET" || method == "HEAD" else {
      return .text(405, "This page takes GET and HEAD.\n", allow: "GET, HEAD")
    }
    return page(accept.contains("application/json"))
  }

  private var pages: [String: (_ asJSON: Bool) -> Page] {
    [
      "/metrics": { _ in
        Page(status: 200, contentType: PrometheusText.contentType, body: registry.text())
      },
      "/livez": { Self.health("alive", .notAlive, health.reasons, asJSON: $0) },
      "/readyz": { Self.health("ready", .notReady, health.reasons, asJSON: $0) },
    ]
  }

  /// 200 with what is to be known, or 503 where a reason is as grave as `limit`.
  private static func health(
    _ word: String, _ limit: Health.Severity, _ reasons: [Health.Reason], asJSON: Bool
  ) -> Page {
    let isWell = reasons.allSatisfy { $0.severity < limit }
    let status = isWell ? word : "not \(word)"
    guard asJSON else {
      let lines = reasons.map { "\($0.severity.rawValue): \($0.name): \($0.message)" }
      let text = ([status] + lines.map(TextLog.oneLine)).joined(separator: "\n") + "\n"
      return .text(isWell ? 200 : 503, text)
    }
    let list = reasons.map { reason in
      "{\"name\":\(JSONText.string(reason.name)),"
        + "\"severity\":\(JSONText.string(reason.severity.rawValue)),"
        + "\"message\":\(JSONText.string(reason.message))}"
    }
    let body = "{\"status\":\"\(status)\",\"reasons\":[\(list.joined(separator: ","))]}\n"
    return Page(
      status: isWell ? 200 : 503, contentType: "application/json", body: Array(body.utf8))
  }
}
