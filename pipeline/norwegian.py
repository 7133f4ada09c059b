"""Numbers, lists and order as they are written in Norwegian, in bokmål and nynorsk alike."""

from __future__ import annotations

import math
from collections.abc import Sequence

NO_BREAK = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "–"


def number(value: int) -> str:
    """A whole number with a no-break space between thousands, from four digits: 1 250."""
    return _signs(f"{value:,}")


def decimal(value: float, digits: int = 2) -> str:
    """A number with a decimal comma: «0,93»; a dash for what could not be measured."""
    return UNKNOWN if math.isnan(value) else _signs(f"{value:z,.{digits}f}")


def shortest(value: float) -> str:
    """A number with no more decimals than it takes: «5», «2,5»."""
    return _signs(f"{value:g}")


def signed(value: float, digits: int = 2) -> str:
    """A difference with its sign: «+0,02», «−0,02», «0,00»."""
    text = decimal(value, digits)
    return f"+{text}" if any(digit in "123456789" for digit in text) and value > 0 else text


def percent(share: float, digits: int = 0) -> str:
    """A share in per cent: «4 %», «4,2 %»."""
    return UNKNOWN if math.isnan(share) else f"{decimal(100 * share, digits)}{NO_BREAK}%"


def span(low: float, high: float, digits: int = 2) -> str:
    """From–to: «0,21–0,34», «−0,05 til 0,10» where a dash could be taken for a minus."""
    if math.isnan(low) or math.isnan(high):
        return UNKNOWN
    return f"{decimal(low, digits)}{'–' if low >= 0 else ' til '}{decimal(high, digits)}"


def percent_span(low: float, high: float, digits: int = 0) -> str:
    """From–to of a share: «0,1–24,9 %»."""
    return f"{decimal(100 * low, digits)}–{percent(high, digits)}"


def probability(value: float) -> str:
    """A probability with two decimals that never claims to be certain: «0,93», «over 0,99»."""
    if value > 0.99:
        return "over 0,99"
    return "under 0,01" if value < 0.01 else decimal(value)


def joined(items: Sequence[str]) -> str:
    """«a», «a og b», «a, b og c»."""
    return " og ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def sentence(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def order(text: str) -> tuple[str, str]:
    """A sort key that puts æ, ø and å last, and small and large letters together."""
    return text.lower().translate(_LAST), text


def _signs(text: str) -> str:
    return text.translate(_SIGNS)


_SIGNS = str.maketrans({",": NO_BREAK, ".": ",", "-": MINUS})
_LAST = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "é": "e", "ü": "y"})
