"""Passwords, kept as argon2 hashes."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import UsageError

MIN_CHARACTERS = 10
MAX_CHARACTERS = 200
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of a password; raises UsageError when it is too short or too long."""
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        raise UsageError(f"A password has from {MIN_CHARACTERS} to {MAX_CHARACTERS} characters.")
    return _HASHER.hash(password)


def password_fits(password: str, hashed: str | None) -> bool:
    """Whether the password is the one that was hashed. Takes as long where there is no hash, so that nothing is told."""
    try:
        return _HASHER.verify(hashed or _nobodys_hash(), password[: MAX_CHARACTERS + 1]) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")
