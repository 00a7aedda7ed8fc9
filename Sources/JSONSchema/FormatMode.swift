/// What the keyword `format` means to the compiled schema.
public enum FormatMode: Sendable {
  /// A value must conform (JSON Schema's format-assertion vocabulary). A schema that names a
  /// format which this engine does not know is refused.
  case asserted
  /// An annotation without effect on the verdict, as the specification has it by default.
  case annotation
}
