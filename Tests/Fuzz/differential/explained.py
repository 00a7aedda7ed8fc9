"""The classes of disagreement that Disagreements.md explains: which judge is at fault, and how a
reduced pair of the class is known.

A predicate looks at a reduced pair, where what does not matter for the disagreement is gone; it must
not be so wide that a fault of ours could hide in it."""

import sys
from decimal import Decimal

from lines import keywords, scalars, subschemas

OLD = ("4", "6", "7")
NODE = ("ajv", "hyperjump")
DOUBLE_MAX = int(sys.float_info.max)
UNEVALUATED = {"unevaluatedItems", "unevaluatedProperties"}


def beyond_double(line, ours, theirs):
    """A number that no double holds exactly, or a division that doubles cannot do."""
    numbers = [
        value
        for value in [*scalars(line["schema"]), *scalars(line["instances"])]
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    ]
    divides = "multipleOf" in keywords(line["schema"])
    return any(not is_double(value) or divides and abs(value) > 2**53 for value in numbers)


def in_doubles(schema, instance):
    """The numbers that a double makes of those that stand there."""

    def rounded(value):
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or abs(value) > DOUBLE_MAX:
            return value
        return int(float(value)) if isinstance(value, int) else Decimal(float(value))

    return changed(schema, rounded), changed(instance, rounded)


def is_double(value):
    try:
        return Decimal(float(value)) == value
    except OverflowError:
        return False


def siblings_of_reference(line, ours, theirs):
    return line["draft"] in OLD and any(
        isinstance(schema.get("$ref"), str) and len(schema.keys() - {"$ref", "$schema"}) > 0
        for schema in subschemas(line["schema"])
    )


def without_siblings(schema, instance):
    """What an old draft makes of a schema: a reference stands alone."""

    def alone(value):
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            return {name: value[name] for name in ("$schema", "$ref") if name in value}
        return value

    return changed(schema, alone), instance


def contains_marks_items(line, ours, theirs):
    names = set(keywords(line["schema"]))
    return line["draft"] == "2019-09" and {"contains", "unevaluatedItems"} <= names


def dynamic_anchor_by_reference(line, ours, theirs):
    return isinstance(theirs, str) and "can't resolve reference #node" in theirs


def by_dynamic_reference(schema, instance):
    def dynamic(value):
        if not isinstance(value, dict) or value.get("$ref") != "#node":
            return value
        return {"$dynamicRef" if name == "$ref" else name: inner for name, inner in value.items()}

    return changed(schema, dynamic), instance


def elements_of_contains(line, ours, theirs):
    """ajv asks for no element where all values satisfy the schema, and marks other elements."""
    names = set(keywords(line["schema"]))
    is_empty = any(value == [] for value in inside(line["instances"]))
    return "contains" in names and (is_empty or "unevaluatedItems" in names)


def siblings_of_dynamic_reference(line, ours, theirs):
    """What the reference says replaces what its siblings said."""
    return not ours and any(
        name in schema and len(schema.keys() - {name, "$schema"}) > 0
        for schema in subschemas(line["schema"])
        for name in ("$recursiveRef", "$dynamicRef")
    )


def contains_none(line, ours, theirs):
    return any(
        "contains" in schema and schema.get("maxContains") == 0
        for schema in subschemas(line["schema"])
    )


def failed_branch(line, ours, theirs):
    """A branch that fails, or that is not taken, leaves no annotations behind; ajv keeps some."""
    names = set(keywords(line["schema"]))
    branches = {"if", "oneOf", "anyOf", "not", "$ref", "$dynamicRef", "$recursiveRef"}
    return bool(names & UNEVALUATED) and bool(names & branches)


def dependent_schema_not_applied(line, ours, theirs):
    """Beside one that could evaluate members but does not apply, ajv forgets those of properties."""
    names = set(keywords(line["schema"]))
    return {"dependentSchemas", "unevaluatedProperties", "properties"} <= names


def reference_in_data(line, ours, theirs):
    return isinstance(theirs, str) and any(
        isinstance(value, dict) and "$ref" in value
        for schema in subschemas(line["schema"])
        for name in ("const", "enum")
        for value in inside(schema.get(name))
    )


def changed(value, change):
    """A value with `change` made of every value in it that is no list, the outermost first."""
    if isinstance(value, list):
        return [changed(inner, change) for inner in value]
    value = change(value)
    if isinstance(value, dict):
        return {name: changed(inner, change) for name, inner in value.items()}
    return value


def inside(value):
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from inside(inner)


def empty_name_is_required(line, ours, theirs):
    return any(
        "" in names
        for schema in subschemas(line["schema"])
        for names in [schema.get("required")]
        + [*values(schema.get("dependentRequired")), *values(schema.get("dependencies"))]
        if isinstance(names, list)
    )


def values(value):
    return value.values() if isinstance(value, dict) else ()


def broken_code(line, ours, theirs):
    return isinstance(theirs, str) and (
        "is not defined" in theirs or "Cannot set properties of undefined" in theirs
    )


CLASSES = [
    ("code that does not run", ("ajv",), broken_code),
    ("numbers as doubles", NODE, beyond_double),
    ("siblings of $ref in drafts 4 to 7", ("ajv",), siblings_of_reference),
    ("contains marks items in 2019-09", ("jsonschema-rs", "hyperjump"), contains_marks_items),
    ("elements that contains counts", ("ajv",), elements_of_contains),
    ("siblings of $recursiveRef or $dynamicRef", ("ajv",), siblings_of_dynamic_reference),
    ("maxContains of 0", ("ajv",), contains_none),
    ("dependentSchemas that do not apply", ("ajv",), dependent_schema_not_applied),
    ("annotations of a failed branch", ("ajv",), failed_branch),
    ("$ref within const or enum", ("hyperjump",), reference_in_data),
    ("the empty name is required", ("ajv",), empty_name_is_required),
    ("$ref to a $dynamicAnchor", ("ajv",), dynamic_anchor_by_reference),
]

# What a pair becomes without the fault of a class, and whose verdict both judges give about it then:
# spares reducing each.
CURES = [
    ("siblings of $ref in drafts 4 to 7", ("ajv",), OLD, without_siblings, "ours"),
    ("$ref to a $dynamicAnchor", ("ajv",), ("2020-12",), by_dynamic_reference, "ours"),
    ("numbers as doubles", NODE, ("7", "2019-09", "2020-12"), in_doubles, "theirs"),
]


def cures(judge, draft):
    return [
        (name, cure, side)
        for name, judges, drafts, cure, side in CURES
        if judge in judges and draft in drafts
    ]


def explanation(judge, line, ours, theirs):
    """The name of the class to which a disagreement belongs; None where nothing explains it."""
    for name, judges, holds in CLASSES:
        if judge in judges and holds(line, ours, theirs):
            return name
    return None
