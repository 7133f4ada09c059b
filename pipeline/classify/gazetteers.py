"""Places looked up: the municipalities of Norway, and which of them took part in which programme."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from pipeline.tables import parse_number, read_table

MUNICIPAL = re.compile(r"\b(?i:kommun\w*|herad\w*|bydel\w*)\b|\b(?:KF|NAV)\b")
SAID_AFTER = re.compile(r"\s+(?:kommune|herad|bydel|eiendom)\b|\s*[,(]?\s*bydel|\s*\(vertskommun", re.IGNORECASE)
SAID_BEFORE = re.compile(r"(?:\bNAV(?:-kontoret)?(?: i)?|\bvertskommun\w*:?(?: er)?)\s+$", re.IGNORECASE)
SAID_OF_ALL = re.compile(r"\b(?:kommuner|kommunar|KF)\b")
DISTRICT = re.compile(r"\b[Bb]ydel(?:en|ene)?\s+([A-ZÆØÅ][\wæøå]+(?: [A-ZÆØÅ][\wæøå]+)?)")


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of the 428 municipalities of 2016."""

    number: str
    name: str
    county: str
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A row of programme_municipalities.csv; `counts` is yes, no or unknown, `programme_nn` its name in nynorsk if another."""

    municipality: str
    district: str
    programme: str
    year_from: int | None
    year_to: int | None
    counts: str
    certainty: str
    programme_nn: str = ""


@cache
def municipalities() -> tuple[Municipality, ...]:
    """The table that ships with the package."""
    text = resources.files("pipeline").joinpath("data", "municipalities.csv").read_text(encoding="utf-8")
    return tuple(
        Municipality(row["number"], row["name"], row["county"], tuple(filter(None, row["other_names"].split("|"))))
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _by_name() -> dict[str, str]:
    """Every name a municipality goes by, lower case, to its main name; the main name wins over a former one."""
    others = {name.lower(): place.name for place in municipalities() for name in place.other_names}
    return others | {place.name.lower(): place.name for place in municipalities()}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted((place_name(name) for name in _by_name()), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?![\w-])", re.IGNORECASE)


def place_name(name: str) -> str:
    """A name less the county in brackets that tells namesakes apart."""
    return re.sub(r"\s*\(.*?\)$", "", name)


def municipalities_in(name: str) -> list[str]:
    """The municipalities named in a grantee's name, in order.

    Only names that are said to be one count («Nes kommune», «bydel Alna», «NAV Halden», «Volda og Ørsta kommuner»): many
    places are common words, and «Kirkens Bymisjon Drammen» is no municipality. A host municipality that is said to be one
    comes first.
    """
    if not MUNICIPAL.search(name):
        return []
    said = [match for match in _pattern().finditer(name) if match[1][0].isupper() and _said(name, match)]
    said.sort(key=lambda match: not _host(name, match))
    found = [_main_name(match[1]) for match in said]
    if not found and DISTRICT.search(name):
        found = ["Oslo"]
    return list(dict.fromkeys(found))


def _said(name: str, match: re.Match[str]) -> bool:
    before, after = name[: match.start()], name[match.end() :]
    return bool(SAID_AFTER.match(after) or SAID_BEFORE.search(before) or SAID_OF_ALL.search(name))


def _host(name: str, match: re.Match[str]) -> bool:
    around = name[max(0, match.start() - 18) : match.start()] + "|" + name[match.end() : match.end() + 13]
    return bool(re.search(r"vertskommun\w*:?(?: er)?\s+\||\|\s*\(vertskommun", around, re.IGNORECASE))


@cache
def _by_place() -> dict[str, str]:
    """The same by names less their counties."""
    return {place_name(name): main for name, main in _by_name().items()}


def _main_name(found: str) -> str:
    return place_name(_by_name().get(found.lower()) or _by_place()[found.lower()])


def load_programmes(path: Path) -> tuple[Programme, ...]:
    """Read programme_municipalities.csv; no file means that no programme is known."""
    if not path.is_file():
        return ()
    table = read_table(path, required=("municipality", "programme", "counts"))
    return tuple(
        Programme(
            row.get("municipality"),
            row.get("district"),
            row.get("programme"),
            _year(row.get("year_from")),
            _year(row.get("year_to")),
            row.get("counts").lower(),
            row.get("certainty"),
            row.get("programme_nn"),
        )
        for row in table.rows
    )


def _year(cell: str) -> int | None:
    value = parse_number(cell)
    return int(value) if value is not None else None


def programme_of(name: str, grantee: str, programmes: Iterable[Programme]) -> Programme | None:
    """The programme row that decides for a municipality, or None.

    Its district's row if the grantee names it, else its own; a row that counts goes before one that does not.
    """
    rows = [row for row in programmes if row.municipality.lower() == name.lower()]
    of_district = [row for row in rows if row.district and row.district.lower() in grantee.lower()]
    whole = [row for row in rows if not row.district]
    order = {"yes": 0, "unknown": 1, "no": 2}
    return min(of_district or whole, key=lambda row: order.get(row.counts, 1), default=None)
