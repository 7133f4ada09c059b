"""Train on a project, and suggest for it: what the commands `train` and `suggest` do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.classify.batch import suggest_all
from pipeline.classify.decided import NAME, Decided, code_faults, decision_in_force, put_back
from pipeline.classify.encoder import project_encoder
from pipeline.classify.gazetteers import load_programmes
from pipeline.classify.heldout import held_out_rows
from pipeline.classify.inputs import Inputs, load_inputs, translations
from pipeline.classify.model import Model, Texts, train_model
from pipeline.classify.space import Space
from pipeline.classify.store import load_card, load_model, save_model
from pipeline.classify.suggesting import Ready, Suggester
from pipeline.code import code_sha256
from pipeline.codebook import load_codebook
from pipeline.errors import Fault, ModelError
from pipeline.files import sha256_file, sha256_json
from pipeline.held_out import save_held_out
from pipeline.language.masking import MASK
from pipeline.language.nynorsk import apertium_installed
from pipeline.language.prepare import Counted
from pipeline.language.vectors import vectors_file, vectors_sha256
from pipeline.parallel import one_thread, uncollected
from pipeline.project import Project
from pipeline.suggestions import save_suggestions

ROOMS = ("language", "classify")
Card = dict[str, Any]
LIBRARIES = ("scikit-learn", "numpy", "scipy", "skops", "simplemma")


@dataclass(frozen=True, slots=True)
class Trained:
    """The saved model's card, and what was left out. `note` tells of a decision that stood in the way or gave way."""

    card: dict[str, Any]
    faults: tuple[Fault, ...]
    note: str = ""
    kept: bool = False

    def sentence(self) -> str:
        """The outcome for a person."""
        return self.note if self.kept else f"{self.note} {self._trained()}".strip()

    def _trained(self) -> str:
        few = self.card["too_few_examples"]
        basis = (
            f"Trained on {len(self.card['training_ids'])} coded reports of {self.card['reports']}."
            if self.card["training_ids"]
            else "No report is coded: the codebook alone suggests."
        )
        rare = f" Too few examples, never sure: {', '.join(few)}." if few else ""
        return f"{basis}{rare} Model {self.card['id']}."


def train_project(project: Project, anew: bool = False) -> Trained:
    """Fit and save the model of a project.

    A model that was put in use by decision stays as long as nothing has changed that a model learns from, unless `anew`.
    """
    decided = decision_in_force(project)
    changed = decided.changed(project) if decided else ()
    if decided and not (changed or anew) and put_back(project, decided):
        stays = "and nothing that a model learns from has changed since: it stays. `temakart train --anew` trains all the same."
        return Trained(load_card(project.model), code_faults(project), f"{decided.sentence()}, {stays}", kept=True)
    with uncollected():
        inputs = load_inputs(project)
        card = train_into(project, inputs, project.model)
    (project.model / NAME).unlink(missing_ok=True)
    return Trained(card, inputs.faults, _gives_way(decided, changed) if decided else "")


def _gives_way(decided: Decided, changed: Sequence[str]) -> str:
    why = f"Since {decided.sentence()}, these have changed: {', '.join(changed)}." if changed else f"{decided.sentence()}."
    return f"{why} The model trained now takes its place."


def train_into(project: Project, inputs: Inputs, folder: Path, texts: Texts | None = None, space: Space | None = None) -> Card:
    """Fit a model and write all that belongs to it to `folder`; returns its card.

    `texts` and a `space` fitted on them are given where they are known already.
    """
    texts = texts or Texts.in_project(inputs)
    with one_thread():
        model = train_model(inputs, texts, space)
    card = describe(project, inputs, model)
    identifier = save_model(model, folder, card)
    save_held_out(folder / project.held_out.name, held_out_rows(inputs, model, texts.decisions))
    return {"id": identifier, **card}


