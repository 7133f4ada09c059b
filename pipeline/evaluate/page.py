"""models/current/evaluation.html: one page that works offline, every number printed by Python, no script."""

from __future__ import annotations

import math

from pipeline import norwegian
from pipeline.classify.inputs import Inputs
from pipeline.evaluate.charts import HEIGHT, LEFT, TOP, WIDTH, learning_chart, reliability_chart
from pipeline.evaluate.metrics import Interval, Share
from pipeline.evaluate.results import Measured
from pipeline.rendering import templates

METRIC_NAMES = {"micro_f1": "Mikro-F1", "macro_f1": "Makro-F1", "mean_average_precision": "Gjennomsnittspresisjon"}
LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "Engelsk", "und": "Ukjent språk"}
BASES = {
    "register": "registeret",
    "field": "felt for tilskuddsmottaker",
    "statement": "teksten om tilskuddet",
    "document": "dokumenttypen eller forsiden",
    "client": "oppdragsgiveren",
    "title_page": "forsiden",
    "title": "tittelen",
    "furniture": "topp- eller bunnteksten",
    "mentions": "kommunen som er nevnt oftest",
    "doubtful": "usikkert treff",
    "none": "ingen mottaker funnet",
}
VERDICTS = {
    "better": "Modellen er bedre enn den forrige.",
    "worse": "Modellen er dårligere enn den forrige.",
    "no difference": "Det er ingen forskjell på modellen og den forrige utover usikkerheten.",
}
CURVE_OF = "micro_f1"


def render_page(measured: Measured | None, inputs: Inputs) -> str:
    """The page as HTML, text from reports escaped; None says that too few reports are coded."""
    environment = templates("pipeline.evaluate", escape=True)
    environment.filters.update(interval=interval, share=share, change=change, few=few)
    curve = measured.curve if measured else None
    return environment.get_template("evaluation.html").render(
        measured=measured,
        coded=sum(name in inputs.codes for name in inputs.documents),
        codebook=inputs.codebook,
        titles=inputs.titles,
        metric_names=METRIC_NAMES,
        languages=LANGUAGES,
        bases=BASES,
        verdicts=VERDICTS,
        curve_of=CURVE_OF,
        reliability=reliability_chart(measured.quality.bins) if measured else None,
        learning=learning_chart(curve, CURVE_OF) if curve else None,
        box={"left": LEFT, "top": TOP, "right": LEFT + WIDTH, "bottom": TOP + HEIGHT},
    )


def interval(value: Interval, digits: int = 2) -> str:
    """From–to of a figure."""
    return norwegian.span(value.low, value.high, digits)


def change(value: Interval) -> str:
    """A difference with its interval: «+0,02 (−0,01 til +0,05)»."""
    told, low, high = (norwegian.signed(number, 3) for number in (value.value, value.low, value.high))
    return f"{told} ({low} til {high})"


def share(value: Share) -> str:
    """How many of how many, and the share with its interval; counts are means over repeats."""
    if math.isnan(value.value):
        return "ingen"
    told = f"{norwegian.percent(value.value)}, {norwegian.percent_span(value.low, value.high)}"
    return f"{few(value.count)} av {few(value.of)} ({told})"


def few(value: float) -> str:
    """A count: whole where it is, else with one decimal."""
    return norwegian.decimal(value, 0 if float(value).is_integer() else 1)
