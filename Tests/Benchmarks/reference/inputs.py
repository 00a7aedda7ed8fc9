"""Schemas and records to measure with: fictitious, and the same from the same seed each time.

`city` is one message type of a sensor network; `nested` a trip of a city bus; the last five have
the shape of a well-known collection of configuration files: the same keywords in the same places,
records of the same size, one in ten invalid.
"""
import json
import random

from presets import presets

DRAFT = "https://json-schema.org/draft/2020-12/schema"
COMPACT = (",", ":")
SPACED = (", ", ": ")
STRING = {"type": "string"}
BOOLEAN = {"type": "boolean"}
STRINGS = {"type": "array", "items": STRING}


def closed(properties, *required, **more):
    return {"type": "object", "properties": properties, "required": list(required),
            "additionalProperties": False, **more}


def opened(properties, *required):
    return {"type": "object", "properties": properties, "required": list(required)}


def text(document, separators=COMPACT):
    return json.dumps(document, separators=separators, ensure_ascii=False)


def moment(dice, zones=("+07:00", "+07:00", "Z")):
    return (f"2026-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}T{dice.randint(0, 23):02d}:"
            f"{dice.randint(0, 59):02d}:{dice.randint(0, 59):02d}"
            + dice.choice(["", "", "", ".250"]) + dice.choice(zones))


def word(dice, least=3, most=10):
    return "".join(dice.choices("abcdefghiklmnoprstuv", k=dice.randint(least, most)))


def words(dice, least=1, most=4):
    return [word(dice) for _ in range(dice.randint(least, most))]


# A flat message: 16 properties in about 270 bytes.

def number(least, most):
    return {"type": "number", "minimum": least, "maximum": most}


CITY = {"$schema": DRAFT, "$id": "https://city.example/air.json", **closed({
    "station": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"},
    "ts": {"type": "string", "format": "date-time"},
    "device": {"type": "string", "pattern": "^[0-9]{12}$"},
    "pm25": number(0, 1000), "pm10": number(0, 2000),
    "no2": {"type": ["number", "null"], "minimum": 0, "maximum": 5000},
    "temp": number(-30, 60), "humidity": number(0, 100),
    "wind_dir": {"type": "integer", "minimum": 0, "exclusiveMaximum": 360},
    "aqi": {"type": "integer", "minimum": 0, "maximum": 500},
    "status": {"type": "string", "enum": ["ok", "degraded", "maintenance", "offline"]},
    "district": {"type": "string", "minLength": 1, "maxLength": 40},
    "lat": number(-90, 90), "lon": number(-180, 180),
    "model": {"type": "string", "maxLength": 32},
    "fw": {"type": "string", "pattern": "^[0-9]+[.][0-9]+[.][0-9]+$"},
}, "station", "ts", "device", "pm25", "aqi", "status")}
DISTRICTS = ["Hai Chau", "Thanh Khe", "Son Tra", "Ngu Hanh Son", "Lien Chieu", "Cam Le", "Hoa Vang"]
DISTRICTS_VI = ["Hải Châu", "Thanh Khê", "Sơn Trà", "Ngũ Hành Sơn", "Liên Chiểu", "Cẩm Lệ"]


def city_message(dice, districts=DISTRICTS):
    def measure(least, most, digits):
        return round(dice.uniform(least, most), digits)
    return {
        "station": f"DN-{dice.randint(1, 399):03d}", "ts": moment(dice),
        "device": f"{dice.randrange(10 ** 12):012d}",
        "pm25": measure(2, 180, 1), "pm10": measure(5, 300, 1),
        "no2": dice.choice([None, measure(1, 90, 2), measure(1, 90, 2)]),
        "temp": measure(17, 39, 1), "humidity": dice.choice([measure(40, 99, 1), dice.randint(40, 99)]),
        "wind_dir": dice.randrange(360), "aqi": dice.randint(5, 299),
        "status": dice.choice(["ok"] * 5 + ["degraded", "maintenance", "offline"]),
        "district": dice.choice(districts),
        "lat": measure(15.95, 16.15, 6), "lon": measure(108, 108.35, 6),
        "model": dice.choice(["PMS7003-rev4", "SDS011-outdoor", "SPS30-B"]),
        "fw": f"{dice.randint(1, 3)}.{dice.randrange(30)}.{dice.randrange(12)}"}


