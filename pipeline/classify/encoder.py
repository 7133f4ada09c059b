"""A sentence encoder from a local folder: standard files in, one unit vector a text out, nothing fetched and nothing run.

Reads what Hugging Face folders hold (config.json, tokenizer.json, model.safetensors) of the models that most Norwegian and
multilingual sentence encoders are: BERT (Devlin et al. 2019) and XLM-RoBERTa (Conneau et al. 2020). The forward pass is a
page of numpy: the weights are numbers, and no framework of gigabytes stands between them and an office computer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import erf

from pipeline.errors import MissingError, ModelError, UsageError
from pipeline.files import sha256_bytes, sha256_file, sha256_json
from pipeline.language.memory import FORGETFUL, Memory
from pipeline.language.prepare import Prepared
from pipeline.language.vectors import unit_rows
from pipeline.parallel import one_thread
from pipeline.project import Project

Floats = npt.NDArray[np.float32]
FILES = ("config.json", "tokenizer.json", "model.safetensors")
# The first position of a text: XLM-RoBERTa counts from after its padding sign.
FIRST_POSITION = {"bert": 0, "roberta": 2, "xlm-roberta": 2}
NEEDED = ("embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.weight")
MOST_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Encoder:
    """A loaded encoder; `identity` is the hash of its files."""

    identity: str
    config: Mapping[str, Any]
    weights: Mapping[str, Floats]
    tokenizer: Any
    memory: Memory = FORGETFUL

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape (texts, hidden size), with the precision in which `memory` keeps them."""
        keys = [sha256_bytes(f"{self.identity} {text}".encode()) for text in texts]
        kept = self.memory.recall(sorted(set(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        found = {key: self._one(text).astype("<f2").tobytes() for key, text in missing.items()}
        self.memory.keep(found)
        known = kept | found
        rows = [np.frombuffer(known[key], dtype="<f2") for key in keys]
        return unit_rows(np.array(rows, dtype=np.float32).reshape(len(rows), int(self.config["hidden_size"])))

    def _one(self, text: str) -> Floats:
        """The mean of a text's tokens in the last layer (Reimers & Gurevych 2019), each by itself."""
        tokens = np.array(self.tokenizer.encode(text).ids, dtype=np.int64)
        state = self._embedded(tokens)
        for layer in range(int(self.config["num_hidden_layers"])):
            state = self._layer(state, f"encoder.layer.{layer}.")
        return np.asarray(state.mean(axis=0), dtype=np.float32)

    def _embedded(self, tokens: npt.NDArray[np.int64]) -> Floats:
        places = np.arange(len(tokens)) + FIRST_POSITION[self.config["model_type"]]
        table = self.weights
        summed = (
            table["embeddings.word_embeddings.weight"][tokens]
            + table["embeddings.position_embeddings.weight"][places]
            + table["embeddings.token_type_embeddings.weight"][0]
        )
        return self._normed(summed, "embeddings.")

    def _layer(self, state: Floats, name: str) -> Floats:
        mixed = self._linear(self._attention(state, f"{name}attention.self."), f"{name}attention.output.dense.")
        state = self._normed(state + mixed, f"{name}attention.output.")
        inner = self._linear(state, f"{name}intermediate.dense.")
        inner = inner * np.float32(0.5) * (1 + erf(inner / np.float32(np.sqrt(2))))
        return self._normed(state + self._linear(inner, f"{name}output.dense."), f"{name}output.")

    def _attention(self, state: Floats, name: str) -> Floats:
        heads = int(self.config["num_attention_heads"])
        query, key, value = (
            self._linear(state, f"{name}{part}.").reshape(len(state), heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares = scores / scores.sum(axis=-1, keepdims=True)
        return np.asarray((shares @ value).transpose(1, 0, 2).reshape(state.shape))

    def _linear(self, state: Floats, name: str) -> Floats:
        return np.asarray(state @ self.weights[f"{name}weight"].T + self.weights[f"{name}bias"])

    def _normed(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(self.config["layer_norm_eps"]))
        return np.asarray(centred / spread * self.weights[f"{name}LayerNorm.weight"] + self.weights[f"{name}LayerNorm.bias"])


def project_encoder(project: Project) -> Encoder | None:
    """The encoder that the project's parameters name, or None."""
    name = project.params.themes.encoder
    memory = Memory(project.state / "cache" / "encodings.sqlite")
    return load_encoder(project.root / name, memory) if name else None


def encoded(reports: Sequence[Prepared], encoder: Encoder | None) -> list[Prepared]:
    """The reports with a vector for each passage; as they were where there is no encoder."""
    if encoder is None:
        return list(reports)
    with one_thread():
        return [replace(report, encodings=encoder.encode([passage.text for passage in report.passages])) for report in reports]


def load_encoder(folder: Path, memory: Memory = FORGETFUL) -> Encoder:
    """Read an encoder.

    Raises MissingError when a file is not there, ModelError when it is of a kind that is not read, and UsageError when
    the `embeddings` extra is not installed.
    """
    for name in FILES:
        if not (folder / name).is_file():
            raise MissingError(f"The sentence encoder in {folder} has no {name}. docs/embeddings.md says what to put there.")
    config = _config(folder)
    try:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer
    except ImportError as error:
        raise UsageError("A sentence encoder needs the «embeddings» extra: pip install 'temakart[embeddings]'.") from error
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    identity = sha256_json([sha256_file(Path(__file__)), *(sha256_file(folder / name) for name in FILES)])
    try:
        stored = load_file(folder / "model.safetensors")
    except SafetensorError as error:
        raise ModelError(f"{folder / 'model.safetensors'} is damaged or not in that format ({error}).") from error
    weights = {_plain(name): value for name, value in stored.items()}
    if missing := [name for name in NEEDED if name not in weights]:
        raise ModelError(f"{folder / 'model.safetensors'} lacks {missing[0]}: it is not a BERT or XLM-RoBERTa encoder.")
    kept = {name: value.astype(np.float32) for name, value in weights.items() if value.dtype.kind == "f"}
    return Encoder(identity, config, kept, tokenizer, memory)


def _plain(name: str) -> str:
    """A weight's name without what the class it was saved from put before it."""
    return name.removeprefix("bert.").removeprefix("roberta.")


def _config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        kind, activation = config["model_type"], config["hidden_act"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} does not describe a sentence encoder ({error!r}).") from error
    if kind not in FIRST_POSITION or activation != "gelu" or config.get("position_embedding_type", "absolute") != "absolute":
        raise ModelError(
            f"{path} is of a kind that temakart does not read ({kind}, {activation}). Use one of {', '.join(FIRST_POSITION)}."
        )
    return config
