"""A project's Documents, each parsed when it is first asked for: training needs the pages of coded reports only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline import documents
from pipeline.documents import Document, load_hashed
from pipeline.errors import Fault, FaultyFileError
from pipeline.files import sha256_bytes, sha256_file, sha256_json
from pipeline.language.memory import Memory
from pipeline.parallel import uncollected


class Documents(Mapping[str, Document]):
    """Documents by report_id, all of them parsed once already, now or in an earlier run; `hashes` are those of their files."""

    def __init__(self, paths: Mapping[str, Path], hashes: Mapping[str, str], parsed: Mapping[str, Document]) -> None:
        self._paths, self.hashes, self._parsed = paths, hashes, dict(parsed)

    def __getitem__(self, report_id: str) -> Document:
        """The Document of a report. Raises KeyError where there is none, FaultyFileError where its file has changed since."""
        if report_id not in self.hashes:
            raise KeyError(report_id)
        if report_id not in self._parsed:
            path = self._paths[report_id]
            document, found = load_hashed(path)
            if found != self.hashes[report_id]:
                fault = Fault(path.name, None, "it was written anew while temakart read it. Run the same command again.")
                raise FaultyFileError(f"{path.name} has changed.", [fault])
            self._parsed[report_id] = document
        return self._parsed[report_id]

    def __contains__(self, report_id: object) -> bool:
        return report_id in self.hashes

    def __iter__(self) -> Iterator[str]:
        return iter(self.hashes)

    def __len__(self) -> int:
        return len(self.hashes)


def read_documents(paths: Mapping[str, Path], sound: Memory) -> tuple[Documents, list[Fault]]:
    """The Documents in some files, and what is wrong with those that cannot be read.

    `sound` keeps the hashes of files that have been parsed, so that each is parsed once to find what is damaged.
    """
    there = {name: path for name, path in paths.items() if path.is_file()}
    hashes = {name: sha256_bytes(path.read_bytes()) for name, path in there.items()}
    parser = sha256_file(Path(documents.__file__))
    keys = {name: sha256_json([parser, found]) for name, found in hashes.items()}
    known = sound.recall(list(keys.values()))
    parsed, faults = _parsed({name: there[name] for name, key in keys.items() if key not in known})
    hashes |= {name: found for name, (_, found) in parsed.items()}
    sound.keep({keys[name]: b"" for name in parsed}, only=keys.values())
    kept = {name: hashes[name] for name in there if keys[name] in known or name in parsed}
    return Documents(there, kept, {name: document for name, (document, _) in parsed.items()}), faults


def _parsed(paths: Mapping[str, Path]) -> tuple[dict[str, tuple[Document, str]], list[Fault]]:
    found: dict[str, tuple[Document, str]] = {}
    faults: list[Fault] = []
    with uncollected():
        for name, path in paths.items():
            try:
                found[name] = load_hashed(path)
            except FaultyFileError as error:
                faults.extend(error.faults)
    return found, faults
