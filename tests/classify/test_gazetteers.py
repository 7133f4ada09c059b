from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.classify.gazetteers import Programme, load_programmes, municipalities_in, programme_of


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Halden kommune", ["Halden"]),
        ("LARVIK KOMMUNE", ["Larvik"]),
        ("Voss herad", ["Voss"]),
        ("Volda og Ørsta kommuner", ["Volda", "Ørsta"]),
        ("Volda og Ørsta kommunar", ["Volda", "Ørsta"]),
        ("Rana kommune og Hemnes kommune", ["Rana", "Hemnes"]),
        ("Oslo kommune, bydel Alna", ["Oslo"]),
        ("Bydel Sagene", ["Oslo"]),
        ("Bergen kommune, Arna bydel", ["Bergen"]),
        ("Drammen Eiendom KF", ["Drammen"]),
        ("Boligbygg Oslo KF", ["Oslo"]),
        ("NAV Halden", ["Halden"]),
        ("NAV-kontoret i Namsos", ["Namsos"]),
        ("Ski kommune", ["Ski"]),
        ("Hof kommune", ["Hof"]),
        ("Os kommune", ["Os"]),
        ("Nes kommune", ["Nes"]),
    ],
)
def test_a_municipality_is_found_by_what_it_is_said_to_be(name: str, found: list[str]) -> None:
    assert municipalities_in(name) == found


@pytest.mark.parametrize(
    "name",
    [
        "Kirkens Bymisjon Drammen",
        "Halden fengsel",
        "Nordland fylkeskommune",
        "Møre og Romsdal fylkeskommune",
        "NAV Nordland",
        "Kommunen gikk på ski fra os til nes",
        "Kurset i kommunen ble holdt på Ski stasjon",
        "en hof kommune",
        "Bydelsmødrene Drammen",
        "Sluttrapport fra kommunen",
        "",
    ],
)
def test_a_name_that_is_not_said_to_be_a_municipality_is_none(name: str) -> None:
    assert municipalities_in(name) == []


@pytest.mark.parametrize(
    "name", ["Steigen og Hamarøy kommuner, vertskommune Hamarøy", "Steigen kommune og Hamarøy (vertskommune)"]
)
def test_the_host_municipality_comes_first(name: str) -> None:
    assert municipalities_in(name) == ["Hamarøy", "Steigen"]


def test_a_district_row_decides_before_its_municipality_and_what_counts_before_what_does_not() -> None:
    whole = Programme("Oslo", "", "storbyprogrammet", 2016, 2020, "no", "high")
    early = Programme("Oslo", "", "utviklingsprogram", 2010, 2015, "yes", "high")
    alna = Programme("Oslo", "bydel Alna", "utviklingsprogram", 2010, 2015, "yes", "high")
    assert programme_of("Oslo", "Oslo kommune, Bydel Alna", [whole, early, alna]) == alna
    assert programme_of("Oslo", "Oslo kommune", [whole, early, alna]) == early
    assert programme_of("Oslo", "Oslo kommune", [whole]) == whole
    assert programme_of("Asker", "Asker kommune", [whole, early, alna]) is None


def test_a_programme_table_from_excel_in_norwegian_is_read(tmp_path: Path) -> None:
    path = tmp_path / "programme_municipalities.csv"
    path.write_bytes("municipality;programme;year_from;counts\nÅlesund;utviklingsprogram;2009;Yes\n;;;\n".encode("cp1252"))
    assert [(row.municipality, row.year_from, row.counts) for row in load_programmes(path)] == [("Ålesund", 2009, "yes")]


def test_what_a_programme_is_called_in_nynorsk_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "programme_municipalities.csv"
    path.write_text("municipality,programme,counts,programme_nn\nVoss,ordningen,yes,ordninga\nOs,avtalen,yes,\n", "utf-8")
    assert [row.programme_nn for row in load_programmes(path)] == ["ordninga", ""]


def test_without_a_table_no_programme_is_known(tmp_path: Path) -> None:
    assert load_programmes(tmp_path / "none.csv") == ()