def city(dice):
    return CITY, [text(city_message(dice)) for _ in range(4000)]


def city_mixed(dice):
    lines = []
    for _ in range(4000):
        message = city_message(dice, DISTRICTS_VI if dice.random() < 0.3 else DISTRICTS)
        if dice.random() < 0.3:
            names = list(message)
            dice.shuffle(names)
            message = {name: message[name] for name in names}
        for name in ("no2", "district", "lat", "lon", "humidity", "model"):
            if dice.random() < 0.1:
                del message[name]
        lines.append(text(message, SPACED if dice.random() < 0.2 else COMPACT))
    return CITY, lines


# Nested: 1 to 3 KB.

NESTED = {
    "$schema": DRAFT, "$id": "https://city.example/trip.json",
    **opened({
        "tripId": {"type": "string", "format": "uuid"},
        "route": {"type": "string", "pattern": "^[A-Z][0-9]{1,3}[A-Z]?$"},
        "direction": {"enum": ["outbound", "inbound"]},
        "vehicle": {"$ref": "#/$defs/vehicle"},
        "startedAt": {"$ref": "#/$defs/moment"}, "endedAt": {"$ref": "#/$defs/moment"},
        "stops": {"type": "array", "minItems": 1, "maxItems": 60, "items": {"$ref": "#/$defs/stop"}},
        "fares": {"type": "array", "items": {"$ref": "#/$defs/fare"}},
        "notes": {"type": ["string", "null"], "maxLength": 400},
        "tags": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 40}},
    }, "tripId", "route", "vehicle", "startedAt", "stops"),
    "$defs": {
        "moment": {"type": "string", "format": "date-time"},
        "position": {"type": "array", "prefixItems": [number(-180, 180), number(-90, 90)],
                     "items": False, "minItems": 2},
        "vehicle": closed({
            "plate": {"type": "string", "pattern": "^[0-9]{2}[A-Z]-[0-9]{3}\\.[0-9]{2}$"},
            "capacity": {"type": "integer", "minimum": 1, "maximum": 200},
            "operator": opened({"id": {"type": "integer"}, "name": {"type": "string", "minLength": 1}}, "id"),
            "electric": BOOLEAN}, "plate", "operator"),
        "stop": closed({
            "code": {"type": "string", "pattern": "^S[0-9]{4}$"},
            "name": {"type": "string", "minLength": 1, "maxLength": 80},
            "at": {"$ref": "#/$defs/position"},
            "arrival": {"$ref": "#/$defs/moment"},
            "delay": {"type": "integer", "minimum": -3600, "maximum": 36000},
            "boarded": opened({"adult": {"type": "integer", "minimum": 0},
                               "child": {"type": "integer", "minimum": 0}}, "adult"),
            "skipped": BOOLEAN}, "code", "at", "arrival"),
        "fare": {"oneOf": [
            closed({"kind": {"const": "card"}, "card": {"type": "string", "pattern": "^[0-9]{16}$"},
                    "amount": {"type": "number", "minimum": 0}}, "kind", "card", "amount"),
            closed({"kind": {"const": "cash"}, "amount": {"type": "number", "minimum": 0}}, "kind", "amount"),
            closed({"kind": {"const": "pass"}, "pass": {"type": "string", "minLength": 4},
                    "validUntil": {"type": "string", "format": "date"}}, "kind", "pass")]},
    }}


