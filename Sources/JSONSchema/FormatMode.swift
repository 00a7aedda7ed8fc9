/// What the keyword `format` means to the compiled schema.
public enum FormatMode: Sendable {
  /// As the specification has it: a value must conform where the schema's meta-schema uses the
  /// format-assertion vocabulary (2020-12 validation, section 7.2.2) or requires 2019-09's format
  /// vocabulary; elsewhere `format` is an annotation without effect on the verdict. Drafts 4 to 7
  /// leave the choice to the implementation; here it is an annotation in them too, as the official
  /// test suite has it.
  case specification
  /// A value must conform, in every draft. A format that this engine does not know is an annotation,
  /// listed in ``Schema/unknownFormats``.
  case asserted
  /// Never judged, whatever a meta-schema says; draft-07's `contentEncoding` and `contentMediaType`,
  /// which are judged otherwise, neither.
  case off
}
