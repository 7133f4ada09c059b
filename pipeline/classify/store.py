"""The model on disk: arrays in a skops file, a card that says what made it, and nothing that can run code.

A file changed since it was written is refused by its hash, one holding anything but arrays and plain values by its types,
and one written with another scikit-learn by its card.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.classify.linear import Linear
from pipeline.classify.model import Model
from pipeline.classify.names import Names
from pipeline.classify.pooling import Pooling
from pipeline.classify.recipients import RecipientModel
from pipeline.classify.space import Space, Views
from pipeline.classify.stacking import Scaling, Stack
from pipeline.classify.themes import ThemeModel
from pipeline.classify.thresholds import Thresholds
from pipeline.classify.weights import weights_table
from pipeline.errors import MissingError, ModelError
from pipeline.files import sha256_bytes, write_atomic, write_json
from pipeline.language.boilerplate import Shared

FORMAT = 6
SCHEMA = "schema.json"
RETRAIN = "Train again with `temakart train`."


def save_model(model: Model, folder: Path, card: Mapping[str, Any]) -> str:
    """Write model.skops, weights.csv and card.json; returns the model's id, the first twelve digits of the file's hash."""
    import skops.io

    raw = _canonical(skops.io.dumps(_packed(model)))
    digest = sha256_bytes(raw)
    write_atomic(folder / "model.skops", raw)
    write_atomic(folder / "weights.csv", weights_table(model.themes))
    write_json(folder / "card.json", {"id": digest[:12], "format": FORMAT, "sha256": digest, **card})
    return digest[:12]


def load_card(folder: Path) -> dict[str, Any]:
    """The card of a saved model. Raises MissingError when there is no model, ModelError when the card is damaged."""
    path = folder / "card.json"
    if not path.is_file():
        raise MissingError(f"There is no trained model in {folder}. Run `temakart train` first.")
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        card["id"], card["codebook"]["sha256"], card["libraries"]["scikit-learn"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} is not the card of a model ({error!r}). {RETRAIN}") from error
    return card


def load_model(folder: Path) -> Model:
    """Read a model. Raises MissingError when there is none and ModelError when it must not be used."""
    import sklearn
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    card = load_card(folder)
    if not (folder / "model.skops").is_file():
        raise MissingError(f"{folder / 'model.skops'} is missing, though its card is there. {RETRAIN}")
    raw = (folder / "model.skops").read_bytes()
    if sha256_bytes(raw) != card.get("sha256"):
        raise ModelError(f"{folder / 'model.skops'} has been changed since it was trained and is not used. {RETRAIN}")
    if card.get("format") != FORMAT:
        raise ModelError(f"The model in {folder} was made by another version of temakart and is not used. {RETRAIN}")
    made_with = card["libraries"]["scikit-learn"]
    if made_with != sklearn.__version__:
        raise ModelError(f"The model was made with scikit-learn {made_with}, and this is {sklearn.__version__}. {RETRAIN}")
    try:
        return _unpacked(skops.io.loads(raw, trusted=[]))
    except UntrustedTypesFoundException as error:
        raise ModelError(f"{folder / 'model.skops'} holds more than numbers and is not opened ({error}). {RETRAIN}") from error


def _canonical(raw: bytes) -> bytes:
    """The same archive with fixed times, and members named in their order, not by where they lay in memory."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        numbers: dict[str, str] = {}
        schema = _renumbered(json.loads(old.read(SCHEMA)), numbers)
        members = {f"{numbers[Path(name).stem]}{Path(name).suffix}": name for name in old.namelist() if name != SCHEMA}
        for target in sorted(members):
            _add(new, target, old.read(members[target]))
        _add(new, SCHEMA, json.dumps(schema, indent=1).encode("utf-8"))
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _renumbered(node: Any, numbers: dict[str, str]) -> Any:
    """The schema with every memory address, as an id or as a file's name, told by when it first comes."""
    if isinstance(node, list):
        return [_renumbered(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    own = str(node.get("__id__", ""))
    number = numbers.setdefault(own, str(len(numbers) + 1)) if own else ""
    changed = {name: _renumbered(item, numbers) for name, item in node.items() if name not in ("__id__", "file")}
    if "file" in node:
        changed["file"] = f"{numbers[Path(node['file']).stem]}{Path(node['file']).suffix}"
    return {**changed, "__id__": int(number)} if own else changed


def _packed(model: Model) -> dict[str, Any]:
    return {
        "themes": _pack(model.themes),
        "recipients": _pack(model.recipients),
        "shared": _text_array(model.shared.passages),
    }


def _pack(value: Any) -> Any:
    """Dataclasses to dicts, sparse matrices to their arrays, lists of words to one array of letters."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _pack(getattr(value, field.name)) for field in fields(value)}
    if sparse.issparse(value):
        return {"data": value.data, "indices": value.indices, "indptr": value.indptr, "shape": list(value.shape)}
    if isinstance(value, tuple):
        return _text_array(value) if all(isinstance(item, str) for item in value) else [_pack(item) for item in value]
    if isinstance(value, np.ndarray) and value.dtype == np.float64 and value.ndim == 2 and value.size > 10_000:
        return value.astype(np.float32)
    return value


def _text_array(words: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)


def _words(packed: Any) -> tuple[str, ...]:
    text = bytes(packed).decode("utf-8")
    return tuple(text.split("\n")) if text else ()


def _sparse(packed: Mapping[str, Any]) -> sparse.csr_matrix:
    return sparse.csr_matrix((packed["data"], packed["indices"], packed["indptr"]), shape=tuple(packed["shape"]))


def _unpacked(packed: Mapping[str, Any]) -> Model:
    return Model(
        _theme_model(packed["themes"]),
        RecipientModel(**{**packed["recipients"], "recipients": _words(packed["recipients"]["recipients"])}),
        Shared.of(_words(packed["shared"])),
    )


def _theme_model(packed: Mapping[str, Any]) -> ThemeModel:
    space, views = packed["space"], packed["definitions"]
    return ThemeModel(
        **{
            **packed,
            "themes": _words(packed["themes"]),
            "space": Space(
                _words(space["vocabulary"]),
                space["idf"],
                _wide(space["topic_axes"]),
                _wide(space["word_vectors"]),
                space["mean_meaning"],
            ),
            "definitions": Views(_sparse(views["words"]), _wide(views["topics"]), _wide(views["meaning"])),
            "definitions_expanded": _sparse(packed["definitions_expanded"]),
            "names": _names(packed["names"]),
            "pooling": _pooling(packed["pooling"]),
            "likeness": tuple(Scaling(**scaling) for scaling in packed["likeness"]),
            "linear": Linear(_wide(packed["linear"]["coefficients"]), packed["linear"]["intercepts"]),
            "stack": Stack(**{**packed["stack"], "decisions": Scaling(**packed["stack"]["decisions"])}),
            "thresholds": Thresholds(**packed["thresholds"]),
        }
    )


def _names(packed: Mapping[str, Any]) -> Names:
    return Names(_sparse(packed["labels"]), _wide(packed["topics"]), packed["first"])


def _pooling(packed: Mapping[str, Any]) -> Pooling:
    return Pooling(Scaling(**packed["topics"]), Scaling(**packed["meaning"]), packed["sharpness"])


def _wide(values: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return values.astype(np.float64)
