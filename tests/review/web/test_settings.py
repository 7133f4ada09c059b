"""Where passwords are asked for, and where nothing is served at all."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.errors import UsageError
from pipeline.project import ReviewParams
from pipeline.review.people import set_password
from pipeline.review.web.settings import Settings, settings_for

from .conftest import LOCAL, PASSWORD, MakeSite, Site, csrf

ACCOUNTS = Settings("192.0.2.7", 0, "accounts", ("testserver",), ReviewParams(login_failures=2))
PROXY = ReviewParams(proxy_header="x-user", proxy_addresses=("192.0.2.1",))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.9"])
def test_this_computer_asks_for_no_password(site: Site, host: str) -> None:
    assert settings_for(host, 0, ReviewParams(), site.store).mode == "local"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "kontor.example"])
def test_another_address_is_not_served_before_somebody_has_a_password(site: Site, host: str) -> None:
    params = ReviewParams(allowed_hosts=("temakart.example",))
    with pytest.raises(UsageError, match="nobody has a password"):
        settings_for(host, 0, params, site.store)
    set_password(site.store, "anne", PASSWORD, "test")
    assert settings_for(host, 0, params, site.store).mode == "accounts"


def test_every_address_is_served_only_under_names_that_are_given(site: Site) -> None:
    set_password(site.store, "anne", PASSWORD, "test")
    with pytest.raises(UsageError, match="allowed_hosts"):
        settings_for("0.0.0.0", 0, ReviewParams(), site.store)


def test_a_proxys_header_needs_the_proxys_address(site: Site) -> None:
    with pytest.raises(UsageError, match="proxy_addresses"):
        settings_for("127.0.0.1", 0, ReviewParams(proxy_header="x-user"), site.store)


@pytest.mark.parametrize(("address", "status"), [("192.0.2.1", 200), ("192.0.2.2", 303)])
def test_the_header_is_believed_from_the_proxy_and_nobody_else(make_site: MakeSite, address: str, status: int) -> None:
    site = make_site(dataclasses.replace(LOCAL, mode="proxy", params=PROXY))
    client = site.browser(client=(address, 1))
    assert client.get("/", headers={"x-user": "kari"}).status_code == status
    assert client.get("/", headers={"x-user": "ukjent"}).status_code == 303
    assert client.get("/").status_code == 303


def test_with_accounts_the_name_alone_lets_nobody_in_and_guessing_ends(make_site: MakeSite) -> None:
    site = make_site(ACCOUNTS)
    client = site.browser()
    token = csrf(client, "/inn")
    form = {"csrf": token, "person": "kari"}
    assert "Kari" not in client.get("/inn").text
    for password, status in (("", 401), ("galt passord", 401), (PASSWORD, 429)):
        assert client.post("/inn", data={**form, "password": password}).status_code == status
    assert site.browser("ola").get("/").status_code == 200


def test_who_has_a_password_needs_it_on_this_computer_too(site: Site) -> None:
    set_password(site.store, "anne", PASSWORD, "test")
    client = site.browser()
    form = {"csrf": csrf(client, "/inn"), "person": "anne"}
    assert client.post("/inn", data=form).status_code == 401
    assert client.post("/inn", data={**form, "password": PASSWORD}).status_code == 303


def test_the_first_to_give_a_name_is_the_analyst_and_the_next_a_reviewer(make_site: MakeSite) -> None:
    site = make_site(people=())
    for name, menu in (("Åse Sjøli", "analytiker"), ("Åse Sjøli", "koder")):
        client = site.browser()
        assert client.post("/inn", data={"csrf": csrf(client, "/inn"), "name": name}).status_code == 303
        assert menu in client.get("/mitt").text


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "", "x"])
def test_logging_in_leads_nowhere_else(site: Site, to: str) -> None:
    client = site.browser()
    form = {"csrf": csrf(client, "/inn"), "person": "kari", "til": to}
    assert client.post("/inn", data=form).headers["location"] == "/"
