"""The table of municipalities that ships with the package."""

from __future__ import annotations

import pytest

from pipeline.classify.gazetteers import municipalities, municipalities_in


def test_the_428_municipalities_of_2016_each_once() -> None:
    places = municipalities()
    assert len(places) == 428
    assert len({place.number for place in places}) == 428
    assert len({(place.name, place.county) for place in places}) == 428
    assert all(len(place.number) == 4 and place.number.isdigit() for place in places)


def test_a_county_is_told_by_the_first_two_digits() -> None:
    counties = {(place.number[:2], place.county) for place in municipalities()}
    assert len(counties) == len({number for number, _ in counties}) == len({county for _, county in counties}) == 19


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("Guovdageaidnu", "Kautokeino"),
        ("Kárášjohka", "Karasjok"),
        ("Deatnu", "Tana"),
        ("Unjárga", "Nesseby"),
        ("Porsáŋgu", "Porsanger"),
        ("Porsángu", "Porsanger"),
        ("Gáivuotna", "Kåfjord"),
    ],
)
def test_sami_names_are_found(name: str, main: str) -> None:
    assert municipalities_in(f"{name} kommune") == [main]


@pytest.mark.parametrize(
    ("name", "main"),
    [("Frei", "Kristiansund"), ("Skjerstad", "Bodø"), ("Aure", "Aure"), ("Ramnes", "Re"), ("Ølen", "Vindafjord")],
)
def test_former_municipalities_are_found(name: str, main: str) -> None:
    assert municipalities_in(f"{name} kommune") == [main]


def test_every_municipality_is_found_by_its_own_name() -> None:
    lost = [place.name for place in municipalities() if len(municipalities_in(f"{place.name} kommune")) != 1]
    assert lost == []