def trip(dice):
    def stop():
        stop = {"code": f"S{dice.randrange(10000):04d}",
                "name": dice.choice(["Chợ Hàn", "Cầu Rồng", "Bến xe trung tâm", "Bien My Khe", "Cho Con"]),
                "at": [round(dice.uniform(108, 108.3), 6), round(dice.uniform(15.9, 16.2), 6)],
                "arrival": moment(dice), "delay": dice.randint(-60, 900),
                "boarded": {"adult": dice.randrange(20), "child": dice.randrange(5)}}
        if dice.random() < 0.2:
            stop["skipped"] = dice.random() < 0.5
        return stop

    def fare():
        kind = dice.choice(["card", "card", "cash", "pass"])
        if kind == "card":
            return {"kind": kind, "card": f"{dice.randrange(10 ** 16):016d}", "amount": dice.choice([7000, 8500.5])}
        if kind == "cash":
            return {"kind": kind, "amount": dice.randrange(5, 20) * 1000}
        return {"kind": kind, "pass": word(dice, 6, 8), "validUntil": f"2027-{dice.randint(1, 12):02d}-15"}
    identifier = f"{dice.getrandbits(128):032x}"
    return {
        "tripId": "-".join([identifier[:8], identifier[8:12], identifier[12:16], identifier[16:20], identifier[20:]]),
        "route": f"R{dice.randint(1, 99)}", "direction": dice.choice(["outbound", "inbound"]),
        "vehicle": {"plate": f"43B-{dice.randrange(1000):03d}.{dice.randrange(100):02d}", "capacity": 60,
                    "operator": {"id": dice.randrange(1000), "name": "Xe buýt " + word(dice)},
                    "electric": dice.random() < 0.5},
        "startedAt": moment(dice), "endedAt": moment(dice),
        "stops": [stop() for _ in range(dice.randint(4, 13))],
        "fares": [fare() for _ in range(dice.randint(2, 9))],
        "notes": dice.choice([None, "đúng giờ", "late: " + " ".join(words(dice, 4, 12))]),
        "tags": {name: word(dice) for name in words(dice, 0, 4)}}


def nested(dice):
    return NESTED, [text(trip(dice)) for _ in range(1000)]


# Shaped like code-climate: $ref with siblings, objects of a common shape, little asserted.

CHECKS = ["argument-count", "complex-logic", "file-lines", "method-complexity", "method-count",
          "method-lines", "nested-control-flow", "return-statements", "similar-code", "identical-code"]
CODE_CLIMATE = {
    "$schema": DRAFT, "$id": "https://tools.example/checks.json",
    **opened({
        "version": {"type": "string", "default": "2"},
        "prepare": {"type": "array", "items": opened({"url": {"type": "string", "format": "uri"}, "path": STRING})},
        "checks": opened({name: {
            "properties": {"config": {"properties": {"threshold": {"default": 4, "$ref": "#/$defs/threshold"}},
                                      "$ref": "#/$defs/config"}},
            "$ref": "#/$defs/enabled"} for name in CHECKS}),
        "plugins": {"type": "object", "additionalProperties": {"$ref": "#/$defs/enabled"}},
        "exclude_patterns": STRINGS}),
    "$defs": {"enabled": opened({"enabled": {"type": "boolean", "default": True}}),
              "config": {"type": "object"}, "threshold": {"type": ["integer", "null"]}}}


def code_climate_record(dice):
    def threshold():
        value = dice.choice([None, dice.randint(1, 400)])
        return str(value) if dice.random() < 0.02 else value
    record = {"checks": {name: {"config": {"threshold": threshold()}} if dice.random() < 0.7
                         else {"enabled": dice.random() < 0.5}
                         for name in dice.sample(CHECKS, dice.randint(1, 7))}}
    record["version"] = "2"
    if dice.random() < 0.4:
        record["plugins"] = {name: {"enabled": True} for name in words(dice, 1, 3)}
    if dice.random() < 0.6:
        record["exclude_patterns"] = [f"{name}/**" for name in words(dice, 1, 6)]
    if dice.random() < 0.2:
        record["ratings"] = {"paths": [f"**.{name}" for name in words(dice)]}
    return record


def code_climate(dice):
    return CODE_CLIMATE, [
        text(code_climate_record(dice), SPACED if dice.random() < 0.2 else COMPACT) for _ in range(2000)]


# Shaped like helm-lock: closed objects in an array, URIs, one moment with a long fraction.

HELM_LOCK = {"$schema": DRAFT, "$id": "https://tools.example/lock.json", **closed({
    "generated": {"type": "string", "format": "date-time"}, "digest": STRING,
    "dependencies": {"type": "array", "items": closed(
        {"name": STRING, "version": STRING, "repository": {"type": "string", "format": "uri"}},
        "name", "version", "repository")}}, "generated", "digest", "dependencies")}


def helm_lock_record(dice):
    def dependency():
        repository = f"https://{word(dice)}.example/{word(dice)}/charts"
        return {"name": "-".join(words(dice, 1, 3)),
                "repository": word(dice) if dice.random() < 0.03 else repository,
                "version": f"{dice.randrange(20)}.{dice.randrange(20)}.{dice.randrange(20)}"}
    generated = moment(dice)[:19] + f".{dice.randrange(10 ** 9):09d}" + dice.choice(["Z", "+07:00", "-05:00"])
    return {"dependencies": [dependency() for _ in range(dice.choice([0, 1, 1, 1, 2, 2, 3, 5]))],
            "digest": f"sha256:{dice.getrandbits(256):064x}", "generated": generated}


