/// A way in which a database refuses rows, and the record that it refuses.
struct Poison: Sendable {
  let state: String
  /// What an operator did to the table.
  let statements: @Sendable (_ table: String) -> [String]
  let record: @Sendable (_ number: Int) -> [UInt8]

  /// The property that these records have beside those of a scenario's contract.
  static let note = ", \"note\": {\"type\": \"string\", \"maxLength\": 20000}"

  /// A record that no constraint here minds.
  static func sound(_ number: Int) -> [UInt8] { make(number) }

  /// A record whose name has so many characters.
  static func named(_ number: Int, length: Int) -> [UInt8] {
    let digits = String(number)
    return make(number, name: digits + String(repeating: "ă", count: length - digits.count))
  }

  private static func make(
    _ id: Int, name: String = "ok", value: String = "1.125",
    at: String = "\"at\": \"2026-11-24T08:10:00+07:00\", ", note: String = "short"
  ) -> [UInt8] {
    Array(
      "{\"id\": \(id), \"name\": \"\(name)\", \"value\": \(value), \(at)\"note\": \"\(note)\"}".utf8
    )
  }

  static let deferred = Poison(
    state: "23503",
    statements: { table in
      [
        "CREATE TABLE names_of_\(table) (name text PRIMARY KEY)",
        "INSERT INTO names_of_\(table) VALUES ('ok')",
        "ALTER TABLE \(table) ADD FOREIGN KEY (name) REFERENCES names_of_\(table) "
          + "DEFERRABLE INITIALLY DEFERRED",
      ]
    }, record: { make($0, name: "unknown") })

  static let classes: [Poison] = [
    Poison(
      state: "22001",
      statements: { ["ALTER TABLE \($0) ALTER COLUMN note TYPE varchar(20)"] },
      record: { make($0, note: "longer than twenty characters") }),
    Poison(
      state: "22003",
      statements: { ["ALTER TABLE \($0) ALTER COLUMN value TYPE numeric(6,3)"] },
      record: { make($0, value: "123456.5") }),
    Poison(
      state: "23502",
      statements: { ["ALTER TABLE \($0) ALTER COLUMN at SET NOT NULL"] },
      record: { make($0, at: "") }),
    Poison(
      state: "23503",
      statements: { table in
        [
          "CREATE TABLE names_of_\(table) (name text PRIMARY KEY)",
          "INSERT INTO names_of_\(table) VALUES ('ok')",
          "ALTER TABLE \(table) ADD FOREIGN KEY (name) REFERENCES names_of_\(table)",
        ]
      }, record: { make($0, name: "unknown") }),
    Poison(
      state: "23505", statements: { ["CREATE UNIQUE INDEX ON \($0) (id)"] },
      record: { make($0 % 8) }),
    Poison(
      state: "23514", statements: { ["ALTER TABLE \($0) ADD CHECK (name <> 'forbidden')"] },
      record: { make($0, name: "forbidden") }),
    Poison(
      state: "23P01",
      statements: { ["ALTER TABLE \($0) ADD EXCLUDE USING btree (id WITH =)"] },
      record: { make($0 % 8) }),
    Poison(
      state: "54000", statements: { ["CREATE INDEX ON \($0) (note)"] },
      record: { make($0, note: incompressible(12_000)) }),
  ]

  private static func incompressible(_ count: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    return String((0..<count).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }
}
