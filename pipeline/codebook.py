"""Themes and recipients, read from annotations/codebook.yaml and validated with line numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipeline.errors import Fault, FaultyFileError, MissingError

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)


EntryT = TypeVar("EntryT", bound=_Entry)


class Theme(_Entry):
    """One knowledge theme: what it is called, what counts and what does not."""

    id: Identifier
    label: Text
    label_nn: str = ""
    group: Text
    group_nn: str = ""
    layer: Literal["definert", "overordnet"]
    definition: Text
    definition_nn: str = ""
    not_when: str = ""
    not_when_nn: str = ""
    terms: tuple[Text, ...] = Field(min_length=1)
    terms_nn: tuple[Text, ...] = ()


class Decide(BaseModel):
    """How a recipient type is recognised from the grantee's name, before any model is asked.

    Types are tried by rising `order`. `names` are organisations, `words` are words in a grantee's name,
    `document_words` are words in the title or kind of the report; `municipality` asks the tables.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: int
    municipality: Literal["programme", "other"] | None = None
    names: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()
    document_words: tuple[Text, ...] = ()


class Recipient(_Entry):
    """One type of grantee."""

    id: Identifier
    label: Text
    label_nn: str = ""
    definition: Text
    definition_nn: str = ""
    terms: tuple[Text, ...] = ()
    decide: Decide | None = None


class Codebook(BaseModel):
    """A whole codebook; `version` is text, so that «2016-1» is a version too."""

    model_config = ConfigDict(frozen=True)

    version: str
    themes: tuple[Theme, ...]
    recipients: tuple[Recipient, ...] = ()

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """The themes' ids, in the order of the file."""
        return tuple(theme.id for theme in self.themes)

    @property
    def recipient_ids(self) -> tuple[str, ...]:
        """The recipients' ids, in the order of the file."""
        return tuple(recipient.id for recipient in self.recipients)

    def label(self, identifier: str) -> str:
        """The printed label of a theme or recipient; the id itself when the codebook has no such entry."""
        entries: Iterable[Theme | Recipient] = (*self.themes, *self.recipients)
        return next((entry.label for entry in entries if entry.id == identifier), identifier)


def load_codebook(path: Path) -> Codebook:
    """Read and validate a codebook.

    Raises MissingError when there is none and FaultyFileError listing every fault with its line.
    """
    if not path.is_file():
        raise MissingError(f"There is no codebook at {path}. `temakart init DIR` makes one to edit.")
    tree = _parse(path)
    faults: list[Fault] = []
    themes = _entries(tree, "themes", Theme, path.name, faults)
    recipients = _entries(tree, "recipients", Recipient, path.name, faults)
    if tree.get("version") in (None, ""):
        faults.append(Fault(path.name, 1, "`version` is missing. Write for instance «version: 1» on the first line."))
    if not tree.get("themes"):
        faults.append(Fault(path.name, None, "there are no themes. List at least one under «themes:»."))
    if faults:
        ordered = sorted(faults, key=lambda fault: fault.row or 0)
        raise FaultyFileError(f"{path.name} has {len(faults)} fault(s); mend them and try again.", ordered)
    return Codebook(version=str(tree["version"]), themes=tuple(themes), recipients=tuple(recipients))


def _parse(path: Path) -> Any:
    try:
        tree = YAML(typ="rt").load(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        fault = Fault(path.name, None, "the file is not UTF-8. Save it as UTF-8 in your editor.")
        raise FaultyFileError(f"{path.name} cannot be read.", [fault]) from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"this is not valid YAML ({getattr(error, 'problem', error)}). Check indentation and quotes."
        raise FaultyFileError(
            f"{path.name} cannot be read.", [Fault(path.name, mark.line + 1 if mark else None, what)]
        ) from error
    if not isinstance(tree, dict):
        raise FaultyFileError(f"{path.name} is not a codebook.", [Fault(path.name, 1, "it has no «themes:».")])
    return tree


def _entries(tree: Any, name: str, model: type[EntryT], file: str, faults: list[Fault]) -> list[EntryT]:
    entries: list[EntryT] = []
    first_line: dict[str, int] = {}
    listed: Any = tree.get(name) or []
    if not isinstance(listed, list):
        faults.append(Fault(file, tree.lc.key(name)[0] + 1, f"«{name}» must be a list, each entry starting with «- id:»."))
        return entries
    positions: Any = getattr(listed, "lc", None)
    for index, raw in enumerate(listed):
        line = positions.item(index)[0] + 1
        if not isinstance(raw, dict):
            faults.append(Fault(file, line, f"{name}[{index + 1}] is not an entry with «id:», «label:» and so on."))
            continue
        identifier = str(raw.get("id", f"number {index + 1}"))
        if identifier in first_line:
            faults.append(Fault(file, line, f"the id «{identifier}» is used already on line {first_line[identifier]}."))
        first_line.setdefault(identifier, line)
        try:
            entries.append(model.model_validate(_plain(raw)))
        except ValidationError as error:
            faults.extend(_faults(error, raw, file, line, identifier))
    return entries


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _faults(error: ValidationError, raw: Any, file: str, line: int, identifier: str) -> Iterable[Fault]:
    for item in error.errors():
        location: Sequence[int | str] = item["loc"]
        key = location[0] if location else None
        at = raw.lc.key(key)[0] + 1 if key in raw else line
        yield Fault(file, at, f"«{identifier}», {'.'.join(map(str, location))}: {_sentence(item)}")


def _sentence(item: Any) -> str:
    kind, context = item["type"], item.get("ctx", {})
    sentences = {
        "missing": "this is missing.",
        "string_too_short": "this is empty. Write a text.",
        "string_type": "this is empty. Write a text." if item.get("input") is None else "this is not a text. Put it in quotes.",
        "tuple_type": "this must be a list, such as [bolig, leie].",
        "too_short": "the list is empty. Give at least one term.",
        "string_pattern_mismatch": "an id may only have letters a–z, digits, dot, underscore and hyphen.",
        "literal_error": f"«{item.get('input')}» is not known. Use {context.get('expected', '')}.",
        "extra_forbidden": "this setting is not known.",
    }
    return sentences.get(kind, f"{item['msg']}.")