def helm_lock(dice):
    return HELM_LOCK, [
        text(helm_lock_record(dice), SPACED if dice.random() < 0.6 else COMPACT) for _ in range(2000)]


# Shaped like dependabot: enums in optional objects three levels deep.

MANAGERS = ["javascript", "ruby:bundler", "php:composer", "python", "go:modules", "go:dep", "java:maven",
            "java:gradle", "dotnet:nuget", "rust:cargo", "elixir:hex", "docker", "terraform", "submodules",
            "elm", "github_actions"]


def match(**properties):
    return {"type": "array", "items": {"type": "object", "minItems": 1,
                                       "properties": {"match": opened(properties)}}}


DEPENDABOT = {
    "$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://tools.example/updates.json",
    "definitions": {}, **opened({
        "version": {"type": "integer", "default": 1, "minimum": 1, "maximum": 1},
        "update_configs": {"type": "array", "items": opened({
            "package_manager": {"type": "string", "enum": MANAGERS}, "directory": STRING,
            "update_schedule": {"type": "string", "enum": ["live", "daily", "weekly", "monthly"]},
            "target_branch": {"type": "string", "items": STRING},
            "default_reviewers": STRINGS, "default_assignees": STRINGS, "default_labels": STRINGS,
            "default_milestone": {"type": "integer"},
            "allowed_updates": match(dependency_name=STRING, dependency_type=STRING,
                                     update_type={"type": "string", "enum": ["security", "all"]}),
            "ignored_updates": match(dependency_name=STRING, version_requirement=STRING),
            "automerged_updates": match(
                dependency_name=STRING,
                dependency_type={"type": "string", "enum": ["development", "production", "all"]},
                update_type={"type": "string", "enum": ["security:patch", "semver:patch", "semver:minor",
                                                        "in_range", "all"]}),
            "version_requirement_updates": {"type": "string", "enum": [
                "off", "auto", "widen_ranges", "increase_versions", "increase_versions_if_necessary"]},
            "commit_message": opened({"prefix": STRING, "prefix_development": STRING, "include_scope": BOOLEAN}),
        }, "package_manager", "directory", "update_schedule")}}, "version", "update_configs")}


def dependabot_record(dice):
    def config():
        config = {"package_manager": dice.choice(MANAGERS), "directory": "/" + word(dice),
                  "update_schedule": dice.choice(["live", "daily", "weekly", "monthly"])}
        if dice.random() < 0.03:
            config["update_schedule"] = "hourly"
        if dice.random() < 0.4:
            config["automerged_updates"] = [
                {"match": {"dependency_type": dice.choice(["development", "all"]), "update_type": "all"}}
                for _ in range(dice.randint(1, 3))]
        if dice.random() < 0.3:
            config["allowed_updates"] = [{"match": {"update_type": "security"}}]
        if dice.random() < 0.3:
            config["ignored_updates"] = [{"match": {"dependency_name": word(dice), "version_requirement": ">= 13.a"}}]
        if dice.random() < 0.4:
            config["default_reviewers"] = words(dice, 1, 2)
        if dice.random() < 0.2:
            config["commit_message"] = {"prefix": "fix", "include_scope": True}
        return config
    return {"version": 1, "update_configs": [config() for _ in range(dice.choice([1, 1, 2, 2, 3]))]}


def dependabot(dice):
    return DEPENDABOT, [text(dependabot_record(dice), SPACED) for _ in range(2000)]


# Shaped like fabric-mod: oneOf told apart by type, maps with a schema, names by pattern.

