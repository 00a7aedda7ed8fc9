import JSON

/// What the engine says about one record.
public enum Verdict: Sendable {
  /// The workspace holds the cells of what was captured.
  case valid
  /// The schema forbids it; ``Schema/explain(copying:limits:errorsMax:showValue:)`` tells why.
  case invalid
  /// The bytes are no acceptable JSON text, whatever the schema says.
  case malformed(JSONError)
  /// A pattern's match limit was reached, or the schemas apply one another too often or too deeply
  /// to the record: neither valid nor invalid.
  case undecided
}

/// A JSON Schema compiled once and used by any number of threads.
///
/// ```swift
/// let schema = try Schema(
///   compiling: document, at: "env/air.v1", formats: .asserted,
///   captures: [Capture(path: ["stationId"])])
/// let workspace = Workspace()
/// if case .valid = schema.validate(copying: bytes, in: workspace) { use(workspace.cells[0]) }
/// ```
public final class Schema: Sendable {
  let compiled: CompiledPlan
  let captures: CapturePlan
  /// Formats that the schema names and the engine does not know: annotations even where formats
  /// are asserted (JSON Schema validation, section 7.1). One may be a slip of the pen.
  public let unknownFormats: [SchemaProblem]
  /// nil where the schema is left to the tape pass.
  let fused: FusedPlan?

  /// Compiles a schema document with all that it refers to.
  ///
  /// - Parameters:
  ///   - document: The parsed schema.
  ///   - location: The URI or path under which the document is known; relative references resolve
  ///     against its `$id`, then against this.
  ///   - formats: Whether `format` is judged.
  ///   - defaultDraft: The version of JSON Schema by which documents are read that name none with
  ///     `$schema`; those that `document` refers to included.
  ///   - messageKeyword: A keyword whose value `{"message": {"vi": …, "en": …}}` replaces the
  ///     generated text of the errors of the value that it stands beside.
  ///   - resolve: Answers the document at an absolute or relative URI (without fragment).
  /// - Throws: ``SchemaError`` with every problem found, in all documents that were loaded.
  public init(
    compiling document: JSONValue, at location: String = "", formats: FormatMode = .specification,
    defaultDraft: SchemaDraft = .draft2020, captures: [Capture] = [],
    messageKeyword: String? = nil,
    resolve: @escaping (String) -> JSONValue? = { _ in nil }
  ) throws(SchemaError) {
    let loader = SchemaLoader(defaultDraft: defaultDraft, resolve: resolve)
    let root = loader.load(document, at: location)
    let (plan, found) = PlanCompiler.plan(
      of: root, loader: loader, formats: formats, messageKeyword: messageKeyword)
    let problems = found + MetaSchemaCheck.problems(of: loader, besides: found)
    guard problems.isEmpty else { throw SchemaError(problems: problems) }
    unknownFormats = plan.unknownFormats
    compiled = CompiledPlan(plan)
    self.captures = CapturePlan(captures, compiled)
    fused = FusedCompiler.compile(compiled, self.captures)
  }

  /// Compiles a meta-schema, which no other is asked about.
  init(
    metaSchema document: JSONValue, at uri: String, resolve: @escaping (String) -> JSONValue?
  ) throws(SchemaError) {
    let loader = SchemaLoader(defaultDraft: .draft2020, resolve: resolve)
    let root = loader.load(document, at: uri)
    let (plan, problems) = PlanCompiler.plan(of: root, loader: loader, formats: .off)
    guard problems.isEmpty else { throw SchemaError(problems: problems) }
    compiled = CompiledPlan(plan)
    unknownFormats = []
    captures = CapturePlan([], compiled)
    fused = FusedCompiler.compile(compiled, captures)
  }

  /// Judges one record.
  ///
  /// ``JSON/Scan/padding`` bytes after `bytes` must be readable; what they hold does not matter. Where
  /// `limits` mend faults, spans are offsets in the workspace's `mended`, if that is not nil.
  package func validate(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits, in workspace: Workspace
  ) -> Verdict {
    guard limits.leniency.isEmpty else {
      return validateMended(bytes, limits: limits, in: workspace)
    }
    return validateStrictly(bytes, limits: limits, in: workspace)
  }

  private func validateMended(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits, in workspace: Workspace
  ) -> Verdict {
    workspace.mendedCopy = JSONReader.mended(bytes, limits: limits).map { PaddedBytes($0) }
    return validateStrictly(workspace.mended ?? bytes, limits: limits, in: workspace)
  }

  private func validateStrictly(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits, in workspace: Workspace
  ) -> Verdict {
    validateFused(bytes, limits: limits, in: workspace)
      ?? validateByTape(bytes, limits: limits, in: workspace)
  }

  /// Judges one record: a copy of it, which the workspace keeps for ``Workspace/record``.
  public func validate(
    copying bytes: [UInt8], limits: ReaderLimits = ReaderLimits(), in workspace: Workspace
  ) -> Verdict {
    workspace.copy.assign(bytes)
    return validate(workspace.copy.bytes, limits: limits, in: workspace)
  }

  /// Whether a record is valid; false too where it is malformed or undecided.
  public func isValid(_ bytes: [UInt8], limits: ReaderLimits = ReaderLimits()) -> Bool {
    if case .valid = validate(copying: bytes, limits: limits, in: Workspace()) {
      true
    } else {
      false
    }
  }

