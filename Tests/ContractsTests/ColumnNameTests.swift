import Testing

@testable import Contracts

@Suite struct ColumnNameTests {
  @Test(arguments: [
    ("observedAt", "observed_at"), ("MaTTHC", "ma_tthc"), ("PM25", "pm25"), ("pm2.5", "pm2_5"),
    ("TênĐường", "tên_đường"), ("@context", "context"), ("HTTPServer", "http_server"),
    ("pm25Max", "pm25_max"), ("_foo__bar_", "foo_bar"), ("a-b c", "a_b_c"), ("ABC", "abc"),
    ("te\u{302}nĐu\u{31b}o\u{31b}\u{300}ng", "tên_đường"), ("$", ""), ("", ""), ("日本語", "日本語"),
  ])
  func derives(property: String, column: String) {
    #expect(Array(ColumnName.derived(from: property).utf8) == Array(column.utf8))
  }

  @Test(arguments: [
    "", "1st", "_source", "_LOADED_AT", "_extra", "_raw", "ctid", "XMIN",
    String(repeating: "a", count: 64), String(repeating: "ê", count: 32),
  ])
  func refuses(name: String) throws {
    let fault = try #require(ColumnName.fault(in: name))
    #expect(fault.en.contains("`column`"))
    #expect(!fault.vi.isEmpty)
  }

  @Test(arguments: ["a", "tên_đường", "Tên Đường", "x1", String(repeating: "a", count: 63)])
  func accepts(name: String) {
    #expect(ColumnName.fault(in: name) == nil)
  }
}