RANGES = {"type": "object", "additionalProperties": {"$ref": "#/$defs/versionRanges"}}
ENTRIES = {"type": "array", "items": {"$ref": "#/$defs/entrypoint"}}
FABRIC_MOD = {
    "$schema": DRAFT, "$id": "https://tools.example/module.json",
    **opened({
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9-_]{1,63}$"}, "version": STRING,
        "schemaVersion": {"type": "integer", "const": 1},
        "environment": {"$ref": "#/$defs/environment"},
        "entrypoints": {"type": "object", "additionalProperties": ENTRIES, "properties": {
            name: ENTRIES for name in ["main", "client", "server", "preLaunch", "fabric-datagen", "fabric-gametest"]}},
        "jars": {"type": "array", "items": opened({"file": STRING}, "file")},
        "languageAdapters": {"type": "object", "additionalProperties": STRING},
        "mixins": {"type": "array", "items": {"oneOf": [
            STRING, opened({"config": STRING, "environment": {"$ref": "#/$defs/environment"}})]}},
        "accessWidener": STRING, "depends": RANGES, "recommends": RANGES, "suggests": RANGES,
        "conflicts": RANGES, "breaks": RANGES, "name": STRING, "description": STRING,
        "authors": {"type": "array", "items": {"$ref": "#/$defs/person"}},
        "contributors": {"type": "array", "items": {"$ref": "#/$defs/person"}},
        "contact": {"$ref": "#/$defs/contactInfo"},
        "license": {"oneOf": [STRING, STRINGS]},
        "icon": {"oneOf": [STRING, {"type": "object", "propertyNames": {"pattern": "^[1-9][0-9]*$"},
                                    "additionalProperties": STRING}]},
        "custom": {"type": "object"}}, "id", "version", "schemaVersion"),
    "$defs": {
        "entrypoint": {"oneOf": [opened({"adapter": STRING, "value": STRING}, "value"), STRING]},
        "contactInfo": {"type": "object", "additionalProperties": STRING, "properties": {
            name: STRING for name in ["email", "irc", "homepage", "issues", "sources"]}},
        "environment": {"type": "string", "enum": ["*", "client", "server"]},
        "person": {"oneOf": [STRING, opened({"name": STRING, "contact": {"$ref": "#/$defs/contactInfo"}}, "name")]},
        "versionRanges": {"oneOf": [{"$ref": "#/$defs/versionRange"},
                                    {"type": "array", "items": {"$ref": "#/$defs/versionRange"}}]},
        "versionRange": STRING}}


def fabric_mod_record(dice):
    name = word(dice, 5, 12)
    record = {
        "schemaVersion": 1, "id": "Bad Name" if dice.random() < 0.1 else name, "version": "${version}", "name": name.title(),
        "description": " ".join(words(dice, 6, 20)), "authors": [
            dice.choice([word(dice), {"name": word(dice), "contact": {"homepage": f"https://{word(dice)}.example"}}])
            for _ in range(dice.randint(1, 3))],
        "contact": {"homepage": f"https://{name}.example/", "sources": f"https://code.example/{name}"},
        "license": dice.choice(["MIT", "LGPL-3.0-only", ["MIT", "Apache-2.0"]]),
        "icon": dice.choice([f"assets/{name}/icon.png", {"32": "small.png", "128": "large.png"}]),
        "environment": dice.choice(["*", "client"]),
        "entrypoints": {"main": [f"org.example.{name}.Main"], "client": [f"org.example.{name}.Client"]},
        "mixins": [dice.choice([f"{name}.mixins.json", {"config": f"{name}.json", "environment": "client"}])],
        "depends": {"loader": ">=0.14.21", "game": dice.choice(["~1.20.1", ["1.19.x", "1.20.x"]]), "java": ">=17"}}
    if dice.random() < 0.5:
        record["suggests"] = {"another-" + word(dice): "*"}
    if dice.random() < 0.4:
        record["custom"] = {word(dice): {"links": {word(dice): word(dice)}, "update_checker": True}}
    if dice.random() < 0.3:
        record["entrypoints"][word(dice)] = [{"adapter": "default", "value": word(dice)}]
    return record


def fabric_mod(dice):
    return FABRIC_MOD, [text(fabric_mod_record(dice), SPACED) for _ in range(1500)]


INPUTS = {
    "city": city, "city_mixed": city_mixed, "nested": nested, "code_climate_like": code_climate,
    "helm_lock_like": helm_lock, "dependabot_like": dependabot, "fabric_mod_like": fabric_mod,
    "cmake_presets_like": presets,
}


def write(name, folder):
    """Writes NAME.schema.json and NAME.jsonl; answers their paths."""
    schema, lines = INPUTS[name](random.Random(f"trucd {name}"))
    schema_path, records_path = folder / f"{name}.schema.json", folder / f"{name}.jsonl"
    schema_path.write_text(json.dumps(schema, ensure_ascii=False, indent=1))
    records_path.write_text("".join(line + "\n" for line in lines))
    return schema_path, records_path
