"""One key for each theme and recipient, given by hand in the codebook (`key: g`) or in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook, Recipient, Theme

# In reach on a Norwegian keyboard without Shift; neither browsers nor screen readers act on them in a page like this one.
THEME_KEYS = (*"1234567890+\\", *"acfghjlm", *"øæ-,.<")
RECIPIENT_KEYS = tuple("qwertuiopåbv")
COMMANDS = frozenset("dknsxyz?")


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of every theme and recipient by id; what is left over when the keys run out has none."""

    themes: dict[str, str]
    recipients: dict[str, str]


def keys_for(codebook: Codebook) -> Keys:
    """The keys of a codebook; a key that is used twice or for a command counts the first time only."""
    used = set(COMMANDS)
    given = _given([*codebook.themes, *codebook.recipients], used)
    recipients = _dealt(codebook.recipient_ids, given, RECIPIENT_KEYS, used)
    # What recipients leave is for themes, of which there may be many.
    return Keys(_dealt(codebook.theme_ids, given, (*THEME_KEYS, *RECIPIENT_KEYS), used), recipients)


def _given(entries: Iterable[Theme | Recipient], used: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        key = str((entry.model_extra or {}).get("key", "")).casefold()
        if len(key) == 1 and key not in used:
            found[entry.id] = key
            used.add(key)
    return found


def _dealt(ids: Sequence[str], given: dict[str, str], keys: Sequence[str], used: set[str]) -> dict[str, str]:
    free = iter([key for key in keys if key not in used])
    dealt: dict[str, str] = {}
    for identifier in ids:
        key = given.get(identifier) or next(free, "")
        if key:
            dealt[identifier] = key
            used.add(key)
    return dealt
