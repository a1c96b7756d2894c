"""Hashing of PINs and passwords with scrypt (memory-hard: 16 MiB a try)."""

from __future__ import annotations

from base64 import b64decode, b64encode

_N, _R, _P = 2**14, 8, 1


def hashed(secret: str) -> str:
    """The opaque text to store for a PIN or password, with a salt of its own."""
    import os

    salt = os.urandom(16)
    return f"scrypt${_N}${_R}${_P}${b64encode(salt).decode()}${b64encode(_derive(secret, salt, _N, _R, _P)).decode()}"


def matches(secret: str, stored: str) -> bool:
    """Whether this is the secret behind the stored text, in constant time; never for a user without one."""
    import hmac

    kind, _, rest = stored.partition("$")
    parts = rest.split("$")
    if kind != "scrypt" or len(parts) != 5:
        return False
    n, r, p = (int(part) for part in parts[:3])
    return hmac.compare_digest(_derive(secret, b64decode(parts[3]), n, r, p), b64decode(parts[4]))


def _derive(secret: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    import hashlib
    import unicodedata

    text = unicodedata.normalize("NFKC", secret)  # full-width digits of a Chinese input method are the same PIN
    return hashlib.scrypt(text.encode(), salt=salt, n=n, r=r, p=p, maxmem=64 * 1024 * 1024, dklen=32)
