"""What made an edition of the matrix: the hashes of data, codebook, model, code and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.classify.store import load_card
from pipeline.code import code_sha256
from pipeline.errors import MissingError
from pipeline.files import sha256_file, sha256_json
from pipeline.project import Project

ROOMS = ("grouping", "estimate", "matrix")
DATA = ("register", "labels", "audit", "groups", "failures", "suggestions", "held_out", "notice")
NONE = "none"
WHAT = {
    "codebook": "the codebook",
    "model": "the model",
    "code": "the program",
    "parameters": "the parameters",
    "register": "the register",
    "labels": "the codes",
    "audit": "the audit sample",
    "groups": "the groups of reports",
    "failures": "the reports that could not be read",
    "suggestions": "the suggestions",
    "held_out": "the model's answers on coded reports",
    "notice": "the notice",
}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """SHA-256 hashes of everything a matrix is made from; `model` is the model's id, NONE stands for what is missing."""

    codebook: str = NONE
    codebook_version: str = ""
    model: str = NONE
    code: str = NONE
    parameters: str = NONE
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        """The edition's id, twelve hex digits."""
        return sha256_json(asdict(self))[:12]

    def parts(self) -> dict[str, str]:
        """Every hash by name."""
        own = {"codebook": self.codebook, "model": self.model, "code": self.code, "parameters": self.parameters}
        return {**own, **self.data}

    def differences(self, other: Fingerprint) -> tuple[str, ...]:
        """The names of the parts that differ, in the order of WHAT."""
        ours, theirs = self.parts(), other.parts()
        return tuple(name for name in WHAT if ours.get(name, NONE) != theirs.get(name, NONE))

    def as_json(self) -> dict[str, Any]:
        """As edition.json has it."""
        return {"edition": self.edition, **asdict(self)}


UNKNOWN_ORIGIN = Fingerprint()


def fingerprint_of(project: Project, codebook_version: str, labels: Path | None = None) -> Fingerprint:
    """The fingerprint of what the project's files would give now, with other codes where they are given."""
    params = project.params
    return Fingerprint(
        sha256_file(project.codebook),
        codebook_version,
        _model(project),
        code_sha256(ROOMS),
        sha256_json({"seed": params.seed, "estimate": params.estimate.model_dump()}),
        {name: _hash(labels if labels and name == "labels" else getattr(project, name)) for name in DATA},
    )


def fingerprint_from(written: Mapping[str, Any]) -> Fingerprint:
    """What edition.json says; parts it lacks are missing."""
    names = ("codebook", "codebook_version", "model", "code", "parameters", "data")
    return Fingerprint(**{name: written[name] for name in names if name in written})


def _model(project: Project) -> str:
    try:
        return str(load_card(project.model)["id"])
    except MissingError:
        return NONE


def _hash(path: Path) -> str:
    return sha256_file(path) if path.is_file() else NONE
