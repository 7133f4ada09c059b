"""A new, empty project: folders, parameters, the flow, and a codebook to edit."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files import write_atomic

FILES = {
    "dvc.yaml": "dvc.yaml",
    "params.yaml": "params.yaml",
    "codebook.yaml": "annotations/codebook.yaml",
}
WRITTEN = {
    ".dvc/config": "[core]\n    no_scm = True\n    analytics = false\n    check_update = false\n",
    ".dvcignore": ".venv\n.git\n",
    ".gitignore": "".join(
        f"/{name}\n"
        for name in (
            ".temakart/",
            ".dvc/tmp/",
            ".dvc/cache/",
            "dvc.lock",
            "corpus/text/",
            "models/",
            "matrix/",
            "annotations/suggestions.csv",
            "annotations/reviews.db*",
        )
    ),
}


def make_project(folder: Path) -> Path:
    """Write the files of a new project; raises UsageError rather than touch a folder that has something in it."""
    root = folder.expanduser().resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(f"{root} exists and is not empty. Choose another folder, or empty it first.")
    template = resources.files("pipeline").joinpath("data", "template")
    for name, target in FILES.items():
        write_atomic(root / target, template.joinpath(name).read_bytes())
    for target, text in WRITTEN.items():
        write_atomic(root / target, text)
    (root / "corpus" / "raw").mkdir(parents=True)
    return root


def mend_flow(root: Path) -> None:
    """Write the hidden files that `temakart run` needs where they are missing: copying a project's folder often leaves them."""
    for target in (".dvc/config", ".dvcignore"):
        if not (root / target).exists():
            write_atomic(root / target, WRITTEN[target])
