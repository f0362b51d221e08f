#!/usr/bin/python3
"""Turns openapi.yaml into a C array of JSON, which the server answers at /openapi.json.

Called by the build: openapi_embed.py openapi.yaml openapi_json.c
"""
import json
import sys

import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2's view of scalars: dates stay text, only true and false are booleans."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
            or (tag.endswith(":bool") and first in "tTfF")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def main(source, target):
    with open(source, encoding="utf-8") as file:
        document = yaml.load(file, Loader)
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    # char is signed here and unsigned elsewhere: the cast makes both compile.
    rows = (", ".join(f"(char){byte}" for byte in data[i:i + 10]) for i in range(0, len(data), 10))
    with open(target, "w", encoding="ascii") as file:
        file.write("#include <stddef.h>\n\n")
        file.write("extern const char openapi_json[];\nextern const size_t openapi_json_size;\n\n")
        file.write("const char openapi_json[] = {\n    " + ",\n    ".join(rows))
        file.write(", 0};\nconst size_t openapi_json_size = sizeof(openapi_json) - 1;\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
