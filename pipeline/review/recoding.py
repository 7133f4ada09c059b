"""A codebook that changed: old codes mapped by a written rule, as new events, and the reports to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid5

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import Fault, FaultyFileError, MissingError
from pipeline.project import Project
from pipeline.review.board import board
from pipeline.review.bodies import Code, CodebookChanged, Coded, Flagged
from pipeline.review.codings import open_review, write_labels
from pipeline.review.events import NAMESPACE, Draft, Event, canonical
from pipeline.review.states import Decision
from pipeline.review.store import Store
from pipeline.words import FORMS, Words, catalogue

FOLDER = Path(__file__).with_name("texts")


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)


class Changes(_Rule):
    """What became of the themes, or of the recipients.

    `renamed`: old to new. `merged`: new to the old ones. `split`: old to the new ones; until somebody has looked again a
    report has them all. `removed` and `added` are lists of ids; every coded report is looked at again for an added one.
    """

    renamed: dict[str, str] = Field(default_factory=dict)
    merged: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    split: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def becomes(self) -> dict[str, tuple[str, ...]]:
        """The new ids of each old one."""
        merged = {old: (new,) for new, olds in self.merged.items() for old in olds}
        return {**{old: (new,) for old, new in self.renamed.items()}, **merged, **self.split, **dict.fromkeys(self.removed, ())}


class Rule(_Rule):
    """A whole rule, from one version of the codebook to another."""

    from_version: str = Field(alias="from")
    to_version: str = Field(alias="to")
    themes: Changes = Changes()
    recipients: Changes = Changes()


@dataclass(frozen=True, slots=True)
class Recoded:
    """How many codings were mapped, and the reports to look at again with the reasons, sorted by report."""

    mapped: int
    look_again: dict[str, tuple[str, ...]]


def load_rule(path: Path, codebook: Codebook) -> Rule:
    """Read a rule and check it against the codebook as it is now.

    Raises MissingError without the file and FaultyFileError with everything that does not fit.
    """
    if not path.is_file():
        raise MissingError(f"There is no file {path}. Check the path.")
    try:
        rule = Rule.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8-sig")))
    except (UnicodeDecodeError, YAMLError) as error:
        what = f"this is not valid YAML in UTF-8 ({getattr(error, 'problem', error)})."
        raise FaultyFileError(f"{path.name} cannot be read.", [Fault(path.name, None, what)]) from error
    except ValidationError as error:
        faults = [Fault(path.name, None, f"{'.'.join(map(str, item['loc']))}: {item['msg']}.") for item in error.errors()]
        raise FaultyFileError(f"{path.name} is not a rule for a changed codebook.", faults) from error
    faults = [Fault(path.name, None, what) for what in _misfits(rule, codebook)]
    if faults:
        raise FaultyFileError(f"{path.name} does not fit the codebook. Change the codebook first, then the rule.", faults)
    return rule


def _misfits(rule: Rule, codebook: Codebook) -> Iterable[str]:
    if rule.to_version != codebook.version:
        yield f"the rule leads to version «{rule.to_version}», but the codebook is version «{codebook.version}»."
    for changes, ids in ((rule.themes, codebook.theme_ids), (rule.recipients, codebook.recipient_ids)):
        becomes = changes.becomes()
        olds = [*changes.renamed, *changes.split, *changes.removed, *(old for each in changes.merged.values() for old in each)]
        for old in sorted({old for old in olds if olds.count(old) > 1}):
            yield f"«{old}» is named twice."
        for new in sorted({one for news in becomes.values() for one in news}.union(changes.added) - set(ids)):
            yield f"«{new}» is not in the codebook."
        for old in sorted((set(becomes) & set(ids)) - {one for news in becomes.values() for one in news}):
            yield f"«{old}» is still in the codebook."


def recode_project(project: Project, file: Path, actor: str) -> Recoded:
    """`recode` with the codings of labels.csv too, and labels.csv written anew."""
    with open_review(project) as store:
        outcome = recode(store, project, file, actor)
        write_labels(store, project)
        return outcome


def recode(store: Store, project: Project, file: Path, actor: str) -> Recoded:
    """Map every standing coding of another version by the rule in `file`, in one transaction. A second time does nothing.

    Codings that the rule does not touch stay as they are. Raises as `load_rule`, and StoreError.
    """
    codebook = load_codebook(project.codebook)
    rule = load_rule(file, codebook)
    said = canonical(rule.model_dump(mode="json"))
    events = store.events()
    held = {event.id: event for event in events}
    drafts: list[Draft] = []
    look_again: dict[str, tuple[Flagged, ...]] = {}
    for report_id, state in board(events).states.items():
        old = [found for found in state.decisions if found.codable and found.codebook_version != rule.to_version]
        drafts += [_mapped(held[found.event], found, rule, actor, said) for found in old if _touched(found, rule)]
        reasons = tuple(dict.fromkeys(flagged for found in old for flagged in _flagged(found, rule, codebook)))
        if reasons:
            look_again[report_id] = reasons
    mapped = len(drafts)
    drafts += [
        Draft(uuid5(NAMESPACE, canonical([said, report_id, flagged.reason])), actor, flagged, report_id)
        for report_id, reasons in look_again.items()
        for flagged in reasons
    ]
    changed = CodebookChanged(from_version=rule.from_version, to_version=rule.to_version, mapping=rule.model_dump(mode="json"))
    news = [Draft(uuid5(NAMESPACE, said), actor, changed), *drafts]
    store.append_all([draft for draft in news if draft.id not in held])
    return Recoded(mapped, {report_id: tuple(one.reason for one in reasons) for report_id, reasons in look_again.items()})


def _touched(found: Decision, rule: Rule) -> bool:
    return bool(set(found.themes) & set(rule.themes.becomes())) or found.recipient in rule.recipients.becomes()


def _mapped(event: Event, found: Decision, rule: Rule, actor: str, said: str) -> Draft:
    """The coding as it would have been made with the new codebook: by the same person, at the same time."""
    old = event.body
    assert isinstance(old, Code)
    recipients = rule.recipients.becomes().get(found.recipient, (found.recipient,))
    body = Coded(
        themes=map_labels(found.themes, rule.themes),
        recipient=recipients[0] if len(recipients) == 1 else "",
        comment=old.comment,
        basis=old.basis,
        codebook_version=rule.to_version,
        settles=old.settles,
        coder=found.coder,
        coded_at=found.coded_at,
        replaces=found.event,
        extra=old.extra,
    )
    return Draft(uuid5(NAMESPACE, canonical([said, str(event.id)])), actor, body, found.report_id)


def map_labels(labels: Sequence[str], changes: Changes) -> tuple[str, ...]:
    """The new ids of some old ones, each once, in the order of the old."""
    becomes = changes.becomes()
    return tuple(dict.fromkeys(new for label in labels for new in becomes.get(label, (label,))))


def _flagged(found: Decision, rule: Rule, codebook: Codebook) -> Iterable[Flagged]:
    """Why a coding should be looked at again, said in both forms of Norwegian."""
    bokmal, nynorsk = (_reasons(found, rule, codebook, catalogue(FOLDER, form)) for form in FORMS)
    return (Flagged(reason=reason, reason_nn=other) for reason, other in zip(bokmal, nynorsk, strict=True))


def _reasons(found: Decision, rule: Rule, codebook: Codebook, t: Words) -> Iterable[str]:
    labels, recipient = t.labels(codebook), found.recipient

    def listed(ids: Iterable[str]) -> str:
        return t("recoded.and").join(f"«{labels.get(one, one)}»" for one in ids)

    for theme in found.themes:
        if theme in rule.themes.split:
            yield t("recoded.theme_split", old=theme, new=listed(rule.themes.split[theme]))
    for theme in rule.themes.added:
        yield t("recoded.theme_added", new=labels.get(theme, theme))
    if recipient in rule.recipients.split:
        yield t("recoded.recipient_split", old=recipient, new=listed(rule.recipients.split[recipient]))
    elif recipient in rule.recipients.removed:
        yield t("recoded.recipient_removed", old=recipient)
