"""A schema of 100 KB, as a city's catalogue of message types would be in one file."""
from inputs import BOOLEAN, DRAFT, STRING, closed, number, opened, word


def field(dice):
    kind = dice.randrange(10)
    if kind < 3:
        return {"type": "string", "minLength": 1, "maxLength": dice.randint(10, 200), "description": word(dice)}
    if kind < 5:
        return number(dice.randint(-100, 0), dice.randint(1, 1000))
    if kind == 5:
        return {"type": "string", "enum": [word(dice) for _ in range(dice.randint(2, 8))]}
    if kind == 6:
        return {"type": "string", "format": dice.choice(["date-time", "date", "uri", "uuid", "email"])}
    if kind == 7:
        return {"type": "string", "pattern": dice.choice([
            f"^{word(dice, 2, 3).upper()}-[0-9]{{{dice.randint(3, 12)}}}$", f"^[A-Z]{{{dice.randint(2, 5)}}}$",
            "^[0-9]+([.][0-9]+)*$", "^.{1,80}$", f"^{word(dice, 2, 4)}(/[a-z0-9_]+)+$"])}
    if kind == 8:
        return {"anyOf": [STRING, {"type": "array", "items": STRING}]}
    return {"type": "array", "maxItems": 100, "items": opened({word(dice): BOOLEAN, word(dice): number(0, 9)})}


def large(dice, least_bytes=100_000):
    import json
    schema = {"$schema": DRAFT, "type": "object", "properties": {}, "$defs": {}}
    while len(json.dumps(schema)) < least_bytes:
        name = f"message{len(schema['$defs'])}"
        properties = {word(dice, 4, 12): field(dice) for _ in range(dice.randint(8, 20))}
        schema["$defs"][name] = closed(properties, *list(properties)[:4], title=word(dice), description=word(dice))
        schema["properties"][name] = {"$ref": f"#/$defs/{name}"}
    return schema
