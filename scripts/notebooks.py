"""Run the notebooks and keep their outputs, in place or for another project: python scripts/notebooks.py [PROJECT OUT]"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]


def run(path: Path, project: Path) -> nbformat.NotebookNode:
    """The notebook with fresh outputs, without run times; raises what a cell raises."""
    os.environ["TEMAKART_PROJECT"] = str(project)
    notebook = nbformat.read(path, as_version=4)
    kernel = AsyncKernelManager(kernel_name="python3", transport="ipc")
    NotebookClient(notebook, km=kernel, timeout=600, record_timing=False).execute(cwd=str(ROOT))
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return notebook


def main() -> None:
    """Run every notebook, in place or to another folder."""
    project, out = map(Path, sys.argv[1:3]) if len(sys.argv) > 2 else (ROOT, ROOT / "notebooks")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        nbformat.write(run(path, project), out / path.name)
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
