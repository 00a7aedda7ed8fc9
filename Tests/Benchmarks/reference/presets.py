"""Shaped like cmake-presets: oneOf of closed objects told apart by a version that may stand last,
arrays whose items many schemas judge together, and maps of values of several types."""
import json

STRING = {"type": "string"}
NAME = {"type": "string", "minLength": 1}
BOOLEAN = {"type": "boolean"}
INTEGER = {"type": "integer"}


def closed(properties, *required):
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def one_or_many(item):
    return {"anyOf": [item, {"type": "array", "items": item}]}


def one_or_none(*others):
    return {"anyOf": [{"type": "null"}, *others]}


def named(values, properties=None):
    """A map with names that are not empty."""
    return {"type": "object", "properties": properties or {}, "additionalProperties": values,
            "propertyNames": {"pattern": "^.+$"}}


def rows(**properties):
    return {"type": "array", "items": {"type": "object", "properties": properties}}


def strategy():
    return {"anyOf": [STRING, closed({"value": STRING, "strategy": {"type": "string", "enum": ["set", "external"]}})]}


def table(base, names):
    """An array that each of `base` judges, whose rows have no other member than `names`."""
    return {"type": "array", "allOf": [{"$ref": f"#/$defs/{name}"} for name in base],
            "items": {"properties": {name: True for name in names}, "required": ["name"],
                      "additionalProperties": False}}


VALUE = one_or_none(BOOLEAN, STRING, closed({"type": STRING, "value": {"anyOf": [BOOLEAN, STRING]}}, "value"))
COMMON = {"name": NAME, "hidden": BOOLEAN, "inherits": one_or_many(NAME), "vendor": {"type": "object", "properties": {}},
          "displayName": STRING, "description": STRING, "environment": named(one_or_none(STRING))}
CONFIGURE = {**COMMON, "generator": STRING, "architecture": strategy(), "toolset": strategy(), "binaryDir": STRING,
             "cmakeExecutable": STRING, "cacheVariables": named(VALUE),
             "warnings": closed({name: BOOLEAN for name in ["dev", "deprecated", "uninitialized", "unusedCli"]}),
             "debug": closed({name: BOOLEAN for name in ["output", "tryCompile", "find"]})}
LATER = {"installDir": STRING, "toolchainFile": STRING, "condition": {"$ref": "#/$defs/topCondition"}}
BUILD = {**COMMON, "configurePreset": NAME, "jobs": INTEGER, "targets": one_or_many(STRING), "configuration": STRING,
         "cleanFirst": BOOLEAN, "verbose": BOOLEAN}
TEST = {**COMMON, "configurePreset": NAME, "configuration": STRING,
        "output": closed({"shortProgress": BOOLEAN, "outputOnFailure": BOOLEAN, "verbosity": {
            "type": "string", "enum": ["default", "verbose", "extra"]}}),
        "execution": closed({"stopOnFailure": BOOLEAN, "jobs": INTEGER,
                             "noTestsAction": {"type": "string", "enum": ["default", "error", "ignore"]}})}


def compared(kinds):
    return closed({"type": {"type": "string", "enum": kinds}, "lhs": STRING, "rhs": STRING}, "type", "lhs", "rhs")


CONDITIONS = [
    closed({"type": {"type": "string", "enum": ["const"]}, "value": BOOLEAN}, "type", "value"),
    compared(["equals", "notEquals"]),
    closed({"type": {"type": "string", "enum": ["inList", "notInList"]}, "string": STRING,
            "list": {"type": "array", "items": STRING}}, "type", "string", "list"),
    closed({"type": {"type": "string", "enum": ["anyOf", "allOf"]},
            "conditions": {"type": "array", "items": {"$ref": "#/$defs/condition"}}}, "type", "conditions"),
    closed({"type": {"type": "string", "enum": ["not"]}, "condition": {"$ref": "#/$defs/condition"}}, "type", "condition")]


def edition(version, configure, build, test, **more):
    properties = {"version": {"const": version}, "cmakeMinimumRequired": {"$ref": "#/$defs/minimum"},
                  "vendor": {"type": "object", "properties": {}}, "configurePresets": {"$ref": f"#/$defs/{configure}"}}
    if build:
        properties |= {"buildPresets": {"$ref": f"#/$defs/{build}"}, "testPresets": {"$ref": f"#/$defs/{test}"}}
    return {"properties": {**properties, **more}, "additionalProperties": False}


