"""Share of sentences whose written form is identified, on a file of labelled sentences (language,text; nob or nno)."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from pipeline.language.identify import identify

FORMS = {"nob": "nb", "nno": "nn"}


def main(path: Path) -> None:
    """Print the share for all sentences and for those of eight words or more."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(FORMS[row["language"]], row["text"]) for row in csv.DictReader(file)]
    for least in (1, 8):
        chosen = [(form, text) for form, text in rows if len(text.split()) >= least]
        right = sum(identify(text) == form for form, text in chosen)
        print(f"written form, sentences of {least} words or more: {right} of {len(chosen)} = {right / len(chosen):.2%}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
