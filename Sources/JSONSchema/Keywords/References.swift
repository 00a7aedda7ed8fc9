import JSON

/// $ref, $dynamicRef (JSON Schema core, section 8.2.3) and 2019-09's $recursiveRef (its core,
/// section 8.2.4.2). All become plain references: the dynamic scope is known when a schema is
/// compiled.
extension PlanCompiler {
  func compileReferenceKeyword(_ name: String, _ site: Site) {
    switch name {
    case "$ref": compileReference(site)
    case "$dynamicRef": compileDynamicReference(name, site)
    case "$recursiveRef": compileRecursiveReference(name, site)
    default: break
    }
  }

  func compileReference(_ site: Site) {
    emitReference("$ref", site) { resolver.target(of: $0, from: site.resource) }
  }

  private func compileDynamicReference(_ name: String, _ site: Site) {
    emitReference(name, site) { reference in
      resolver.dynamicTarget(of: reference, from: site.resource) {
        outermostResource(of: $0, from: site)
      }
    }
  }

  private func compileRecursiveReference(_ name: String, _ site: Site) {
    guard site.object[name]?.string == "#" else {
      report(
        .malformedKeyword, site, name, en: "$recursiveRef must be “#”",
        vi: "$recursiveRef phải là “#”")
      return
    }
    let target = resolver.recursiveTarget(from: site.resource) {
      outermostResource(of: $0, from: site)
    }
    emit(.reference(node: node(of: target, from: site)), name, of: site)
  }

  private func emitReference(
    _ name: String, _ site: Site, target: (String) -> ReferenceResolver.Target?
  ) {
    guard let reference = site.object[name]?.string else {
      report(
        .malformedKeyword, site, name, en: "\(name) must be a string",
        vi: "\(name) phải là một chuỗi")
      return
    }
    guard let target = target(reference) else {
      report(
        .unresolvedReference, site, name,
        en: "nothing answers to the reference “\(reference)”; check the file's path, its $id and"
          + " the part after #",
        vi: "không tìm thấy đích của tham chiếu “\(reference)”; hãy kiểm tra đường dẫn tệp, $id và"
          + " phần sau dấu #")
      return
    }
    emit(.reference(node: node(of: target, from: site)), name, of: site)
  }
}
