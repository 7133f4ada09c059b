"""The numbers of each published form, read back as its reader would."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from openpyxl import load_workbook

from pipeline.matrix.estimated import printed_rows, written
from pipeline.matrix.longform import column_id, row_id
from pipeline.matrix.values import Matrix
from pipeline.project import Project

BASES = ("coded", "suggested", "uncertain")
Numbers = dict[tuple[str, str], tuple[int, ...]]


def read(project: Project, name: str) -> str:
    return (project.matrix / name).read_text(encoding="utf-8")


def counted(matrix: Matrix) -> Numbers:
    columns = (*matrix.columns_of("recipient"), matrix.total)
    found: Numbers = {}
    for row in (*matrix.themes, matrix.everything):
        for column in columns:
            count = matrix.count(row, column)
            found[row_id(row), column_id(column)] = (count.coded, count.suggested, count.uncertain)
    return found


def in_csv(project: Project) -> Numbers:
    lines = csv.DictReader(io.StringIO(read(project, "kunnskapsmatrise.csv")))
    names = ("coded", "suggested", "too_few_examples")
    kinds = {("theme", "recipient"), ("theme", "all"), ("all", "recipient"), ("all", "all")}
    return {
        (x["row"], x["column"]): tuple(int(x[name]) for name in names)
        for x in lines
        if (x["row_kind"], x["column_kind"]) in kinds
    }


def in_workbook(project: Project, matrix: Matrix) -> Numbers:
    sheet = load_workbook(project.matrix / "kunnskapsmatrise.xlsx")["Matrise"]
    ids = {row.label: row_id(row) for row in (*matrix.themes, matrix.everything)}
    columns = [column_id(column) for column in (*matrix.columns_of("recipient"), matrix.total)]
    found: Numbers = {}
    letters: tuple[object, ...] = ()
    for first, *cells in sheet.iter_rows(values_only=True):
        letters = tuple(cells) if "= " in str(first) else letters
        if name := ids.get(str(first).removesuffix(" *")):
            numbers = dict(zip(itertools.product(columns, letters[: len(letters) // len(columns)]), cells, strict=False))
            for column in columns:
                found[name, column] = tuple(int(str(numbers.get((column, letter), 0))) for letter in ("K", "(F)", "U?"))
    return found


BOKMAL = frozenset(
    re.findall(
        r"\w+",
        """anslagene bare bygger de dem eksempel eksempler en ennå et foreslår foreslått fra gjelder hele hva hvem hver
        hvilke hvor høyere ikke kodeboken kodede kodet kunnskapsmatrisen leses lest matrisen mennesker mer mottaker mottakere
        mulige noe noen også porteføljens rapportene rapporter sammen sannsynlighet siden tallene tegn telles temaene
        utgave utvalg utvalget vanligere velg verken åpne""",
    )
)


def bokmal_in(text: str) -> set[str]:
    """Words of a nynorsk text that only bokmål has, outside of quotations."""
    return set(re.findall(r"[a-zæøå]+", re.sub(r"«[^»]*»", "", text).lower())) & BOKMAL


def seen(text: str) -> str:
    """What a reader sees or hears of a page, without its styles and scripts."""
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
    heard = re.findall(r'(?:aria-label|data-label)="([^"]*)"', body)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", body), *heard]))


Told = dict[tuple[str, str, str, str], str]


def estimated(matrix: Matrix) -> Told:
    """Every estimate in words, by row and column."""
    return {
        (row.kind, row_id(row), column.kind, column_id(column)): written(one) for (row, column), one in matrix.estimates.items()
    }


def estimates_in_csv(project: Project) -> Told:
    lines = csv.DictReader(io.StringIO(read(project, "kunnskapsmatrise.csv")))
    return {
        (x["row_kind"], x["row"], x["column_kind"], x["column"]): _told(x["estimate"], x["low"], x["high"])
        for x in lines
        if x["basis"]
    }


def estimates_in_workbook(project: Project, matrix: Matrix) -> Told:
    sheet = load_workbook(project.matrix / "kunnskapsmatrise.xlsx")["Alle anslag"]
    names = [(row, column) for row in printed_rows(matrix) for column in matrix.columns]
    lines = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [(line[0], line[2]) for line in lines] == [(row.label, column.label) for row, column in names]
    return {
        (row.kind, row_id(row), column.kind, column_id(column)): _told(*(str("" if x is None else x) for x in line[6:9]))
        for (row, column), line in zip(names, lines, strict=True)
        if line[9] != "ikke anslått"
    }


def estimates_in_page(project: Project) -> Told:
    return estimates_in(read(project, "kunnskapsmatrise.html"))


def estimates_in(text: str) -> Told:
    """The estimates of a page by row and column."""
    lines = re.findall(r'<tr data-of="(\S+) (.+?)"(.+?)</tr>', text)
    return {
        (row_kind, unescape(row), column_kind, unescape(column)): unescape(re.sub(r"</?span>", "", text))
        for row_kind, row, line in lines
        for column_kind, column, text in re.findall(r'data-in="(\S+) (.+?)" [^>]+>(.*?)</button>', line)
    }


def _told(value: str, low: str, high: str) -> str:
    """An estimate's numbers as words, whatever stands instead of a number where it would mean nothing."""
    if not value:
        return ""
    return value if low == high else f"{value}\u00a0({low}–{high})"


class Page(HTMLParser):
    """The page's cells, links and embedded data, read as a browser without script would."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.row, self.column, self.kind = "", "", ""
        self.numbers: dict[tuple[str, str], dict[str, int]] = {}
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.script = ""
        self.data: Any = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        self.fetched += [found[name] for name in ("src", "srcset", "action") if name in found]
        self.fetched += [found["href"] for _ in (0,) if not found.get("href", "#").startswith("#")]
        self.row = found.get("data-row", self.row)
        if "data-column" in found:
            self.column = found["data-column"]
            self.numbers[self.row, self.column] = dict.fromkeys(BASES, 0)
        self.kind = found.get("class", "").split(" ")[0]
        self.script = found.get("id", "") if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self.script == "data":
            self.data = json.loads(data)
        if self.kind in BASES and data.strip() and (self.row, self.column) in self.numbers:
            self.numbers[self.row, self.column][self.kind] = int(re.sub(r"\D", "", data))

    def handle_endtag(self, tag: str) -> None:
        self.kind = self.script = ""
        if tag == "td":
            self.column = ""


def in_page(project: Project) -> Numbers:
    found = Page(read(project, "kunnskapsmatrise.html")).numbers
    return {address: tuple(numbers[name] for name in BASES) for address, numbers in found.items()}
