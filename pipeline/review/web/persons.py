"""«Personer»: who may review, in which office and role."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from pipeline.review.people import (
    IdTaken,
    LastAnalyst,
    Person,
    add_person,
    change_person,
    find_person,
    free_id,
    people,
    set_password,
)
from pipeline.review.web.gate import Refused, Visit, page
from pipeline.review.web.personform import Entered, Faults, password_faults, password_rules
from pipeline.review.web.shell import render

DONE = {
    "added": "persons.added",
    "changed": "persons.changed",
    "password": "persons.password_set",
    "activated": "persons.activated",
    "deactivated": "persons.deactivated",
}


def persons(visit: Visit, entered: Entered | None = None, faults: Faults | None = None, status: int = 200) -> Response:
    """The list, and the form that adds a person; with what was entered where something is wrong with it."""
    return _page(visit, "persons.html", entered or Entered(), faults or {}, status, persons=people(visit.room.store))


def person(visit: Visit, entered: Entered | None = None, faults: Faults | None = None, status: int = 200) -> Response:
    """One person, to be changed."""
    one = person_of(visit)
    return _page(visit, "person.html", entered or Entered.as_is(one), faults or {}, status, one=one)


def _page(visit: Visit, template: str, entered: Entered, faults: Faults, status: int, **values: object) -> Response:
    known = {report.region.casefold() for report in visit.room.portfolio().reports.values()}
    query, mode = visit.request.query_params, visit.room.settings.mode
    done = DONE.get(query.get("gjort", ""), "")
    who = find_person(visit.room.store, query.get("hvem", ""))
    return render(
        visit,
        template,
        status,
        entered=entered,
        faults=faults,
        done=visit.words(done, name=who.name, id=who.id) if done and who else "",
        offices=sorted({report.region for report in visit.room.portfolio().reports.values() if report.region}),
        is_office=lambda office: office.casefold() in known,
        mode=mode,
        rules=password_rules(visit.words),
        request=uuid4(),
        **values,
    )


def add(visit: Visit) -> Response:
    """Add a person. Sent twice, it is done once."""
    t, store, form, request = visit.words, visit.room.store, visit.form, visit.request_id
    entered, mode = Entered.of(form), visit.room.settings.mode
    faults = entered.faults(t)
    if mode != "proxy":
        faults |= password_faults(t, form, required=mode == "accounts")
    if faults:
        return persons(visit, entered, faults, 422)
    identifier = entered.id or free_id(entered.name, {one.id for one in people(store)})
    if store.event(request) is not None:
        return RedirectResponse("/personer", 303)
    try:
        made = Person(identifier, entered.name, entered.office, entered.role)
        add_person(store, made, visit.me.id, form.get("password") or None, request)
    except IdTaken:
        return persons(visit, entered, {"id": t("persons.id_taken", id=identifier)}, 409)
    return RedirectResponse(_told("added", identifier), 303)


def change(visit: Visit) -> Response:
    """Set a person's name, office and role."""
    known, entered = person_of(visit), Entered.of({**visit.form, "id": ""})
    faults = entered.faults(visit.words)
    if faults:
        return person(visit, entered, faults, 422)
    return _changed(visit, replace(known, name=entered.name, office=entered.office, role=entered.role), "changed")


def activate(visit: Visit) -> Response:
    """Let a person in no more, or again."""
    active = {"1": True, "0": False}.get(visit.form.get("active", ""))
    if active is None:
        raise Refused(422, "error.not_understood")
    return _changed(visit, replace(person_of(visit), active=active), "activated" if active else "deactivated")


def _changed(visit: Visit, changed: Person, done: str) -> Response:
    try:
        change_person(visit.room.store, changed, visit.me.id)
    except LastAnalyst:
        return person(visit, None, {"role": visit.words("persons.last_analyst", name=changed.name)}, 409)
    mine = changed.id == visit.me.id and not (changed.active and changed.role == "analyst")
    return RedirectResponse("/" if mine else _told(done, changed.id), 303)


def new_password(visit: Visit) -> Response:
    """Give a person a new password, which ends the person's sessions."""
    one, request = person_of(visit), visit.request_id
    if visit.room.settings.mode == "proxy":
        raise Refused(422, "error.not_understood")
    faults = password_faults(visit.words, visit.form, required=True)
    if faults:
        return person(visit, None, faults, 422)
    if visit.room.store.event(request) is None:
        set_password(visit.room.store, one.id, visit.form["password"], visit.me.id, request)
    return RedirectResponse("/inn" if one.id == visit.me.id else _told("password", one.id), 303)


def person_of(visit: Visit) -> Person:
    """The person that the address names."""
    found = find_person(visit.room.store, visit.request.path_params["person_id"])
    if found is None:
        raise Refused(404, "error.no_person")
    return found


def _told(done: str, identifier: str) -> str:
    return f"/personer?{urlencode({'gjort': done, 'hvem': identifier})}"


ROUTES = (
    page("/personer", persons, "analyst"),
    page("/personer", add, "analyst", ("POST",)),
    page("/person/{person_id}", person, "analyst"),
    page("/person/{person_id}", change, "analyst", ("POST",)),
    page("/person/{person_id}/passord", new_password, "analyst", ("POST",)),
    page("/person/{person_id}/aktiv", activate, "analyst", ("POST",)),
)
