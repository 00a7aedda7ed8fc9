import Contracts
import Testing

@Suite struct ExampleTests {
  private let contract = TestContract.file(
    TestContract.text(
      #""a": {"type": "number"}, "b": {"type": "string"}"#, schema: #""required": ["a"]"#))

  private func differences(
    _ verdict: String, _ value: String, expected: String? = nil, record: String? = nil
  ) -> [String] {
    let stem = "env/air.v1.examples/\(verdict)/x"
    var files = [contract, TestContract.file(value, at: stem + ".json")]
    if let expected { files.append(TestContract.file(expected, at: stem + ".expected.json")) }
    if let record { files.append(TestContract.file(record, at: stem + ".record.json")) }
    let examples = Example.read(files)
    #expect(examples.map(\.description) == [stem])
    let runner = ExampleRunner(ContractCatalog.load(files))
    return examples.flatMap { runner.differences(of: $0) }
  }

  @Test func acceptedAsExpected() {
    #expect(differences("accepted", #"{"a": 1.50}"#) == [])
    #expect(
      differences(
        "accepted", #"{"a": 1.50, "c": [1.0]}"#,
        expected: #"{"row": {"a": "1.50", "_extra": {"c": [1]}}}"#) == [])
  }

  @Test func differencesAreReadable() {
    #expect(
      differences(
        "accepted", #"{"a": 1.5, "b": "x"}"#, expected: #"{"row": {"a": "1.50", "z": 1}}"#) == [
          "column z: expected, but the table has no such column",
          #"column a: expected "1.50", got "1.5" (numeric)"#,
          #"column b: expected NULL, got "x" (text)"#,
        ])
    #expect(
      differences("accepted", "{}").first
        == "expected to be accepted, but rejected at stage validate:")
    #expect(
      differences("rejected", #"{"a": 1}"#) == [
        "expected to be rejected, but accepted by env/air.v1"
      ])
    #expect(
      differences("rejected", "{}", expected: #"{"stage": "decode", "errors": []}"#).first
        == "expected stage decode, got validate:")
    #expect(
      differences(
        "rejected", "{}",
        expected:
          #"{"stage": "validate", "errors": [{"instanceLocation": "/b", "keyword": "type"}]}"#) == [
          #"error expected, but not found: "/b" type"#,
          #"error found, but not expected: "" required property "a""#,
        ])
    #expect(differences("accepted", #"{"a": 1}"#, expected: "{}").count == 1)
  }

  @Test func errorsAreComparedAsASet() {
    let expected = #"""
      {"stage": "validate", "errors": [{"instanceLocation": "/b", "keyword": "type"},
        {"instanceLocation": "", "keyword": "required", "property": "a"}, {"instanceLocation": "/b", "keyword": "type"}]}
      """#
    #expect(differences("rejected", #"{"b": 1}"#, expected: expected) == [])
  }

  @Test func recordFileTellsTopicAndHeaders() {
    #expect(
      differences("accepted", #"{"a": 1}"#, record: #"{"topic": "env.air", "key": "k"}"#) == [])
    #expect(
      differences("accepted", #"{"a": 1}"#, record: #"{"topic": "other"}"#)
        == ["no contract lists the topic `other`"])
    let named =
      #"{"headers": {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "s", "ce_type": "t", "ce_dataschema": "no"}}"#
    #expect(
      differences("rejected", #"{"a": 1}"#, expected: #"{"stage": "contract"}"#, record: named)
        == [])
    #expect(
      differences("accepted", #"{"a": 1}"#, record: #"{"headers": {"x": {"base64": "AAE="}}}"#)
        == [])
    #expect(differences("accepted", #"{"a": 1}"#, record: #"{"header": {}}"#).count == 1)
    #expect(differences("accepted", #"{"a": 1}"#, record: "[").count == 1)
  }

  @Test func contractThatDoesNotLoadIsTold() {
    let files = [TestContract.file("{}", at: "env/none.v1.examples/accepted/x.json")]
    let runner = ExampleRunner(ContractCatalog.load(files))
    #expect(Example.read(files).flatMap { runner.differences(of: $0) }.count == 1)
  }
}
