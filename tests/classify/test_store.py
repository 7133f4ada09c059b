from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sklearn
import skops.io

from pipeline.classify.model import Model
from pipeline.classify.recipients import fit_recipients
from pipeline.classify.store import load_card, load_model, save_model
from pipeline.classify.themes import fit_themes
from pipeline.errors import MissingError, ModelError
from pipeline.files import sha256_bytes
from pipeline.language.boilerplate import Shared
from pipeline.project import ThemeParams

from .conftest import make_codebook, make_portfolio, make_vectors

CARD = {"codebook": {"sha256": "0"}, "libraries": {"scikit-learn": sklearn.__version__}}


def train() -> Model:
    texts, coded = make_portfolio()
    themes = fit_themes(make_codebook(), texts, coded, range(12), make_vectors(), ThemeParams(), 7)
    return Model(themes, fit_recipients(make_codebook(), {}, {}), Shared.of(["Alle skal bo godt og trygt.", "Øl, æsj & å."]))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    save_model(train(), tmp_path, CARD)
    return tmp_path


def change_card(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    change(card)
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")


def test_a_model_comes_back_as_it_was(saved: Path) -> None:
    model, back = train(), load_model(saved)
    texts = [Counter(["fisk", "elev"]), Counter(["ukjentord"])]
    np.testing.assert_allclose(back.themes.logits(texts), model.themes.logits(texts), atol=1e-12)
    assert back.themes.thresholds.sure_from(0.2) == model.themes.thresholds.sure_from(0.2)
    assert back.shared.passages == model.shared.passages
    assert (back.recipients.recipients, back.recipients.trust) == (model.recipients.recipients, model.recipients.trust)


def test_a_model_of_another_format_is_refused(saved: Path) -> None:
    change_card(saved, lambda card: card.update(format=card["format"] - 1))
    with pytest.raises(ModelError, match="another version of temakart"):
        load_model(saved)


def test_the_same_input_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    first, weights = (saved / "model.skops").read_bytes(), (saved / "weights.csv").read_bytes()
    identifier = save_model(train(), tmp_path / "again", CARD)
    assert (tmp_path / "again" / "model.skops").read_bytes() == first
    assert (tmp_path / "again" / "weights.csv").read_bytes() == weights
    assert identifier == load_card(saved)["id"] == sha256_bytes(first)[:12]


def test_the_file_holds_no_clock_and_no_memory_address(saved: Path) -> None:
    with zipfile.ZipFile(saved / "model.skops") as archive:
        members = archive.infolist()
    assert {member.date_time[0] for member in members} == {1980}
    assert all(len(Path(member.filename).stem) < 8 for member in members)


def test_a_changed_file_is_refused(saved: Path) -> None:
    raw = bytearray((saved / "model.skops").read_bytes())
    raw[len(raw) // 2] ^= 1
    (saved / "model.skops").write_bytes(raw)
    with pytest.raises(ModelError, match=r"model\.skops has been changed.*temakart train"):
        load_model(saved)


def test_another_scikit_learn_is_refused(saved: Path) -> None:
    change_card(saved, lambda card: card["libraries"].update({"scikit-learn": "0.1"}))
    with pytest.raises(ModelError, match=r"scikit-learn 0\.1, and this is .*temakart train"):
        load_model(saved)


def test_a_file_with_anything_but_numbers_is_refused(saved: Path) -> None:
    raw = skops.io.dumps({"themes": Fraction(1, 2)})
    (saved / "model.skops").write_bytes(raw)
    change_card(saved, lambda card: card.update(sha256=sha256_bytes(raw)))
    with pytest.raises(ModelError, match="holds more than numbers"):
        load_model(saved)


@pytest.mark.parametrize("missing", ["card.json", "model.skops"])
def test_a_missing_model_is_told_of(missing: str, saved: Path) -> None:
    (saved / missing).unlink()
    with pytest.raises(MissingError, match="temakart train"):
        load_model(saved)


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"id": "x", "libraries": 3}'])
def test_a_damaged_card_is_told_of(damage: str, saved: Path) -> None:
    (saved / "card.json").write_text(damage, encoding="utf-8")
    with pytest.raises(ModelError, match=r"card\.json is not the card of a model"):
        load_model(saved)


def test_the_plain_weights_decide_as_the_classifier_does(saved: Path) -> None:
    model = load_model(saved).themes
    with (saved / "weights.csv").open(encoding="utf-8", newline="") as file:
        intercepts, *rows = csv.DictReader(file)
    views = model.space.views([Counter(["fisk", "elev", "garn"])])
    weights = np.array([[float(row[theme]) for theme in model.themes] for row in rows])
    plain = views.joined() @ weights + [float(intercepts[theme]) for theme in model.themes]
    np.testing.assert_allclose(plain, model.linear.decide(views.words, np.hstack([views.topics, views.meaning])), atol=1e-4)
    words = [row["feature"] for row in rows if row["kind"] == "word"]
    assert tuple(words) == model.space.vocabulary
