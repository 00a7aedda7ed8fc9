import Glibc
import Testing

@testable import Support

/// The proxy before an echo server, and what it spots.
@Suite("The TCP proxy")
struct TCPProxyTests {
  @Test("Bytes pass in both directions, and a new target serves new connections")
  func passes() throws {
    let (one, other) = (try EchoServer(mark: 1), try EchoServer(mark: 2))
    let proxy = try TCPProxy(to: one.port)
    defer { proxy.close() }
    let client = try #require(EchoClient(proxy.port))
    #expect(client.ask("chào") == "1chào")
    proxy.lead(to: other.port)
    #expect(client.ask("vẫn") == "1vẫn", "a connection stays where it is")
    #expect(EchoClient(proxy.port)?.ask("mới") == "2mới")
    #expect(proxy.fired == 0)
  }

  @Test("A cut before what was spotted keeps it from the server; a cut after it does not")
  func cuts() throws {
    for (effect, heard) in [(TCPProxy.Effect.cutBefore, "a "), (.cutAfter, "a COMMIT")] {
      let server = try EchoServer(mark: 1)
      let proxy = try TCPProxy(to: server.port, spotting: ByteStringSpotter(Array("COMMIT".utf8)))
      defer { proxy.close() }
      let client = try #require(EchoClient(proxy.port))
      proxy.arm(effect)
      _ = client.ask("a COMMIT")
      #expect(client.ask("more") == nil, "the connection is gone")
      #expect(eventually(seconds: 5) { server.heard == heard })
      #expect(proxy.fired == 1)
      #expect(EchoClient(proxy.port)?.ask("COMMIT") == "1COMMIT", "once is enough")
    }
  }

  @Test("A lost reply: the server hears it all, the client nothing")
  func loses() throws {
    let server = try EchoServer(mark: 1)
    let proxy = try TCPProxy(to: server.port, spotting: ByteStringSpotter(Array("COMMIT".utf8)))
    defer { proxy.close() }
    let client = try #require(EchoClient(proxy.port))
    proxy.arm(.loseReplies)
    #expect(client.ask("COMMIT", milliseconds: 300) == nil)
    #expect(client.ask("there?", milliseconds: 300) == nil)
    #expect(server.heard == "COMMITthere?", "and the connection stands")
    proxy.arm(.cutAtReply)
    #expect(EchoClient(proxy.port)?.ask("COMMIT") == nil)
    #expect(eventually(seconds: 5) { server.heard == "COMMITthere?COMMIT" })
  }

  @Test("A held connection says nothing more and stays; others pass")
  func holds() throws {
    let server = try EchoServer(mark: 1)
    let proxy = try TCPProxy(to: server.port, spotting: ByteStringSpotter(Array("COMMIT".utf8)))
    defer { proxy.close() }
    let client = try #require(EchoClient(proxy.port))
    proxy.arm(.hold)
    #expect(client.ask("a COMMIT", milliseconds: 300) == nil)
    #expect(client.ask("b", milliseconds: 300) == nil)
    #expect(server.heard == "a ")
    #expect(EchoClient(proxy.port)?.ask("c") == "1c")
    #expect(proxy.fired == 1)
  }

  @Test("While it is a black hole nothing passes, afterwards all of it; a cut ends all")
  func blackhole() throws {
    let server = try EchoServer(mark: 1)
    let proxy = try TCPProxy(to: server.port)
    defer { proxy.close() }
    let client = try #require(EchoClient(proxy.port))
    #expect(client.ask("a") == "1a")
    proxy.blackhole(true)
    usleep(50_000)
    #expect(client.ask("b", milliseconds: 300) == nil)
    proxy.blackhole(false)
    #expect(client.answer(milliseconds: 5_000) == "1b")
    proxy.cutAll()
    #expect(eventually(seconds: 5) { client.ask("c", milliseconds: 100) == nil })
    #expect(EchoClient(proxy.port)?.ask("d") == "1d")
  }

  @Test("Spotters see across the border of two pieces")
  func borders() {
    var spotter = ByteStringSpotter(Array("COMMIT".utf8))
    #expect(spotter.spot(in: Array("xxCOM".utf8)[...]) == nil)
    #expect(spotter.spot(in: Array("MITyy".utf8)[...]) == 0)
    #expect(spotter.spot(in: Array("yCOMMIT".utf8)[...]) == 1)
    var count = ByteCountSpotter(after: 5)
    #expect(count.spot(in: [1, 2, 3]) == nil)
    #expect(count.spot(in: [4, 5, 6, 7]) == 2)
    #expect(count.spot(in: [8]) == nil)
  }

  @Test("A COMMIT is spotted where a COPY came before it, however the bytes are cut up")
  func commitOfLoad() {
    func message(_ type: Character, _ body: String) -> [UInt8] {
      let length = body.utf8.count + 4
      return Array(String(type).utf8) + [0, 0, UInt8(length >> 8), UInt8(length & 255)]
        + Array(body.utf8)
    }
    let request: [UInt8] = [0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F]
    let startUp: [UInt8] = [0, 0, 0, 9, 0, 3, 0, 0, 0]
    let opening =
      message("P", "s3\0COMMIT\0\0\0") + message("B", "\0s3\0\0\0") + message("S", "")
    let copy = message("d", String(repeating: "B", count: 700)) + message("c", "")
    let commit = message("B", "\0s3\0\0\0") + message("E", "\0\0\0\0\0")
    let all = request + startUp + opening + copy
    for size in [1, 7, 64, 5_000] {
      var (spotter, copies) = (LoadCommitSpotter(), CopySpotter(afterMessages: 1))
      var found: [Int] = []
      var places: [Int] = []
      let stream = all + commit + commit
      for start in stride(from: 0, to: stream.count, by: size) {
        let piece = stream[start..<min(start + size, stream.count)]
        if let place = spotter.spot(in: piece) { found.append(place) }
        if let place = copies.spot(in: piece) { places.append(place) }
      }
      #expect(found.count == 1, "pieces of \(size): the second one follows no COPY")
      #expect(found.allSatisfy { abs($0 - all.count) < size + commit.count })
      #expect(places.count == 1)
    }
  }
}
