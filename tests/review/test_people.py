"""People, passwords and sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.project import ReviewParams
from pipeline.review.bodies import PersonChanged
from pipeline.review.people import (
    PERSON_ID,
    LastAnalyst,
    Person,
    add_person,
    change_person,
    deactivate_person,
    find_person,
    free_id,
    people,
    set_password,
)
from pipeline.review.sessions import (
    LoginRefused,
    TooManyAttempts,
    begin_session,
    change_own_password,
    check_password,
    end_session,
    log_in,
    session_person,
)
from pipeline.review.store import Store

KARI = Person("kari", "Kari Nordmann", "øst", "reviewer")
PASSWORD = "fjellrev og tyttebær"
PARAMS = ReviewParams(login_failures=3)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost little: what is tested is not how slow they are."""
    from argon2 import PasswordHasher

    monkeypatch.setattr("pipeline.review.passwords._HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time(store: Store) -> Clock:
    clock = Clock()
    store.clock = clock
    return clock


def test_every_change_of_a_person_is_an_event_and_no_event_holds_the_password(store: Store) -> None:
    add_person(store, KARI, "ana")
    set_password(store, "kari", PASSWORD, "ana")
    add_person(store, Person("ana", "Ana", role="analyst"), "ana")
    change_person(store, Person("kari", "Kari Nordmann", "vest", "analyst"), "ana")
    deactivate_person(store, "kari", "ana")
    deactivate_person(store, "kari", "ana")
    bodies = [event.body for event in store.events()]
    told = [(b.office, b.role, b.active, b.password_set) for b in bodies if isinstance(b, PersonChanged) and b.person == "kari"]
    assert told == [
        ("øst", "reviewer", True, False),
        ("øst", "reviewer", True, True),
        ("vest", "analyst", True, True),
        ("vest", "analyst", False, True),
    ]
    assert people(store)[1:] == [Person("kari", "Kari Nordmann", "vest", "analyst", active=False, has_password=True)]
    assert PASSWORD not in str(store.events()) and "argon2" not in str(store.events())


def test_an_id_is_one_persons(store: Store) -> None:
    add_person(store, KARI, "ana")
    with pytest.raises(UsageError, match="already"):
        add_person(store, Person("kari", "En annen"), "ana")
    with pytest.raises(UsageError, match="cannot be an id"):
        add_person(store, Person("kari nordmann", "x"), "ana")
    assert store.count() == 1


@pytest.mark.parametrize("password", ["", "x" * 9, "x" * 201])
def test_a_password_has_a_proper_length(store: Store, password: str) -> None:
    with pytest.raises(UsageError, match="from 10 to 200"):
        add_person(store, KARI, "ana", password)
    assert people(store) == []


def test_nobody_unknown_can_be_changed(store: Store) -> None:
    for change in (
        lambda: set_password(store, "ola", PASSWORD, "ana"),
        lambda: deactivate_person(store, "ola", "ana"),
        lambda: change_person(store, Person("ola", "Ola"), "ana"),
    ):
        with pytest.raises(UsageError, match="nobody with the id «ola»"):
            change()
    assert [find_person(store, name) for name in ("ola", "ola\0", "\ud800")] == [None] * 3


def test_logging_in_and_out(store: Store) -> None:
    add_person(store, KARI, "ana", PASSWORD)
    session = log_in(store, "kari", PASSWORD, "10.0.0.1", PARAMS)
    found = session_person(store, session.token)
    assert found and (found.id, found.has_password) == ("kari", True)
    end_session(store, session.token)
    assert session_person(store, session.token) is None
    assert session_person(store, "noe annet") is None


@pytest.mark.parametrize(
    ("identifier", "password"), [("kari", "feil passord"), ("ola", PASSWORD), ("kari\0", PASSWORD), ("", "")]
)
def test_a_wrong_id_and_a_wrong_password_are_answered_alike(store: Store, identifier: str, password: str) -> None:
    add_person(store, KARI, "ana", PASSWORD)
    with pytest.raises(LoginRefused, match="The id or the password is wrong"):
        log_in(store, identifier, password, "10.0.0.1", PARAMS)


def test_who_has_no_password_or_is_no_longer_active_cannot_log_in(store: Store) -> None:
    add_person(store, KARI, "ana")
    with pytest.raises(LoginRefused):
        log_in(store, "kari", "nobody has this password", "10.0.0.1", PARAMS)
    set_password(store, "kari", PASSWORD, "ana")
    session = log_in(store, "kari", PASSWORD, "10.0.0.1", PARAMS)
    deactivate_person(store, "kari", "ana")
    assert session_person(store, session.token) is None
    with pytest.raises(LoginRefused):
        log_in(store, "kari", PASSWORD, "10.0.0.1", PARAMS)


def test_a_new_password_ends_the_sessions_begun_with_the_old(store: Store) -> None:
    add_person(store, KARI, "ana", PASSWORD)
    session = log_in(store, "kari", PASSWORD, "10.0.0.1", PARAMS)
    set_password(store, "kari", PASSWORD + "!", "ana")
    assert session_person(store, session.token) is None


def test_a_session_ends_by_itself(store: Store, time: Clock) -> None:
    session = begin_session(store, add_person(store, KARI, "ana"), PARAMS)
    time.now += timedelta(hours=PARAMS.session_hours, seconds=-1)
    assert session_person(store, session.token)
    time.now += timedelta(seconds=1)
    assert session_person(store, session.token) is None


def test_wrong_passwords_are_counted_by_account_and_forgotten_with_time(store: Store, time: Clock) -> None:
    add_person(store, KARI, "ana", PASSWORD)
    for number in range(3):
        with pytest.raises(LoginRefused, match="is wrong"):
            log_in(store, "kari", "feil passord", f"10.0.0.{number}", PARAMS)
    with pytest.raises(TooManyAttempts, match="Wait 15 minutes"):
        log_in(store, "kari", PASSWORD, "10.0.0.9", PARAMS)
    time.now += timedelta(minutes=PARAMS.login_minutes)
    assert log_in(store, "kari", PASSWORD, "10.0.0.9", PARAMS)


def test_the_right_password_costs_no_attempt(store: Store, time: Clock) -> None:
    add_person(store, KARI, "ana", PASSWORD)
    tokens = {log_in(store, "kari", PASSWORD, "10.0.0.1", PARAMS).token for _ in range(5)}
    assert len(tokens) == 5


def test_an_address_that_tries_many_accounts_is_stopped(store: Store, time: Clock) -> None:
    for number in range(30):
        with pytest.raises(LoginRefused, match="is wrong"):
            log_in(store, f"p{number}", "feil passord", "10.0.0.1", PARAMS)
    with pytest.raises(TooManyAttempts):
        log_in(store, "p99", "feil passord", "10.0.0.1", PARAMS)
    with pytest.raises(LoginRefused, match="is wrong"):
        log_in(store, "p99", "feil passord", "10.0.0.2", PARAMS)


def test_the_last_active_analyst_stays_one(store: Store) -> None:
    """Else nobody could let anybody in, and nobody could make an analyst."""
    add_person(store, Person("ana", "Ana", role="analyst"), "ana")
    add_person(store, Person("eva", "Eva", role="analyst", active=False), "ana")
    add_person(store, KARI, "ana")
    for changed in (Person("ana", "Ana", role="reviewer"), Person("ana", "Ana", role="analyst", active=False)):
        with pytest.raises(LastAnalyst, match="last active analyst"):
            change_person(store, changed, "ana")
    change_person(store, Person("ana", "Ana Dahl", "øst", "analyst"), "ana")
    change_person(store, Person("eva", "Eva", role="analyst"), "ana")
    assert not deactivate_person(store, "ana", "eva").active
    assert not deactivate_person(store, "kari", "eva").active


def test_an_own_password_ends_the_other_sessions_and_the_same_request_tells_of_it_once(store: Store) -> None:
    add_person(store, KARI, "ana", PASSWORD)
    here, there = (log_in(store, "kari", PASSWORD, "10.0.0.1", PARAMS) for _ in range(2))
    request = uuid4()
    for _ in range(2):
        change_own_password(store, here.person, PASSWORD + "!", here.token, request)
    assert session_person(store, here.token) and session_person(store, there.token) is None
    assert check_password(store, "kari", PASSWORD + "!", "10.0.0.1", PARAMS).id == "kari"
    assert len(store.events(kinds=("person_changed",))) == 2


@given(st.lists(st.text(max_size=120), max_size=5))
def test_a_name_gives_an_id_that_can_be_one_and_that_nobody_has(names: list[str]) -> None:
    taken: set[str] = set()
    for name in names:
        made = free_id(name, taken)
        assert PERSON_ID.fullmatch(made) and made not in taken
        taken.add(made)
    assert free_id("Åse Sjøli-Ærø", set()) == "ase.sjoli.aero"
