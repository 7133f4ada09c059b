"""The counted words of a portfolio, kept from run to run: only reports that have changed are counted again.

What is kept is what `prepare` gives: a report's words are those of its Document, its title, the boilerplate of the portfolio,
the parameters, the translator and the program, and all of these are in the key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version

import numpy as np

from pipeline.code import code_sha256
from pipeline.documents import Document
from pipeline.files import sha256_json
from pipeline.language import apertium
from pipeline.language.boilerplate import Shared
from pipeline.language.memory import Memory
from pipeline.language.prepare import Counted, prepare
from pipeline.language.wording import Wording
from pipeline.project import LanguageParams


def count(
    documents: Mapping[str, Document],
    hashes: Mapping[str, str],
    titles: Mapping[str, str],
    params: LanguageParams,
    shared: Shared,
    translations: Memory,
    kept: Memory,
    jobs: int,
) -> list[Counted]:
    """Each document as the theme model reads it, sorted by report_id; `hashes` are those of their files.

    A document is asked for only where it must be counted. Neither `translations` nor `kept`, nor the number of processes,
    changes the result.
    """
    basis = _basis(params, shared)
    keys = {name: sha256_json([basis, hashes[name], titles.get(name, "")]) for name in sorted(documents)}
    known = kept.recall(list(keys.values()))
    missing = [documents[name] for name, key in keys.items() if key not in known]
    found: dict[str, Counted] = {
        report.report_id: report for report in prepare(missing, titles, params, shared, translations, jobs)
    }
    if missing:
        kept.keep({keys[name]: _packed(report) for name, report in found.items() if report.firm}, only=keys.values())
    return [found.get(name) or _unpacked(name, known[key]) for name, key in keys.items()]


def _basis(params: LanguageParams, shared: Shared) -> str:
    """The hash of all that counted words depend on beside the report itself."""
    mode = apertium.mode_file() if params.translate_nynorsk == "auto" else None
    return sha256_json(
        [
            params.model_dump(exclude={"vectors"}),
            list(shared.passages),
            apertium.version(mode) if mode else "word list",
            version("simplemma"),
            code_sha256(("language",)),
        ]
    )


def _packed(report: Counted) -> bytes:
    words = report.words
    told = {"weights": report.weights, "ends": words.ends.tolist(), "distinct": words.distinct}
    return json.dumps(told, ensure_ascii=False).encode("utf-8") + b"\n" + words.numbers.astype("<i4").tobytes()


def _unpacked(report_id: str, value: bytes) -> Counted:
    told, _, numbers = value.partition(b"\n")
    header = json.loads(told)
    ends = np.array(header["ends"], dtype=np.int32)
    words = Wording(tuple(header["distinct"]), np.frombuffer(numbers, dtype="<i4").astype(np.int32), ends)
    return Counted(report_id, words, tuple(header["weights"]))
