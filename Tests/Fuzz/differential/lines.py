"""Lines of pairs as the generator writes them, with numbers exact."""

import json
from decimal import Decimal


def read(text):
    return json.loads(text, parse_float=Decimal)


def write(value):
    """JSON text; `json.dumps` would make doubles of decimals."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{write(name)}:{write(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def keywords(value):
    """Every name of a member anywhere in a value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from keywords(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keywords(inner)


def scalars(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from scalars(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner)
    else:
        yield value


def subschemas(value):
    """Every object within a schema; values of enum and const, too, which does no harm here."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from subschemas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from subschemas(inner)
