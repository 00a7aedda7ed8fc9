/// A node of a plan while the schemas are compiled.
struct NodeDraft {
  typealias Instruction = (check: Check, site: Plan.Site)

  let place: SchemaPlace
  let resource: Int
  let scope: Int32
  var instructions: [Instruction] = []
  /// Those of ``Check/collected(own:applied:)``.
  var applied: [Instruction] = []
  var message: LocalisedText?
}
