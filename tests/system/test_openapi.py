"""The description of the interface: complete, well formed, and what the server serves."""
import json

import jsonschema

from support.openapi import DESCRIPTION
from support.place import run


def test_every_route_is_in_the_page_and_the_other_way_round(exchange):
    served = set(run(exchange.server.binary, "--routes").split("\n")) - {""}
    routes = {" ".join(line.split()[:2]) for line in served}
    assert routes - DESCRIPTION.operations() == set(), "served, but not in openapi.yaml"
    assert DESCRIPTION.operations() - routes == set(), "in openapi.yaml, but not served"


def test_the_server_serves_this_page(exchange):
    assert exchange.server.look("/openapi.json").json() == json.loads(json.dumps(DESCRIPTION.page))


def test_schemas_and_examples_fit(exchange):
    for schema in DESCRIPTION.page["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for path, item in DESCRIPTION.page["paths"].items():
        for method, operation in item.items():
            for media in operation.get("requestBody", {}).get("content", {}).values() if isinstance(operation, dict) else ():
                if "example" in media and media["schema"].get("type") != "string":
                    jsonschema.Draft202012Validator(media["schema"], resolver=DESCRIPTION.resolver).validate(media["example"])


def test_operations_have_unique_names():
    names = [operation["operationId"] for item in DESCRIPTION.page["paths"].values()
             for method, operation in item.items() if method != "parameters"]
    assert len(names) == len(set(names))
