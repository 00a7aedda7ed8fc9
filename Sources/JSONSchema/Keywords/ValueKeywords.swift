import JSON

/// type, enum, const (JSON Schema validation, section 6.1).
extension PlanCompiler {
  func compileValueKeyword(_ name: String, _ value: JSONValue, _ site: Site) {
    switch name {
    case "type": compileType(name, value, site)
    case "const":
      let literal = append(literals: [value])
      emit(.constant(literal: literal.first), name, of: site)
    case "enum":
      guard let values = value.array else {
        report(
          .malformedKeyword, site, name, en: "enum must be an array of values",
          vi: "enum phải là mảng các giá trị")
        return
      }
      emit(.enumeration(literals: append(literals: values)), name, of: site)
    default: break
    }
  }

  private func append(literals values: [JSONValue]) -> Plan.Run {
    defer { plan.literals += values.map { Literal($0, parse) } }
    return Plan.Run(first: Int32(plan.literals.count), count: Int32(values.count))
  }

  private func compileType(_ name: String, _ value: JSONValue, _ site: Site) {
    if let type = value.string.flatMap(TypeSet.init(name:)) {
      emit(type, name, site)
      return
    }
    let names = value.string.map { [$0] } ?? value.array?.compactMap(\.string)
    guard let names, !names.isEmpty, names.count == value.array?.count ?? 1,
      Set(names).count == names.count
    else {
      let list = TypeSet.names.joined(separator: ", ")
      report(
        .malformedKeyword, site, name,
        en: "type must be one of, or a list of different ones of: \(list)",
        vi: "type phải là một trong, hoặc danh sách không trùng của: \(list)")
      return
    }
    var types: TypeSet = []
    for typeName in names {
      guard let type = TypeSet(name: typeName) else {
        reportUnknownType(typeName, name, site)
        return
      }
      types.formUnion(type)
    }
    emit(types, name, site)
  }

  private func emit(_ types: TypeSet, _ name: String, _ site: Site) {
    emit(.type(types), name, of: site)
    if site.draft.countsNotationOfIntegers, types.isDisjoint(with: .fractional),
      types.contains(.integer)
    {
      emit(.integerNotation, name, of: site)
    }
  }

  private func reportUnknownType(_ typeName: String, _ name: String, _ site: Site) {
    let near = NearName.best(for: typeName, among: TypeSet.names)
    let list = TypeSet.names.joined(separator: ", ")
    report(
      .malformedKeyword, site, name,
      en: "there is no type “\(typeName)”"
        + (near.map { "; did you mean “\($0)”?" } ?? "; use one of: \(list)"),
      vi: "không có kiểu “\(typeName)”"
        + (near.map { "; có phải ý bạn là “\($0)”?" } ?? "; hãy dùng một trong: \(list)"))
  }
}

extension TapePass {
  /// Whether a number is no integer at all, or one written without fraction and exponent.
  func hasIntegerNotation(_ at: Int) -> Bool {
    guard instance.kind(at) == .number, instance.type(at) == .integer else { return true }
    let notation = instance.nodes[at].span(in: instance.base)
    return notation.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") }
  }

  func equals(_ literal: Int32, _ at: Int) -> Bool {
    Equality.holds(instance, at, plan.literals[Int(literal)].instance, Literal.root)
  }

  func isAmong(_ literals: Plan.Run, _ at: Int) -> Bool {
    literals.indices.contains {
      Equality.holds(instance, at, plan.literals[$0].instance, Literal.root)
    }
  }
}
