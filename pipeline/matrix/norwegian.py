"""Numbers, lists and order as they are written in bokmål."""

from __future__ import annotations

from collections.abc import Sequence

NO_BREAK = "\u00a0"
MINUS = "\u2212"


def number(value: int) -> str:
    """A whole number with a no-break space between thousands, from four digits: 1 250."""
    return f"{value:,}".replace(",", NO_BREAK).replace("-", MINUS)


def decimal(value: float, digits: int = 2) -> str:
    """A number with a decimal comma: 0,93."""
    return f"{value:,.{digits}f}".replace(",", NO_BREAK).replace(".", ",").replace("-", MINUS)


def probability(value: float) -> str:
    """A probability with two decimals that never claims to be certain: «0,93», «over 0,99»."""
    if value > 0.99:
        return "over 0,99"
    return "under 0,01" if value < 0.01 else decimal(value)


def amount(value: int, one: str, many: str, *, neuter: bool = False) -> str:
    """A number and its noun: «ingen rapporter», «én rapport», «ett tema», «12 rapporter»."""
    if value == 1:
        return f"{'ett' if neuter else 'én'} {one}"
    return f"{number(value) if value else 'ingen'} {many}"


def reports(value: int) -> str:
    """«én rapport», «12 rapporter»."""
    return amount(value, "rapport", "rapporter")


def joined(items: Sequence[str]) -> str:
    """«a», «a og b», «a, b og c»."""
    return " og ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def sentence(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def order(text: str) -> tuple[str, str]:
    """A sort key that puts æ, ø and å last, and small and large letters together."""
    return text.lower().translate(_LAST), text


_LAST = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "é": "e", "ü": "y"})
