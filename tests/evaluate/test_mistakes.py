from __future__ import annotations

import numpy as np

from pipeline.evaluate.metrics import Judged
from pipeline.evaluate.mistakes import WORST, worst_reports, wrong_pairs

CODED = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=np.int8)


def test_reports_with_most_wrong_answers_come_first_and_faultless_ones_not_at_all() -> None:
    said = CODED == 1
    said[1] = [False, False, True]
    said[2, 0] = said[3, 0] = True
    probabilities = np.where(said, 0.6, 0.4)
    probabilities[3, 0] = 0.99
    judged = Judged(CODED, probabilities, said)
    assert worst_reports(judged) == [1, 3, 2]
    assert wrong_pairs(judged, [1, 3]) == [(1, 0), (1, 1), (1, 2), (3, 0)]


def test_the_list_of_worst_reports_is_short() -> None:
    coded = np.zeros((30, 1), dtype=np.int8)
    assert len(worst_reports(Judged(coded, np.ones((30, 1)), np.ones((30, 1), dtype=bool)))) == WORST
