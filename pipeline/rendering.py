"""Jinja templates of a package, as every room reads them."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline import norwegian

FILTERS = ("number", "decimal", "signed", "percent", "joined", "sentence")


@cache
def templates(package: str, *, escape: bool) -> Environment:
    """The templates of a package; a name that is not given is an error, and numbers are written as Norwegians do.

    `escape` is for HTML; without it the text is printed as it is.
    """
    made = Environment(
        loader=PackageLoader(package),
        auto_reload=False,
        undefined=StrictUndefined,
        autoescape=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    made.filters.update({name: getattr(norwegian, name) for name in FILTERS})
    return made
