"""A model that was put in use by decision, and what it could have learnt from then: models/current/decided.json.

Training anew on the same would only undo the decision, so it stands until something that a model learns from has changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version

from pipeline.classify.encoder import project_encoder
from pipeline.classify.store import load_card
from pipeline.code import code_sha256
from pipeline.codebook import load_codebook
from pipeline.errors import Fault, MissingError
from pipeline.files import sha256_file, sha256_json, write_atomic
from pipeline.labels import in_force, load_labels
from pipeline.language.vectors import vectors_file, vectors_sha256
from pipeline.project import Project
from pipeline.register import load_register

NAME = "decided.json"
ROOMS = ("language", "grouping", "classify")
LEARNT_FROM = {
    "codebook": "the codebook",
    "codes": "the codes",
    "texts": "the texts of the reports",
    "parameters": "the parameters",
    "vectors": "the word vectors",
    "encoder": "the sentence encoder",
    "program": "the program",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """Which model was put in use instead of which, by whom and why; `origin` holds a hash of each part of LEARNT_FROM."""

    model: str
    replaced: str
    actor: str
    reason: str
    origin: Mapping[str, str]

    def as_json(self) -> str:
        """As it is written beside the model."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def changed(self, project: Project) -> tuple[str, ...]:
        """What a model would learn from now that has changed since, as words for a person."""
        now = origin_of(project)
        return tuple(words for name, words in LEARNT_FROM.items() if self.origin.get(name) != now[name])

    def sentence(self) -> str:
        """What was decided."""
        why = f" («{self.reason}»)" if self.reason else ""
        return f"{self.actor} put {self.model} in use{why}"


def origin_of(project: Project) -> dict[str, str]:
    """The hash of each part of what a model trained now would learn from. Raises what reading the files raises."""
    codings, _ = _codes(project)
    params, encoder = project.params, project_encoder(project)
    texts = [path for path in sorted(project.text.glob("**/*")) if path.is_file() and path.name != project.failures.name]
    return {
        "codebook": sha256_file(project.codebook),
        "codes": sha256_json(codings),
        "texts": sha256_json([[path.relative_to(project.text).as_posix(), sha256_file(path)] for path in texts]),
        "parameters": sha256_json(params.model_dump(include={"seed", "language", "themes"})),
        "vectors": vectors_sha256(vectors_file(project)),
        "encoder": encoder.identity if encoder else "none",
        "program": sha256_json([code_sha256(ROOMS), version("scikit-learn")]),
    }


def code_faults(project: Project) -> tuple[Fault, ...]:
    """What is wrong with rows of the register and of the codes."""
    return _codes(project)[1]


def _codes(project: Project) -> tuple[list[object], tuple[Fault, ...]]:
    register = load_register(project)
    labels = load_labels(project.labels, load_codebook(project.codebook), {one.report_id for one in register.reports})
    codings = [[code.report_id, code.themes, code.recipient] for code in in_force(labels.codings).values()]
    return list(codings), (*register.faults, *labels.faults)


def decision_in_force(project: Project) -> Decided | None:
    """The decision that put the model in use there; None where it was trained there, or nothing tells."""
    try:
        found = Decided(**json.loads((project.model / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if _in_use(project) in ("", found.model) else None


def put_back(project: Project, decided: Decided) -> bool:
    """Bring the decided model's files back where they were taken away, as DVC does before a stage; whether it is whole."""
    kept = project.history / decided.model
    for name in ("model.skops", project.held_out.name, "weights.csv", "card.json"):
        if not (project.model / name).is_file() and (kept / name).is_file():
            write_atomic(project.model / name, (kept / name).read_bytes())
    return all((project.model / name).is_file() for name in ("model.skops", "card.json", project.held_out.name))


def _in_use(project: Project) -> str:
    """The id of the model in use; empty where its card was taken away."""
    try:
        return str(load_card(project.model)["id"])
    except MissingError:
        return ""