  /// Judges a record in one pass over its bytes; nil where that pass cannot say.
  ///
  /// A record that the schema forbids is read to its end: bytes that are no JSON are malformed,
  /// whatever the schema says about what stands before them.
  @inline(__always)
  package func validateFused(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits, in workspace: Workspace
  ) -> Verdict? {
    // The fused pass does not count members: it serves where their number cannot matter.
    guard let plan = fused?.tables, bytes.baseAddress != nil, !bytes.isEmpty,
      bytes.count <= limits.payloadBytesMax, !limits.membersMayExceed(inBytes: bytes.count),
      limits.numberDigitsMax >= FusedPass.quickDigitsMax
    else { return nil }
    workspace.parse.reset()
    workspace.steps.restart(bytes: bytes.count)
    workspace.prepareCells(captures.entries.count)
    var pass = FusedPass(plan, compiled, bytes, limits, workspace)
    let isRead = pass.run()
    guard let refusal = pass.refusal else {
      if isRead, plan.pointee.memberListCount > 0 { workspace.memory.pointee.gatherMembers() }
      return isRead ? .valid : nil
    }
    if !isRead, !isAcceptable(pass.document, in: workspace) {
      return .malformed(fault(in: bytes, limits))
    }
    return refusal == .undecided ? .undecided : .invalid
  }

  private func isAcceptable(_ document: DocumentBounds, in workspace: Workspace) -> Bool {
    workspace.parse.reset()
    let first = Scan.whitespace(document.base, document.end)
    guard let next = workspace.parse.skip(first, document, depth: 0) else { return false }
    return Scan.whitespace(next, document.end) == document.end
  }

  /// Judges a record by the general tier alone.
  package func validateByTape(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits, in workspace: Workspace
  ) -> Verdict {
    guard let instance = record(bytes, limits, in: workspace) else {
      return .malformed(fault(in: bytes, limits))
    }
    var pass = TapePass(compiled, instance, workspace)
    let isValid = pass.judge(Plan.root, 0)
    if pass.isUndecided { return .undecided }
    guard isValid else { return .invalid }
    CellReader(instance: instance, scratch: workspace.scratch).fill(workspace, captures)
    return .valid
  }

  /// The document on the workspace's tape; nil where it is not acceptable.
  func record(
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: ReaderLimits, in workspace: Workspace
  ) -> Instance? {
    guard let base = bytes.baseAddress, !bytes.isEmpty, bytes.count <= limits.payloadBytesMax else {
      return nil
    }
    workspace.parse.reset()
    workspace.steps.restart(bytes: bytes.count)
    let document = DocumentBounds(base: base, count: bytes.count, limits)
    let first = Scan.whitespace(base, document.end)
    guard let next = workspace.parse.record(first, document, depth: 0),
      Scan.whitespace(next, document.end) == document.end
    else { return nil }
    return Instance(nodes: UnsafePointer(workspace.parse.tape), base: base)
  }

  private func fault(in bytes: UnsafeBufferPointer<UInt8>, _ limits: ReaderLimits) -> JSONError {
    JSONReader.fault(in: bytes, limits: limits) ?? JSONError(.unexpectedByte, offset: 0)
  }
}

extension Schema {
  /// Everything that is wrong with a record, by the general tier; meant for rejected records only.
  ///
  /// - Parameters:
  ///   - errorsMax: How many errors are kept; ``Explanation/total`` counts all.
  ///   - showValue: Whether a scalar at an instance location (JSON Pointer) may stand in messages;
  ///     where not, it is told by type and length.
  /// - Returns: No errors where the record is valid; one, without keyword, where it is malformed;
  ///   one, which names the limit and where it was reached, where the verdict is undecided.
  package func explain(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ReaderLimits, errorsMax: Int = 100,
    showValue: @escaping (String) -> Bool
  ) -> Explanation {
    let workspace = Workspace()
    workspace.mendedCopy = JSONReader.mended(bytes, limits: limits).map { PaddedBytes($0) }
    let readable = workspace.mended ?? bytes
    guard let instance = record(readable, limits, in: workspace) else {
      return Explanation(malformed: fault(in: readable, limits))
    }
    let pass = TapePass(compiled, instance, workspace)
    let limitNote = LimitNote(stepsMax: StepCount.allowance(bytes: readable.count))
    var explainer = Explainer(
      pass: pass, limits: limitNote, errorsMax: errorsMax, showValue: showValue)
    return withExtendedLifetime(workspace) {
      explainer.explain(Plan.root, 0, ExplanationPosition())
      let hasMetLimit = limitNote.error != nil || workspace.steps.isUsedUp
      guard explainer.errors.isEmpty || hasMetLimit else {
        return Explanation(errors: explainer.errors, total: explainer.total)
      }
      // To explain takes other steps than to judge: only the verdict itself says what came of them.
      switch validateStrictly(readable, limits: limits, in: workspace) {
      case .undecided: return explainer.undecided
      case .invalid where explainer.errors.isEmpty && hasMetLimit: explainer.appendUnexplained()
      default: break
      }
      return Explanation(errors: explainer.errors, total: explainer.total)
    }
  }

  /// Everything that is wrong with a record; meant for rejected records only.
  ///
  /// - Parameters:
  ///   - errorsMax: How many errors are kept; ``Explanation/total`` counts all.
  ///   - showValue: Whether a scalar at an instance location (JSON Pointer) may stand in messages;
  ///     where not, it is told by type and length.
  /// - Returns: No errors where the record is valid; one, without keyword, where it is malformed;
  ///   one, which names the limit and where it was reached, where the verdict is undecided.
  public func explain(
    copying bytes: [UInt8], limits: ReaderLimits = ReaderLimits(), errorsMax: Int = 100,
    showValue: @escaping (String) -> Bool = { _ in true }
  ) -> Explanation {
    let copy = PaddedBytes(bytes)
    return withExtendedLifetime(copy) {
      explain(copy.bytes, limits: limits, errorsMax: errorsMax, showValue: showValue)
    }
  }
}
