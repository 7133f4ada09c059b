"""What was measured of earlier models: models/history/<id>/ with card, metrics, recipe and held-out answers.

The recipe (codebook, codes, parameters) is enough to fit the same model again, so no model file is kept here.
`index.json` lists the ids in the order in which the models came into use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.classify.inputs import Inputs
from pipeline.classify.store import load_card
from pipeline.codebook import Codebook
from pipeline.errors import ModelError
from pipeline.evaluate.metrics import Coded, Judged
from pipeline.files import sha256_file, sha256_json, write_json
from pipeline.project import EvaluateParams, Params, Project, ThemeParams


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a model learns from beside the texts; `codes` maps a report to its themes."""

    codebook: Codebook
    codes: Mapping[str, Sequence[str]]
    themes: ThemeParams
    evaluate: EvaluateParams
    seed: int

    @classmethod
    def of(cls, inputs: Inputs) -> Recipe:
        """The recipe of a project as it stands."""
        codes = {name: list(code.themes) for name, code in inputs.codes.items() if name in inputs.documents}
        params = inputs.params
        return cls(inputs.codebook, codes, params.themes, params.evaluate, params.seed)

    def matrix(self, names: Sequence[str]) -> Coded:
        """The codes of some of its reports as zeros and ones, shape (reports, themes)."""
        rows = [[theme in self.codes[name] for theme in self.codebook.theme_ids] for name in names]
        return np.array(rows, dtype=np.int8).reshape(len(names), len(self.codebook.themes))

    def as_json(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "codebook": self.codebook.model_dump(mode="json"),
            "codes": {name: list(themes) for name, themes in self.codes.items()},
            "themes": self.themes.model_dump(),
            "evaluate": self.evaluate.model_dump(),
            "seed": self.seed,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Recipe:
        """As it was written; raises ValueError, KeyError or TypeError when it was not."""
        params = Params(seed=raw["seed"], themes=raw["themes"], evaluate=raw["evaluate"])
        codes = {str(name): list(themes) for name, themes in raw["codes"].items()}
        return cls(Codebook.model_validate(raw["codebook"]), codes, params.themes, params.evaluate, params.seed)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier model: its id, its recipe, and its held-out answers, one a repeat, rows in the order of `recipe.codes`."""

    id: str
    recipe: Recipe
    answers: tuple[Judged, ...]


def trained_card(project: Project, inputs: Inputs) -> dict[str, Any] | None:
    """The card of the model in use; None when there is none or it was trained on other codes or another codebook."""
    if not (project.model / "card.json").is_file():
        return None
    card = load_card(project.model)
    codes = sha256_json([[code.report_id, code.themes, code.recipient] for code in inputs.codes.values()])
    same = card["codebook"]["sha256"] == sha256_file(project.codebook) and card.get("codes_sha256") == codes
    return card if same else None


def remember(project: Project, card: Mapping[str, Any], metrics: Any, recipe: Recipe, answers: Sequence[Judged]) -> None:
    """Keep what was measured of a model."""
    folder = project.history / card["id"]
    write_json(folder / "card.json", dict(card))
    write_json(folder / "metrics.json", metrics)
    write_json(folder / "recipe.json", recipe.as_json())
    write_json(folder / "answers.json", [_answers(one) for one in answers], indent=None)


def come_into_use(project: Project, model: str) -> None:
    """Name a measured model last in the index."""
    write_json(project.history / "index.json", [name for name in _index(project) if name != model] + [model])


def previous(project: Project, own: str) -> Past | None:
    """The last measured model other than `own`; None when there is none. Raises ModelError when its files are damaged."""
    others = [name for name in _index(project) if name != own]
    if not others:
        return None
    folder = project.history / others[-1]
    try:
        recipe = Recipe.from_json(_read(folder / "recipe.json"))
        coded = recipe.matrix(list(recipe.codes))
        answers = tuple(
            Judged(coded, np.array(one["probabilities"], dtype=np.float64), np.array(one["said"], dtype=bool))
            for one in _read(folder / "answers.json")
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{folder} is damaged ({error}). Delete it to measure without comparing.") from error
    return Past(others[-1], recipe, answers)


def _index(project: Project) -> list[str]:
    """The models that are still there, in order."""
    path = project.history / "index.json"
    if not path.is_file():
        return []
    try:
        named = [str(name) for name in _read(path)]
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path} is damaged ({error}). Delete it to measure without comparing.") from error
    return [name for name in named if (project.history / name).is_dir()]


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _answers(judged: Judged) -> dict[str, Any]:
    return {"probabilities": judged.probabilities.round(4).tolist(), "said": judged.said.astype(int).tolist()}
