"""The docs name every parameter and file, the template is the project's own flow, and the README's commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.project import Params

ROOT = Path(__file__).parents[1]
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


def parameters(model: type[BaseModel], prefix: str = "") -> list[tuple[str, object]]:
    """Every parameter with its default, sections opened."""
    found: list[tuple[str, object]] = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += parameters(kind, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", field.get_default(call_default_factory=True)))
    return found


@pytest.mark.parametrize(("name", "default"), parameters(Params), ids=lambda value: str(value)[:30])
def test_every_parameter_stands_in_the_reference_with_its_default(name: str, default: object) -> None:
    row = next((line for line in REFERENCE.splitlines() if line.startswith(f"| `{name}` |")), "")
    assert row
    shown = row.split("|")[2].strip()
    assert shown == ("" if isinstance(default, dict) else str(default))


@pytest.mark.parametrize("name", ["dvc.yaml", "params.yaml"])
def test_a_new_project_gets_the_flow_and_parameters_of_this_one(name: str) -> None:
    assert (ROOT / name).read_bytes() == (ROOT / "pipeline" / "data" / "template" / name).read_bytes()


def test_params_yaml_shows_the_defaults() -> None:
    from pipeline.project import load_params

    assert load_params(ROOT / "params.yaml") == Params()


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", *(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md"))]
)
def test_links_lead_somewhere(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_make_targets_named_in_the_docs_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(
        re.findall(
            r"`make ([a-z-]+)",
            "\n".join(
                p.read_text(encoding="utf-8")
                for p in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md"]
            ),
        )
    )
    assert named - set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) == set()
