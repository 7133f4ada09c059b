"""Who may reach the web app and how they are known, decided once when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

from pipeline.errors import UsageError
from pipeline.project import ReviewParams
from pipeline.review.people import people
from pipeline.review.store import Store

Mode = Literal["local", "accounts", "proxy"]
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
ANY_ADDRESS = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the app runs.

    `mode`: `local` (this computer only; people choose their name), `accounts` (everybody logs in with a password) or
    `proxy` (a reverse proxy at a trusted address says who it is). `hosts` are the names the app answers to.
    """

    host: str
    port: int
    mode: Mode
    hosts: tuple[str, ...]
    params: ReviewParams


def settings_for(host: str, port: int, params: ReviewParams, store: Store) -> Settings:
    """The settings for an address. Raises UsageError where strangers would get in or nobody could."""
    mode = _mode(host, params)
    if mode == "accounts" and not any(person.has_password and person.active for person in people(store)):
        raise UsageError(
            f"On {host} others can reach the review room, so people log in, and nobody has a password yet. "
            "Run `temakart review people add ID --name NAME --analyst --password` first."
        )
    named = () if host in ANY_ADDRESS else (f"[{host}]" if ":" in host else host,)
    hosts = tuple(dict.fromkeys((*named, *params.allowed_hosts, *(LOOPBACK_NAMES if is_loopback(host) else ()))))
    if not hosts:
        raise UsageError(
            f"{host} stands for every address of this computer. Name the ones people write in their browser under "
            "`review.allowed_hosts` in params.yaml, for instance [temakart.kommune.no]."
        )
    return Settings(host, port, mode, hosts, params)


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches the address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _mode(host: str, params: ReviewParams) -> Mode:
    if params.proxy_header:
        if not params.proxy_addresses:
            raise UsageError(
                "`review.proxy_header` is set, but `review.proxy_addresses` is not. Name the addresses of the proxy: "
                "else anybody could say who they are."
            )
        return "proxy"
    return "local" if is_loopback(host) else "accounts"
