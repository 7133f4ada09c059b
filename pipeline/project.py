"""Where every file of a project lies, and the parameters in params.yaml."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipeline.errors import Fault, FaultyFileError, UsageError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExtractParams(_Section):
    """How files are read, and the limits on one file."""

    ocr: Literal["auto", "off"] = "auto"
    ocr_languages: str = "nor"
    ocr_dpi: int = Field(default=300, ge=72, le=600)
    seconds_per_100_pages: float = Field(default=60, gt=0)
    seconds_per_ocr_page: float = Field(default=30, gt=0)
    memory_mb: int = Field(default=2048, ge=256)
    max_pages: int = Field(default=3000, ge=1)
    max_mb: int = Field(default=500, ge=1)


class LanguageParams(_Section):
    """How text becomes the words the model sees."""

    translate_nynorsk: Literal["auto", "off"] = "auto"
    passage_words: int = Field(default=90, ge=20)
    boilerplate_reports: int = Field(default=3, ge=2)
    vectors: str = ""
    role_weights: dict[str, float] = Field(
        default_factory=lambda: {
            "title": 2.0,
            "summary": 1.5,
            "goals": 0.7,
            "activity": 1.0,
            "background": 0.4,
            "organisation": 0.3,
            "economy": 0.2,
            "references": 0.0,
        }
    )


class ThemeParams(_Section):
    """The theme model; the same settings for every codebook and data set."""

    min_positives: int = Field(default=3, ge=1)
    folds: int = Field(default=5, ge=2)
    lsa_dimensions: int = Field(default=50, ge=2)
    min_documents: int = Field(default=2, ge=1)
    regularisation: float = Field(default=0.5, gt=0)
    definition_weight: float = Field(default=3.0, ge=0)
    unlabelled_weight: float = Field(default=0.1, ge=0, le=1)
    passage_sharpness: float = Field(default=3.0, ge=0)
    rounds: int = Field(default=2, ge=0, le=10)
    prior_reports: float = Field(default=10.0, gt=0)
    encoder: str = ""


class SuggestParams(_Section):
    """What the analyst wants of the suggestions."""

    sure_error: float = Field(default=0.05, gt=0, lt=0.5)
    evidence_passages: int = Field(default=3, ge=1, le=5)


class EvaluateParams(_Section):
    """How quality is measured on the coded reports."""

    repeats: int = Field(default=2, ge=1)
    folds: int = Field(default=5, ge=2)
    bootstrap: int = Field(default=500, ge=100)
    curve_repeats: int = Field(default=2, ge=1)
    next_reports: int = Field(default=20, ge=0)


class EstimateParams(_Section):
    """How the portfolio is estimated."""

    draws: int = Field(default=2000, ge=200)
    fewest_audited: int = Field(default=20, ge=10)


class ReviewParams(_Section):
    """Where what reviewers decide is kept, and how they log in."""

    database: str = ""
    session_hours: float = Field(default=12, gt=0)
    login_failures: int = Field(default=10, ge=1)
    login_minutes: float = Field(default=15, gt=0)
    goal_error: float = Field(default=0.05, gt=0, lt=1)
    double_share: float = Field(default=0.1, ge=0, le=1)
    allowed_hosts: tuple[str, ...] = ()
    https: bool = False
    proxy_header: str = ""
    proxy_addresses: tuple[str, ...] = ()
    max_request_kb: int = Field(default=256, ge=32)
    page_dpi: int = Field(default=110, ge=50, le=300)
    page_seconds: float = Field(default=30, gt=0)
    audit_every: int = Field(default=4, ge=2)


class Params(_Section):
    """All of params.yaml; what the file leaves out has the defaults here."""

    seed: int = 2016
    extract: ExtractParams = ExtractParams()
    language: LanguageParams = LanguageParams()
    themes: ThemeParams = ThemeParams()
    suggest: SuggestParams = SuggestParams()
    evaluate: EvaluateParams = EvaluateParams()
    estimate: EstimateParams = EstimateParams()
    review: ReviewParams = ReviewParams()


def load_params(path: Path) -> Params:
    """Read params.yaml; a missing file means all defaults.

    Raises FaultyFileError with every unknown name and impossible value.
    """
    if not path.is_file():
        return Params()
    try:
        raw: Any = YAML(typ="safe").load(path.read_text(encoding="utf-8-sig")) or {}
        return Params.model_validate(raw)
    except UnicodeDecodeError as error:
        fault = Fault(path.name, None, "the file is not UTF-8. Save it as UTF-8 in your editor.")
        raise FaultyFileError(f"{path.name} cannot be read.", [fault]) from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        fault = Fault(path.name, mark.line + 1 if mark else None, f"not valid YAML: {getattr(error, 'problem', error)}")
        raise FaultyFileError(f"{path.name} cannot be read.", [fault]) from error
    except ValidationError as error:
        faults = [
            Fault(path.name, None, f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}") for item in error.errors()
        ]
        raise FaultyFileError(f"{path.name} has settings temakart does not understand.", faults) from error


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder. The properties name files; none of them is created by asking."""

    root: Path

    @property
    def params_file(self) -> Path:
        """params.yaml."""
        return self.root / "params.yaml"

    @property
    def params(self) -> Params:
        """The parameters, read anew."""
        return load_params(self.params_file)

    @property
    def codebook(self) -> Path:
        """The themes and recipients."""
        return self.root / "annotations" / "codebook.yaml"

    @property
    def labels(self) -> Path:
        """What people have coded; labels.xlsx is used where there is no labels.csv."""
        return _csv_or_xlsx(self.root / "annotations" / "labels.csv")

    @property
    def programme_municipalities(self) -> Path:
        """Which municipalities took part in which programme, and when."""
        return _csv_or_xlsx(self.root / "annotations" / "programme_municipalities.csv")

    @property
    def suggestions(self) -> Path:
        """What the model proposes, long form."""
        return self.root / "annotations" / "suggestions.csv"

    @property
    def reviews(self) -> Path:
        """What reviewers have decided, where no other database is set."""
        return self.root / "annotations" / "reviews.db"

    @property
    def register(self) -> Path:
        """The list of the portfolio; may be missing."""
        return _csv_or_xlsx(self.root / "corpus" / "register.csv")

    @property
    def notice(self) -> Path:
        """A sentence that every figure from this corpus carries; may be missing."""
        return self.root / "corpus" / "NOTICE.txt"

    @property
    def raw(self) -> Path:
        """The reports as they came."""
        return self.root / "corpus" / "raw"

    @property
    def vectors(self) -> Path | None:
        """The word vectors that the parameters name; None where the shipped ones are used."""
        name = self.params.language.vectors
        return self.root / name if name else None

    @property
    def text(self) -> Path:
        """The Documents, one JSON file a report."""
        return self.root / "corpus" / "text"

    @property
    def failures(self) -> Path:
        """The reports that could not be read, with the reason."""
        return self.text / "failures.csv"

    @property
    def groups(self) -> Path:
        """Reports that seem to be the same report or of the same project."""
        return self.text / "groups.csv"

    @property
    def boilerplate(self) -> Path:
        """The passages that many reports share."""
        return self.text / "boilerplate.csv"

    @property
    def model(self) -> Path:
        """The model in use."""
        return self.root / "models" / "current"

    @property
    def history(self) -> Path:
        """What was measured of earlier models."""
        return self.root / "models" / "history"

    @property
    def held_out(self) -> Path:
        """What the model says of coded reports without their own codes."""
        return self.model / "held_out.csv"

    @property
    def audit(self) -> Path:
        """The reports drawn at random to be coded blind; append-only."""
        return self.root / "annotations" / "audit.csv"

    @property
    def matrix(self) -> Path:
        """The published matrix."""
        return self.root / "matrix"

    @property
    def state(self) -> Path:
        """Caches and locks that may be deleted at any time."""
        return self.root / ".temakart"

    def document(self, report_id: str) -> Path:
        """Where the Document of a report lies."""
        return self.text / f"{report_id}.json"


def _csv_or_xlsx(path: Path) -> Path:
    workbook = path.with_suffix(".xlsx")
    return workbook if workbook.is_file() and not path.is_file() else path


def named_project(folder: Path | None) -> Path | None:
    """The folder that was asked for: `folder`, else TEMAKART_PROJECT, else None."""
    variable = os.environ.get("TEMAKART_PROJECT")
    return folder or (Path(variable) if variable else None)


def find_project(folder: Path | None = None) -> Project:
    """The project in `folder`, else in TEMAKART_PROJECT, else in the current folder.

    Raises UsageError when the folder has no annotations/codebook.yaml.
    """
    root = (named_project(folder) or Path()).expanduser().resolve()
    project = Project(root)
    if not project.codebook.is_file():
        raise UsageError(
            f"{root} is not a temakart project: it has no annotations/codebook.yaml. "
            "Go to the project's folder, name it with --project DIR, or make one with `temakart init DIR`."
        )
    return project
