#!/usr/bin/env python3
"""Reads lines of JSON, `{"service": …, "operation": …, "output": …}`, and says what of each output is not in the model of the operation:
a member that does not exist, a value of another type. With the aws program's own Python; prints one line for each fault."""

import json
import sys

import awscli.clidriver
from botocore import xform_name

NUMBERS = ("integer", "long", "float", "double")


def faults(shape, value, path):
    kind = shape.type_name
    if value is None:
        return
    if kind == "structure":
        if not isinstance(value, dict):
            # A document that the program parses for the reader.
            yield f"{path}: {type(value).__name__} for a structure"
            return
        for name, inner in value.items():
            if name not in shape.members:
                if not getattr(shape, "is_document_type", False):
                    yield f"{path}.{name}: no such member"
                continue
            yield from faults(shape.members[name], inner, f"{path}.{name}")
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{path}: {type(value).__name__} for a list"
            return
        for inner in value[:20]:
            yield from faults(shape.member, inner, f"{path}[]")
    elif kind == "map":
        if not isinstance(value, dict):
            yield f"{path}: {type(value).__name__} for a map"
            return
        for inner in value.values():
            yield from faults(shape.value, inner, f"{path}{{}}")
    elif kind in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield f"{path}: {type(value).__name__} for a number"
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{path}: {type(value).__name__} for a boolean"
    elif kind == "string":
        # Policies are shown parsed.
        if not isinstance(value, str) and not path.endswith("Document"):
            yield f"{path}: {type(value).__name__} for a string"


def main():
    table = awscli.clidriver.create_clidriver()._get_command_table()
    known = {}
    for line in sys.stdin:
        asked = json.loads(line)
        service, operation = asked["service"], asked["operation"]
        if service not in known:
            model = table[service].service_model
            known[service] = {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}
        model = known[service].get(operation)
        if model is None:
            print(f"{service} {operation}: no such operation")
            continue
        output = dict(asked["output"] or {})
        output.pop("NextToken", None)
        if model.output_shape is None:
            continue
        for fault in sorted(set(faults(model.output_shape, output, f"{service} {operation} "))):
            print(fault)


main()
