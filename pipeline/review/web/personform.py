"""What is entered about a person, and what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.review.bodies import Role
from pipeline.review.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from pipeline.review.people import NAME_CHARACTERS, PERSON_ID, Person
from pipeline.words import Words

Faults = dict[str, str]  # the name of a field, and what is wrong with it as a sentence


@dataclass(frozen=True, slots=True)
class Entered:
    """The fields as they were entered, to be shown again; passwords are not among them."""

    id: str = ""
    name: str = ""
    office: str = ""
    role: Role = "reviewer"

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Entered:
        """What a form says."""
        texts = {name: form.get(name, "").strip() for name in ("id", "name", "office")}
        return cls(**texts, role="analyst" if form.get("role") == "analyst" else "reviewer")

    @classmethod
    def as_is(cls, person: Person) -> Entered:
        """A person as the store says."""
        return cls(person.id, person.name, person.office, person.role)

    def faults(self, t: Words) -> Faults:
        """What is wrong; an empty id is to be made of the name."""
        found: Faults = {}
        if not self.name:
            found["name"] = t("persons.name_missing")
        for name, text in (("name", self.name), ("office", self.office)):
            if len(text) > NAME_CHARACTERS or not text.isprintable():
                found[name] = t("persons.text_wrong", most=NAME_CHARACTERS)
        if self.id and not PERSON_ID.fullmatch(self.id):
            found["id"] = t("persons.id_wrong")
        return found


def password_faults(t: Words, form: Mapping[str, str], *, required: bool) -> Faults:
    """What is wrong with a new password entered twice (`password`, `again`)."""
    password, again = form.get("password", ""), form.get("again", "")
    if not password and not again and not required:
        return {}
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        return {"password": password_rules(t)}
    return {} if password == again else {"again": t("persons.not_the_same")}


def password_rules(t: Words) -> str:
    """What a password must be, told before one is chosen."""
    return t("persons.password_rules", least=MIN_CHARACTERS, most=MAX_CHARACTERS)
