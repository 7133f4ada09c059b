from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from pipeline.classify.names import Names
from pipeline.classify.space import Space, fit_space
from pipeline.classify.themes import definitions_of
from pipeline.codebook import Theme
from pipeline.language.words import counted
from pipeline.project import ThemeParams

from .conftest import TRADES, make_portfolio, make_vectors


def theme(name: str, label: str, terms: tuple[str, ...]) -> Theme:
    return Theme(id=name, label=label, group="g", layer="definert", definition="d", terms=terms)


THEMES = (theme("land", "tømmer", ("gran", "elev lærer")), theme("hav", "fisk", ("torsk",)))


@pytest.fixture
def space() -> Space:
    return fit_space(make_portfolio(24)[0], definitions_of(THEMES), make_vectors(), ThemeParams(), 7)[0]


@pytest.fixture
def names(space: Space) -> Names:
    return Names.of(THEMES, space)


def test_a_report_is_like_the_label_by_its_words_and_not_by_those_of_terms(names: Names, space: Space) -> None:
    found = names.by_words(space.weighted([Counter(counted(text)) for text in ("tømmer", "gran", "fisk tømmer", "")]))
    assert found[0].tolist() == pytest.approx([1, 0]) and not found[[1, 3]].any()
    assert (found[2] > 0).all()


def test_a_report_on_one_of_the_parts_of_a_theme_is_as_like_it_as_that_part(names: Names, space: Space) -> None:
    schools = Counter(counted(TRADES["skole"]))
    found = names.by_topics(space.views([schools]).topics)[0]
    parts = space.views([Counter(counted(text)) for text in ("tømmer", "gran", "elev lærer")]).topics
    likest = (space.views([schools]).topics @ parts.T).max()
    assert found[0] == pytest.approx(likest) and found[0] > found[1]


def test_each_theme_has_its_label_and_all_its_terms(names: Names) -> None:
    np.testing.assert_array_equal(names.first, [0, 3])
    assert len(names.topics) == 5 and names.labels.shape[0] == 2


def test_narrowed_to_the_words_of_a_text_they_say_the_same_of_it(names: Names, space: Space) -> None:
    text = [Counter(counted("tømmer fisk"))]
    columns = np.array([at for at, word in enumerate(space.vocabulary) if word in text[0]])
    narrow = names.narrowed(columns).by_words(space.narrowed(columns).weighted(text))
    np.testing.assert_allclose(narrow, names.by_words(space.weighted(text)))


def test_a_label_of_no_known_word_is_like_nothing(space: Space) -> None:
    nameless = Names.of((theme("x", "3.2", ("torsk",)), THEMES[1]), space)
    assert nameless.by_words(space.weighted([Counter(["torsk", "fisk"])]))[0, 0] == 0
