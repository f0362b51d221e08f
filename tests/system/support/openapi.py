"""The description of the interface as a judge: every answer the tests see must be in it."""
import os
import re
import sys

import jsonschema
import yaml

from .place import ROOT

sys.path.insert(0, os.path.join(ROOT, "admin"))
from openapi_embed import Loader  # noqa: E402  the build reads the page with the same loader


SENTENCE = re.compile(r"[A-Z].*[.?!]", re.S)


class Description:
    def __init__(self):
        with open(os.path.join(ROOT, "admin/openapi.yaml"), encoding="utf-8") as file:
            self.page = yaml.load(file, Loader)
        self.resolver = jsonschema.RefResolver.from_schema(self.page)
        self.validators = {}
        # the more literal path first: /v1/admin/orgs before /v1/admin/{x}
        self.paths = sorted(((re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in self.page["paths"]),
                            key=lambda row: row[1].count("{"))

    def operations(self):
        return {f"{method.upper()} {path}" for path, item in self.page["paths"].items()
                for method in item if method in ("get", "post", "put", "patch", "delete")}

    def path_of(self, path):
        return next((template for pattern, template in self.paths if pattern.fullmatch(path)), None)

    def check(self, method, path, status, content_type, body):
        """Fails when the answer is not as the page describes it."""
        self._well_said(body, path)
        template = self.path_of(path.split("?")[0])
        operation = self.page["paths"].get(template, {}).get(method.lower())
        if operation is None:
            assert status in (401, 404, 405), f"{method} {path} answered {status} and is not in openapi.yaml"
            self._valid("Problem", {"$ref": "#/components/schemas/Problem"}, body, path)
            return
        response = self._response(operation, status)
        if status == 204:
            assert body is None and "content" not in response, f"{operation['operationId']} answered 204, which has no body"
            return
        media = content_type.split(";")[0]
        assert media in response.get("content", {}), \
            f"{operation['operationId']} answered {status} as {media}, which openapi.yaml does not have: {body}"
        self._valid((operation["operationId"], status, media), response["content"][media]["schema"], body, path)

    def _well_said(self, body, path):
        """What a problem says are sentences that stand by themselves."""
        if isinstance(body, dict) and "detail" in body and "title" in body:
            for text in [body["detail"], *(fault["message"] for fault in body.get("errors", []))]:
                assert SENTENCE.fullmatch(text), f"{path} says, and not in a sentence: {text}"

    def _response(self, operation, status):
        responses = operation["responses"]
        response = responses.get(str(status)) or (responses["default"] if status >= 400 else None)
        assert response, f"{operation['operationId']} answered {status}, which openapi.yaml does not have"
        return self.resolver.resolve(response["$ref"])[1] if "$ref" in response else response

    def _valid(self, key, schema, body, path):
        if key not in self.validators:
            self.validators[key] = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        fault = next(iter(sorted(self.validators[key].iter_errors(body), key=lambda e: -len(e.absolute_path))), None)
        assert fault is None, (f"the answer of {path} does not fit openapi.yaml at "
                               f"/{'/'.join(map(str, fault.absolute_path))}: {fault.message}\n{body}")


DESCRIPTION = Description()
