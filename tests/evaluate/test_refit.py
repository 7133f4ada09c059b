from __future__ import annotations

from collections import Counter

import numpy as np

from pipeline.classify.stacking import Coded
from pipeline.classify.themes import fit_themes
from pipeline.codebook import Codebook
from pipeline.evaluate.refit import Refit
from pipeline.language.vectors import Vectors
from pipeline.project import ThemeParams

WHICH = [0, 1, 2, 4, 5, 7]


def test_a_model_fitted_again_is_the_model_that_training_gives(
    trades: Codebook, vectors: Vectors, portfolio: tuple[list[Counter[str]], Coded], params: ThemeParams
) -> None:
    texts, coded = portfolio
    plain = fit_themes(trades, texts, coded[WHICH], WHICH, vectors, params, 7)
    refit = Refit.of(trades, texts, vectors, params, 7)
    again = refit.fit(coded[WHICH], WHICH)
    np.testing.assert_allclose(refit.probabilities(again, [3, 6]), plain.probabilities([texts[3], texts[6]]))
    unseen = Counter({"torsk": 3, "garn": 1})
    np.testing.assert_allclose(again.probabilities([unseen]), plain.probabilities([unseen]))
    np.testing.assert_allclose(again.thresholds.suggest, plain.thresholds.suggest)
