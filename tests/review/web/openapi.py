"""An OpenAPI description of the web app, made of its routes and of what their handlers' modules read of a request.

Nothing is listed by hand, so that a route that is added later is described too: names of query parameters and form fields
are found in the source, bodies in JSON are the pydantic models it validates.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from pydantic import BaseModel
from starlette.routing import Route

from pipeline.review.web.listing import Filters

QUERY = re.compile(r'query_params(?:\.get\(|\.getlist\(|\[)"(\w+)"')
FIELD = re.compile(r'form(?:\.get\(|\[)"(\w+)"')
MODEL = re.compile(r"(\w+)\.model_validate\(visit\.data\)")
GAP = re.compile(r"\{(\w+)(?::(\w+))?\}")


Values = Mapping[str, Sequence[str]]  # texts that mean something to the app by name of parameter or field; "": by any other


def description(routes: Iterable[Route], values: Values) -> dict[str, Any]:
    """The description of some routes, with texts of `values` or any others in every place."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(GAP.sub(r"{\1}", route.path), {})[method.lower()] = _operation(route, method, values)
    return {"openapi": "3.1.0", "info": {"title": "temakart", "version": "1"}, "paths": paths}


def _text(name: str, values: Values) -> dict[str, Any]:
    return {"anyOf": [{"enum": list(values.get(name, values[""]))}, {"type": "string"}]}


def _operation(route: Route, method: str, values: Values) -> dict[str, Any]:
    handler = inspect.getclosurevars(route.endpoint).nonlocals["handler"]
    module = sys.modules[handler.__module__]
    source = inspect.getsource(module)
    in_path = {name: {"type": "integer"} if kind == "int" else _text(name, values) for name, kind in GAP.findall(route.path)}
    query = {*QUERY.findall(source), *(one.name for one in dataclasses.fields(Filters) if "filters_from" in source)}
    parameters = [{"name": name, "in": "path", "required": True, "schema": schema} for name, schema in in_path.items()]
    parameters += [{"name": name, "in": "query", "schema": _text(name, values)} for name in sorted(query)]
    answers = {"default": {"description": "what the page says"}}
    if method == "GET":
        return {"parameters": parameters, "responses": answers}
    return {"parameters": parameters, "responses": answers, "requestBody": {"content": _bodies(module, source, values)}}


def _bodies(module: ModuleType, source: str, values: Values) -> dict[str, Any]:
    fields = {name: _text(name, values) for name in FIELD.findall(source)}
    form = {"type": "object", "properties": fields, "additionalProperties": _text("", values)}
    models = [getattr(module, name) for name in MODEL.findall(source)]
    schemas = [_inlined(model, values) for model in models if issubclass(model, BaseModel)]
    anything: dict[str, Any] = {"type": ["object", "array", "string", "number", "boolean", "null"]}
    return {
        "application/json": {"schema": {"anyOf": [*schemas, anything]}},
        "application/x-www-form-urlencoded": {"schema": form},
    }


def _inlined(model: type[BaseModel], values: Values) -> dict[str, Any]:
    """A model's schema, in which a text may also be one that means something."""
    schema = model.model_json_schema()
    for name, one in schema["properties"].items():
        if one.get("type") == "string":
            schema["properties"][name] = {"anyOf": [_text(name, values), one]}
    return schema
