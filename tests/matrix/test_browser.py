"""The page's script counts as Python does; needs Chromium."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from pipeline.matrix.publish import publish
from tests.chromium import CHROMIUM, PLAYED

from .portfolio import write_project

pytestmark = PLAYED

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--virtual-time-budget=2000",
    "--dump-dom",
)
BUTTON = "tr[data-row=mat] td[data-column=bygd] button"
CLICK = f"<script>document.querySelector('{BUTTON}').click()</script></body>"


def dump(page: Path, profile: Path, fragment: str = "") -> str:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", page.as_uri() + fragment]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def numbers(dom: str) -> list[str]:
    return re.findall(r'aria-label="([^"]+)\. Vis rapportene', dom)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = write_project(tmp_path_factory.mktemp("browser") / "p")
    publish(project)
    return project.matrix / "kunnskapsmatrise.html"


def test_the_script_draws_the_very_numbers_that_were_printed(page: Path, tmp_path: Path) -> None:
    printed = page.read_text(encoding="utf-8")
    drawn = dump(page, tmp_path, "#show=*&region=*")
    assert numbers(drawn) == numbers(printed)
    shades = r'class="((?:coded s|suggested t|uncertain u)\d)"'
    assert re.findall(shades, drawn) == re.findall(shades, printed)


def test_a_filter_counts_only_the_reports_it_lets_through(page: Path, tmp_path: Path) -> None:
    dom = dump(page, tmp_path, "#region=Vest&show=coded")
    assert "Viser 1 av 5 rapporter. Tallene gjelder bare utvalget." in dom
    row = dom[dom.index('<tr role="row" data-row="alle"') :]
    none, one = "ingen rapporter", "1 kodet"
    assert numbers(row)[:4] == [none, one, none, one]


def test_the_uncertain_can_be_seen_alone(page: Path, tmp_path: Path) -> None:
    dom = dump(page, tmp_path, "#show=uncertain")
    assert "Viser 1 av 5 rapporter." in dom
    assert {said for said in numbers(dom) if said != "ingen rapporter"} == {"1 med usikkert forslag"}
    assert re.findall(r'class="uncertain-number"[^>]*>([^<]+)<', dom) == ["1?"]


def test_a_cell_opens_its_reports_with_passage_and_page(page: Path, tmp_path: Path) -> None:
    clicked = tmp_path / "clicked.html"
    clicked.write_text(page.read_text(encoding="utf-8").replace("</body>", CLICK), encoding="utf-8")
    dom = dump(clicked, tmp_path / "profile")
    dialog = dom[dom.index("<dialog") : dom.index("</dialog>")]
    assert "Mat og måltider – Bygder og øyer" in dialog
    assert "1 kodet av mennesker og (1) foreslått av modellen" in dialog
    assert "Kodet av kari" in dialog and "Side 2" in dialog and "sannsynlighet 0,95" in dialog
    assert "<blockquote>=1+1 &lt;/script&gt;" in dialog


def test_an_uncertain_report_is_listed_as_such(page: Path, tmp_path: Path) -> None:
    clicked = tmp_path / "clicked.html"
    click = CLICK.replace("data-row=mat", "data-row=nytt")
    clicked.write_text(page.read_text(encoding="utf-8").replace("</body>", click), encoding="utf-8")
    dom = dump(clicked, tmp_path / "profile")
    dialog = dom[dom.index("<dialog") : dom.index("</dialog>")]
    assert "1? med usikkert forslag" in dialog
    assert "Usikkert: for få kodede eksempler · sannsynlighet 0,40" in dialog