def describe(project: Project, inputs: Inputs, model: Model) -> dict[str, Any]:
    """What made a model: hashes of everything it read, versions, training ids and examples per theme."""
    positives = dict(zip(model.themes.themes, model.themes.positives.tolist(), strict=True))
    return {
        "temakart": version("temakart"),
        "libraries": {name: version(name) for name in LIBRARIES},
        "nynorsk": "apertium" if apertium_installed() and inputs.params.language.translate_nynorsk == "auto" else "word list",
        "codebook": {"version": inputs.codebook.version, "sha256": sha256_file(project.codebook)},
        "code_sha256": code_sha256(ROOMS),
        "encoder": inputs.encoder.identity if inputs.encoder else "none",
        "vectors_sha256": vectors_sha256(inputs.vectors_file),
        "parameters_sha256": sha256_json(inputs.params.model_dump(exclude={"review", "estimate"})),
        "codes_sha256": sha256_json([[code.report_id, code.themes, code.recipient] for code in inputs.codes.values()]),
        "texts_sha256": sha256_json(dict(inputs.hashes)),
        "reports": len(inputs.documents),
        "training_ids": [report_id for report_id in inputs.codes if report_id in inputs.documents],
        "examples": positives,
        "too_few_examples": [theme for theme, count in positives.items() if count < inputs.params.themes.min_positives],
        "signal_weights": dict(zip(model.themes.themes, model.themes.stack.weights.round(4).tolist(), strict=True)),
        "thresholds": {
            theme: round(float(threshold), 4)
            for theme, threshold in zip(model.themes.themes, model.themes.thresholds.suggest, strict=True)
        },
    }


def load_suggester(project: Project, folder: Path | None = None) -> Suggester:
    """The saved model in `folder`, else the one in use, ready to suggest.

    Raises MissingError when there is none and ModelError when it was trained for another codebook, encoder or vectors.
    """
    folder = folder or project.model
    card = load_card(folder)
    if card["codebook"]["sha256"] != sha256_file(project.codebook):
        raise ModelError(
            f"The codebook {project.codebook} has changed since the model was trained. Run `temakart train`, "
            "or `temakart run` for everything."
        )
    encoder = project_encoder(project)
    if card.get("encoder", "none") != (encoder.identity if encoder else "none"):
        raise ModelError("The model was trained with another sentence encoder (themes.encoder). Run `temakart train`.")
    vectors = vectors_sha256(vectors_file(project))
    if card.get("vectors_sha256", vectors) != vectors:
        raise ModelError("The model was trained with other word vectors (language.vectors). Run `temakart train`.")
    codebook = load_codebook(project.codebook)
    programmes = load_programmes(project.programme_municipalities)
    memory = translations(project)
    return Suggester(load_model(folder), card["id"], codebook, programmes, project.params, memory, encoder)


@dataclass(frozen=True, slots=True)
class SuggestedProject:
    """How many reports got suggestions, where they are, and what was left out."""

    reports: int
    file: str
    without_codes: bool
    faults: tuple[Fault, ...]
    masked: int = 0

    def sentence(self) -> str:
        """The outcome for a person."""
        alone = " No report is coded, so the codebook alone suggested." if self.without_codes else ""
        masked = f" Identity numbers were taken out of {self.masked} passages of evidence." if self.masked else ""
        return f"Suggestions for {self.reports} reports in {self.file}.{alone}{masked}"


def suggest_project(project: Project, progress: Callable[[int, int], None], jobs: int = 1) -> SuggestedProject:
    """Write suggestions for every report that was read and has no code in force; `jobs` processes at most."""
    inputs, suggester = load_inputs(project), load_suggester(project)
    counted = {report.report_id: report for report in inputs.counted(suggester.model.shared)}
    return suggest_with(project, inputs, suggester, project.suggestions, progress, jobs, counted)


def suggest_with(
    project: Project,
    inputs: Inputs,
    suggester: Suggester,
    out: Path,
    progress: Callable[[int, int], None],
    jobs: int,
    counted: Mapping[str, Counted],
) -> SuggestedProject:
    """The same with a loaded model and project, and all reports as the model reads them, to the file `out`."""
    wanted = [
        Ready(report, inputs.documents[name], counted.get(name))
        for report in inputs.register.reports
        if (name := report.report_id) in inputs.documents and name not in inputs.codes
    ]
    rows = list(suggest_all(suggester, wanted, jobs, progress))
    save_suggestions(out, rows)
    masked = len({(row.report_id, row.evidence) for row in rows if MASK in row.evidence})
    return SuggestedProject(len(wanted), _shown(out, project.root), not inputs.codes, inputs.faults, masked)


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
