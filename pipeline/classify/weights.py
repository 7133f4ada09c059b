"""The linear classifier as a plain table, which any program can read when this one is gone."""

from __future__ import annotations

import csv
import io

from pipeline.classify.themes import ThemeModel

DIGITS = 6


def weights_table(model: ThemeModel) -> str:
    """CSV: a row a feature, its kind, its inverse document frequency where it is a word, and its weight for each theme.

    The first row holds the intercepts; then come the words, the topics of the portfolio and the dimensions of the word
    vectors (then those of the sentence encoder), in the order in which the classifier reads them.
    """
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(["kind", "feature", "idf", *model.themes])
    table.writerow(["intercept", "", "", *_shown(model.linear.intercepts.tolist())])
    weights, space = model.linear.coefficients.T.tolist(), model.space
    features = [("word", word, idf) for word, idf in zip(space.vocabulary, _shown(space.idf.tolist()), strict=True)]
    features += [("topic", str(at + 1), "") for at in range(len(space.topic_axes))]
    features += [("meaning", str(at + 1), "") for at in range(len(space.mean_meaning))]
    table.writerows([*feature, *_shown(row)] for feature, row in zip(features, weights, strict=True))
    return buffer.getvalue()


def _shown(values: list[float]) -> list[str]:
    return [f"{value:.{DIGITS}g}" for value in values]
