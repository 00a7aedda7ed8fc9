/// An input of the fuzzer: a first line that says how it is judged, then two parts.
///
/// ```
/// schema
/// {"minimum": 1}
/// ---
/// 0
/// ```
public struct FuzzInput {
  public enum Mode: String, CaseIterable, Sendable {
    /// The first part is a JSON text.
    case json
    /// A pattern and a text.
    case pattern
    /// A schema and a record; formats as the specification says.
    case schema
    /// The same with formats asserted.
    case formats
    /// The same with captures at the names that the schema knows.
    case captures
  }

  public let mode: Mode
  public let first: [UInt8]
  public let second: [UInt8]

  /// Any bytes are an input: what names no mode is judged as a schema and a record.
  public init(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    let line = bytes.prefix { $0 != 0x0a }
    let named = Mode(rawValue: String(decoding: line, as: UTF8.self))
    mode = named ?? .schema
    let body = named == nil ? bytes[...] : bytes.dropFirst(line.count + 1)
    let separator = Array("\n---\n".utf8)
    let split = body.indices.first { body[$0...].starts(with: separator) }
    first = Array(body[..<(split ?? body.endIndex)])
    second = split.map { Array(body[($0 + separator.count)...]) } ?? []
  }
}
