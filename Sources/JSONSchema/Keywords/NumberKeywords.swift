import JSON

/// minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
/// (JSON Schema validation, section 6.2; draft-04 5.1). Exact decimals throughout.
extension PlanCompiler {
  func compileNumberKeyword(_ name: String, _ value: JSONValue, _ site: Site) {
    switch name {
    case "minimum":
      let isExclusive = hasFlag("exclusiveMinimum", site)
      emitBound(name, value, site) {
        isExclusive ? .exclusiveMinimum(number: $0) : .minimum(number: $0)
      }
    case "maximum":
      let isExclusive = hasFlag("exclusiveMaximum", site)
      emitBound(name, value, site) {
        isExclusive ? .exclusiveMaximum(number: $0) : .maximum(number: $0)
      }
    case "exclusiveMinimum": compileExclusive(name, value, site) { .exclusiveMinimum(number: $0) }
    case "exclusiveMaximum": compileExclusive(name, value, site) { .exclusiveMaximum(number: $0) }
    case "multipleOf": compileMultipleOf(name, value, site)
    default: break
    }
  }

  /// Whether draft-04's flag beside a bound is set.
  private func hasFlag(_ name: String, _ site: Site) -> Bool {
    site.draft.hasExclusiveFlags && site.object[name]?.boolean == true
  }

  private func compileExclusive(
    _ name: String, _ value: JSONValue, _ site: Site, _ check: (Int32) -> Check
  ) {
    guard site.draft.hasExclusiveFlags else { return emitBound(name, value, site, check) }
    let bound = name == "exclusiveMinimum" ? "minimum" : "maximum"
    guard value.boolean == nil || site.object[bound] == nil else { return }
    report(
      .malformedKeyword, site, name,
      en: "in draft-04 \(name) must be true or false and stand beside \(bound)",
      vi: "trong draft-04, \(name) phải là true hoặc false và đứng cạnh \(bound)")
  }

  private func emitBound(
    _ name: String, _ value: JSONValue, _ site: Site, _ check: (Int32) -> Check
  ) {
    guard let number = number(name, value, site) else { return }
    emit(check(Int32(plan.numbers.count)), name, of: site)
    plan.numbers.append(Bound(number))
  }

  private func compileMultipleOf(_ name: String, _ value: JSONValue, _ site: Site) {
    guard let divisor = value.number?.value, !divisor.isNegative, !divisor.isZero else {
      report(
        .malformedKeyword, site, name, en: "multipleOf must be a number greater than 0",
        vi: "multipleOf phải là số lớn hơn 0")
      return
    }
    emitBound(name, value, site) { .multipleOf(number: $0) }
  }
}

extension TapePass {
  /// Whether a number satisfies a check of this group.
  func judgeNumber(_ check: Check, _ at: Int) -> Bool {
    if let short = instance.shortDecimal(at) {
      switch check {
      case .minimum(let bound): return !isBelow(short, bound)
      case .maximum(let bound): return !isAbove(short, bound)
      case .exclusiveMinimum(let bound): return isAbove(short, bound)
      case .exclusiveMaximum(let bound): return isBelow(short, bound)
      case .multipleOf(let divisor):
        if let shortDivisor = plan.numbers[Int(divisor)].short {
          return short.isMultiple(of: shortDivisor)
        }
      default: return true
      }
    }
    return judgeExactly(check, instance.exactDecimal(at))
  }

  private func isBelow(_ value: ShortDecimal, _ bound: Int32) -> Bool {
    let bound = plan.numbers[Int(bound)]
    if let short = bound.short { return value < short }
    return ExactDecimal(coefficient: value.coefficient, scale: value.scale) < bound.exact
  }

  private func isAbove(_ value: ShortDecimal, _ bound: Int32) -> Bool {
    let bound = plan.numbers[Int(bound)]
    if let short = bound.short { return short < value }
    return bound.exact < ExactDecimal(coefficient: value.coefficient, scale: value.scale)
  }

  private func judgeExactly(_ check: Check, _ value: ExactDecimal) -> Bool {
    switch check {
    case .minimum(let bound): !(value < plan.numbers[Int(bound)].exact)
    case .maximum(let bound): !(plan.numbers[Int(bound)].exact < value)
    case .exclusiveMinimum(let bound): plan.numbers[Int(bound)].exact < value
    case .exclusiveMaximum(let bound): value < plan.numbers[Int(bound)].exact
    case .multipleOf(let divisor): value.isMultiple(of: plan.numbers[Int(divisor)].exact)
    default: true
    }
  }
}
