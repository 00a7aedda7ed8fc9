"""Makes a disagreement small: takes away what does not matter for it."""

from lines import subschemas


def reduced(value, holds):
    """The value with as little in it as still makes `holds` true."""
    if isinstance(value, dict):
        for name in list(value):
            if name == "$schema":
                continue
            smaller = {key: inner for key, inner in value.items() if key != name}
            if holds(smaller):
                value = smaller
        for inner in list(value.values()):
            if isinstance(inner, (dict, list)) and holds(inner):
                return reduced(inner, holds)
        for name in list(value):
            outer = value
            smaller = reduced(value[name], lambda inner: holds({**outer, name: inner}))
            value = {**value, name: smaller}
    elif isinstance(value, list):
        place = 0
        while place < len(value):
            smaller = value[:place] + value[place + 1 :]
            if holds(smaller):
                value = smaller
            else:
                place += 1
        for inner in value:
            if isinstance(inner, (dict, list)) and holds(inner):
                return reduced(inner, holds)
        for place in range(len(value)):
            outer = value
            smaller = reduced(
                value[place], lambda inner: holds(outer[:place] + [inner] + outer[place + 1 :])
            )
            value = value[:place] + [smaller] + value[place + 1 :]
    return value


def shrink(schema, instance, disagree):
    """A small pair about which the judges still disagree, by the same draft."""
    draft = schema["$schema"]

    def holds_schema(smaller):
        return (
            isinstance(smaller, dict)
            and smaller.get("$schema", draft) == draft
            # Drafts and judges differ about an empty enum: that would be another disagreement.
            and not any(inner.get("enum") == [] for inner in subschemas(smaller))
            and disagree({"$schema": draft, **smaller}, instance)
        )

    for _ in range(3):
        before = (schema, instance)
        instance = reduced(instance, lambda smaller: disagree(schema, smaller))
        schema = {"$schema": draft, **reduced(schema, holds_schema)}
        if (schema, instance) == before:
            break
    return schema, instance
