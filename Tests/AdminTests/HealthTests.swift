import Testing

@testable import Admin

@Suite struct HealthTests {
  private let health = Health()

  private func page(
    _ path: String, method: String = "GET", accept: String = "*/*"
  ) -> Page {
    AdminPages(registry: MetricRegistry(), health: health)
      .page(method: method, path: path, accept: accept)
  }

  private func body(_ page: Page) -> String { String(decoding: page.body, as: UTF8.self) }

  @Test func withoutReasonsAllIsWell() {
    #expect(page("/livez") == .text(200, "alive\n"))
    #expect(page("/readyz") == .text(200, "ready\n"))
    #expect(health.isReady && health.isAlive)
  }

  @Test func reasonsAreNamedAndEachPageTakesTheGraveOnes() {
    health.report("contract env/air.v1", .notice, "left out")
    #expect(page("/readyz").status == 200)
    health.report("warehouse", .notReady, "does not\nanswer")
    #expect(
      page("/readyz")
        == .text(
          503,
          "not ready\nnot ready: warehouse: does not\\nanswer\n"
            + "notice: contract env/air.v1: left out\n"))
    #expect(page("/livez").status == 200)
    health.report("lane 1", .notAlive, "hangs")
    #expect(page("/livez").status == 503)
    #expect(!health.isAlive && !health.isReady)
    for name in ["warehouse", "lane 1"] { health.clear(name) }
    #expect(page("/readyz").status == 200)
  }

  @Test func programsGetJSON() {
    health.report("warehouse", .notReady, "\"kho\" is away")
    let page = page("/readyz", accept: "application/json")
    #expect(page.contentType == "application/json")
    #expect(
      body(page) == "{\"status\":\"not ready\",\"reasons\":[{\"name\":\"warehouse\","
        + "\"severity\":\"not ready\",\"message\":\"\\\"kho\\\" is away\"}]}\n")
  }

  @Test(arguments: ["/", "", "/metrics/", "/../etc/passwd", "/LIVEZ", "/%6Divez"])
  func otherPathsAreNotThere(_ path: String) {
    #expect(page(path).status == 404)
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", ""])
  func otherMethodsAreNotAllowed(_ method: String) {
    let page = page("/metrics", method: method)
    #expect(page.status == 405)
    #expect(page.allow == "GET, HEAD")
  }
}

@Suite struct WatchdogTests {
  @Test func aThreadIsLateWhenItNeitherAdvancesNorNamesItsWait() {
    let clock = TestClock()
    let watchdog = Watchdog(now: { clock.now })
    let lane = watchdog.watch("lane 1", within: .seconds(10))
    let poll = watchdog.watch("poll", within: .seconds(10))
    clock.advance(.seconds(9))
    poll.beat()
    lane.waits(for: "the warehouse", atMost: .seconds(60))
    clock.advance(.seconds(11))
    #expect(
      watchdog.late == [Watchdog.Late(thread: "poll", activity: "working", since: .seconds(11))])
    poll.beat()
    #expect(watchdog.late.isEmpty)
    watchdog.forget(poll)
    clock.advance(.seconds(60))
    #expect(watchdog.late.map(\.activity) == ["the warehouse"])
    lane.beat()
    #expect(watchdog.late.isEmpty)
  }
}
