"""What the register, the file's name and the first pages say of a report's place among the reports of its project."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Literal

from pipeline.documents import Document
from pipeline.language.shingles import words_of
from pipeline.register import Report

Stage = Literal["final", "plain", "interim", "draft"]
Rank = tuple[bool, int, int, str]
STAGES: tuple[Stage, ...] = ("final", "plain", "interim", "draft")
NEAR_SAME = 0.8
MOST_YEARS_BETWEEN = 3
STAMP_PAGES, STAMP_WORDS = 2, 4
_DRAFT = re.compile(
    r"utkast|\bdraft|\bkladd|(?:foreløpig|førebels) (?:rapport|versjon|utgave|utgåve)|(?:arbeids|hørings)versjon",
    re.IGNORECASE,
)
_STAMP = re.compile(r"\W*(?:\w*utkast|draft|kladd)\b", re.IGNORECASE)
_FINAL = re.compile(r"slutt(?:rapport|evaluering|føring)|\bendelig|\bendeleg|\bfinal\b", re.IGNORECASE)
_INTERIM = re.compile(
    r"delrapport|halvår|kvartal|tertial|års(?:rapport|melding)|status|underve[ig]s|midtve[ig]s|fr[ae]mdrift|milepæl|"
    r"\binterim|progress report",
    re.IGNORECASE,
)
_SORT_OF_REPORT = re.compile(
    r"rapport(?:ering|en|a|er)?$|årsmeldinga?$|^halvår|^skjema$|^utkast|^draft|^versjon|^v\d*$|^ende?lig|^endeleg|^status|"
    r"^prosjekt(?:et)?$|^\d+$|^(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)$"
)
_LITTLE_WORDS = frozenset(
    ["i", "på", "og", "for", "om", "fra", "frå", "til", "av", "ved", "med", "en", "et", "ei", "ein", "eit", "den", "det", "de"]
)
_ANY_GRANTEE = frozenset(["kommune", "kommunen", "nav", "i", "og", "as", "sa", "stiftelsen", "region"])


@dataclass(frozen=True, slots=True)
class Signs:
    """Who got the grant, what the project is called, and which of its reports this is, as far as anything says it."""

    grantee: frozenset[str]
    project: str
    stage: Stage
    first_year: int | None
    last_year: int | None

    @classmethod
    def of(cls, report: Report, document: Document) -> Signs:
        """The signs of one report."""
        grantee = frozenset(words_of(report.grantee)) - _ANY_GRANTEE
        words = [word for word in words_of(report.title.replace("_", " ")) if not _SORT_OF_REPORT.search(word)]
        project = " ".join(word for word in words if word not in _LITTLE_WORDS | grantee | _ANY_GRANTEE)
        first, last = report.year_from or report.year_to, report.year_to or report.year_from
        stage = "draft" if any(_STAMP.match(block) for block in _stamps(document)) else stage_of(report)
        return cls(grantee, project, stage, first, last)

    def same_grantee(self, other: Signs) -> bool:
        """Whether both name the same grantee, one perhaps with more words."""
        both = self.grantee and other.grantee
        return bool(both) and (self.grantee <= other.grantee or other.grantee <= self.grantee)

    def other_grantee(self, other: Signs) -> bool:
        """Whether the two name grantees that have no word in common."""
        return bool(self.grantee and other.grantee) and not self.grantee & other.grantee

    def same_project(self, other: Signs) -> bool:
        """Whether both titles, less what sort of report it is, name the project almost alike."""
        if not self.project or not other.project:
            return False
        first, second = sorted((self.project, other.project))
        return SequenceMatcher(None, first, second, autojunk=False).ratio() >= NEAR_SAME

    def in_time(self, other: Signs) -> bool:
        """Whether the years allow the two to be of one project: near each other, and no interim report after the final."""
        if self.first_year is None or self.last_year is None or other.first_year is None or other.last_year is None:
            return True
        if max(self.first_year - other.last_year, other.first_year - self.last_year) > MOST_YEARS_BETWEEN:
            return False
        before = self.stage == "final" and other.stage == "interim" and other.first_year > self.last_year
        after = other.stage == "final" and self.stage == "interim" and self.first_year > other.last_year
        return not before and not after

    def series(self, other: Signs) -> bool:
        """Whether the two can be reports of one project at different times: at least one is an interim report."""
        stages = {self.stage, other.stage}
        return "interim" in stages and "draft" not in stages and self.in_time(other)


def stage_of(report: Report) -> Stage:
    """Which of its project's reports a report is, by the register's kind, its title and its file's name, in this order."""
    for said in (report.kind, report.title, PurePosixPath(report.file).stem.replace("_", " ")):
        if _DRAFT.search(said):
            return "draft"
        if _FINAL.search(said):
            return "final"
        if _INTERIM.search(said):
            return "interim"
    return "plain"


def rank(report: Report, preferred: Collection[str] = ()) -> Rank:
    """The order in which the reports of a group come to be counted: one of `preferred`, a final, the newest."""
    newest = report.year_to or report.year_from or 0
    return report.report_id not in preferred, STAGES.index(stage_of(report)), -newest, report.report_id


def _stamps(document: Document) -> list[str]:
    """What stands alone in a few words on the first pages, as a stamp does."""
    blocks = [block.text for page in document.pages[:STAMP_PAGES] for block in page.blocks]
    lines = [line for page in document.pages[:STAMP_PAGES] if not page.blocks for line in page.text.split("\n")]
    return [text for text in (*blocks, *lines) if 0 < len(text.split()) <= STAMP_WORDS]
