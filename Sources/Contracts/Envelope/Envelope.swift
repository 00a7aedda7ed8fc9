/// A record's value taken out of what it came in.
public struct Envelope {
  public enum Form: String, Sendable {
    case bare
    case cloudEventsStructured
    case cloudEventsBinary
  }

  public var form: Form
  /// The JSON text that the contract judges. At least 64 bytes after it are readable.
  public var body: UnsafeBufferPointer<UInt8>
  /// The contract that the producer means, where it says.
  public var hint: SchemaHint
  /// CloudEvents' attributes, where the record is one.
  public var eventID: String?
  public var eventSource: String?
  public var eventTime: String?

  init(_ form: Form, body: UnsafeBufferPointer<UInt8>) {
    self.form = form
    self.body = body
    hint = .none
  }
}
