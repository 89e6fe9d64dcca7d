"""Has one validator look at an OpenAPI document; says what it finds on stderr, and exits with 1."""

import json
import sys

validator, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    document = json.load(file)

if validator == "openapi-spec-validator":
    from openapi_spec_validator import OpenAPIV31SpecValidator

    OpenAPIV31SpecValidator(document).validate()
elif validator == "aiopenapi3":
    from aiopenapi3 import OpenAPI

    # It resolves every reference, and makes models of all schemas.
    OpenAPI("http://127.0.0.1/openapi.json", document)
else:
    sys.exit(f"no such validator: {validator}")