INCLUDE = {"include": {"$ref": "#/$defs/include"}}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["version"],
    "oneOf": [
        edition(1, "configure1", None, None), edition(2, "configure1", "build2", "test2"),
        edition(3, "configure3", "build3", "test3"), edition(4, "configure3", "build3", "test3", **INCLUDE),
        edition(5, "configure3", "build3", "test3", **INCLUDE), edition(6, "configure3", "build3", "test3", **INCLUDE)],
    "$defs": {
        "minimum": closed({name: INTEGER for name in ["major", "minor", "patch"]}),
        "include": {"type": "array", "items": STRING},
        "condition": {"anyOf": [BOOLEAN, *CONDITIONS]},
        "topCondition": {"anyOf": [{"$ref": "#/$defs/condition"}, {"type": "null"}]},
        "configureRows1": rows(**CONFIGURE), "configureRows3": rows(**LATER),
        "buildRows2": rows(**BUILD), "buildRows3": rows(condition={"$ref": "#/$defs/topCondition"}),
        "testRows2": rows(**TEST), "testRows3": rows(condition={"$ref": "#/$defs/topCondition"}),
        "configure1": table(["configureRows1"], CONFIGURE),
        "configure3": table(["configureRows1", "configureRows3"], {**CONFIGURE, **LATER}),
        "build2": table(["buildRows2"], BUILD), "build3": table(["buildRows3", "buildRows2"], [*BUILD, "condition"]),
        "test2": table(["testRows2"], TEST), "test3": table(["testRows3", "testRows2"], [*TEST, "condition"])}}


def record(dice):
    systems = ["linux", "windows", "macos"]
    kinds = ["debug", "release"]
    version = dice.choice([3, 3, 3, 3, 2, 4, 6])
    configure = [{"name": "base", "hidden": True, "generator": "Ninja",
                  "binaryDir": "${sourceDir}/build/${presetName}",
                  "cacheVariables": {"CMAKE_EXPORT_COMPILE_COMMANDS": "ON", "BUILD_TESTING": dice.random() < 0.5},
                  "warnings": {"dev": True, "unusedCli": False}}]
    for system in dice.sample(systems, dice.randint(1, 3)):
        for kind in kinds:
            row = {"name": f"{system}-{kind}", "displayName": f"{system.title()} {kind}", "inherits": dice.choice(["base", ["base", "tools"]]),
                   "cacheVariables": {"CMAKE_BUILD_TYPE": dice.choice([kind.title(), {"type": "STRING", "value": kind.title()}]),
                                      "CMAKE_CXX_COMPILER": dice.choice(["clang++", None])}}
            if version >= 3 and dice.random() < 0.6:
                row["condition"] = {"type": dice.choice(["equals", "notEquals"]), "lhs": "${hostSystemName}", "rhs": system}
            if dice.random() < 0.4:
                row["architecture"] = dice.choice(["x64", {"value": "x64", "strategy": "external"}])
            if dice.random() < 0.3:
                row["environment"] = {"PATH": "$penv{PATH}", "CCACHE_DIR": None}
            configure.append(row)
    names = [row["name"] for row in configure[1:]]
    build = [{"name": f"build-{name}", "configurePreset": name, "configuration": "Debug", "jobs": 4,
              "targets": dice.choice(["all", ["app", "docs"]])} for name in names]
    test = [{"name": f"test-{name}", "configurePreset": name, "output": {"outputOnFailure": True},
             "execution": {"noTestsAction": "error", "stopOnFailure": dice.random() < 0.05 or True}} for name in names]
    document = {"buildPresets": build, "cmakeMinimumRequired": {"major": 3, "minor": 21, "patch": 0},
                "configurePresets": configure, "testPresets": test}
    if dice.random() < 0.1:
        build[-1]["jobs"] = "four"
    return {"version": version, **document} if dice.random() < 0.4 else {**document, "version": version}


def presets(dice):
    return SCHEMA, [json.dumps(record(dice)) for _ in range(800)]
