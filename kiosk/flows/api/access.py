"""Who may ask the API for what, and how often."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.flows.api.ports import Token, Tokens
from kiosk.ports.clock import Clock

PREFIX = "loge"
WRONG_A_MINUTE = 10
"""How many wrong tokens one address may show."""
MOST_BUCKETS = 2000
Digest = Callable[[str, str], str]


class Denied(Exception):
    """The API says no. `code`: "token.missing", "token.wrong", "scope.missing" or "rate"."""

    def __init__(self, code: str, detail: str, again_s: int = 0) -> None:
        super().__init__(code)
        self.code, self.detail, self.again_s = code, detail, again_s


def fresh_token(name: str, digest: Digest) -> tuple[str, str]:
    """Return a new token as its program will show it, and the digest to keep. 256 random bits."""
    secret = secrets.token_urlsafe(32)
    return f"{PREFIX}.{name}.{secret}", digest("api-token", f"{name}.{secret}")


@dataclass
class Bucket:
    """What is left to spend, and when that was so (monotonic seconds)."""

    left: float
    at_s: float


class Buckets:
    """Rates by name: each may spend so many a minute, and as many at once."""

    def __init__(self, a_minute: int, clock: Clock) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._known: dict[str, Bucket] = {}
        self._lock = threading.Lock()

    def spend(self, name: str) -> int:
        """Return 0 if `name` had one to spend, else the whole seconds until it has."""
        now_s = self._clock.monotonic_s()
        with self._lock:
            bucket = self._known.pop(name, None) or Bucket(self._a_minute, now_s)
            left = min(self._a_minute, bucket.left + (now_s - bucket.at_s) * self._a_minute / 60)
            short = left < 1
            self._known[name] = Bucket(left if short else left - 1, now_s)
            while len(self._known) > MOST_BUCKETS:  # the one that asked longest ago has filled up since
                del self._known[next(iter(self._known))]
        return max(1, round((1 - left) * 60 / self._a_minute)) if short else 0


class Access:
    """Looks at every request before anything else does."""

    def __init__(self, tokens: Tokens, digest: Digest, clock: Clock, a_minute: int) -> None:
        self._tokens = tokens
        self._digest = digest
        self._asked = Buckets(a_minute, clock)
        self._wrong = Buckets(WRONG_A_MINUTE, clock)

    def admit(self, header: str, address: str) -> Token:
        """Return whose token an `Authorization` header shows.

        Raises:
            Denied: `token.missing`, `token.wrong`, or `rate` for too many requests or wrong tokens.
        """
        token = self._shown(header)
        if token is None:
            again_s = self._wrong.spend(address)
            if again_s:
                raise Denied("rate", "Too many wrong tokens from this address.", again_s)
            if not header:
                raise Denied("token.missing", "Send the header Authorization: Bearer TOKEN.")
            raise Denied("token.wrong", "This token is not known, or was revoked.")
        if again_s := self._asked.spend(token.name):
            raise Denied("rate", "Too many requests with this token.", again_s)
        return token

    def need(self, token: Token, scope: str) -> None:
        """Return if the token has this scope.

        Raises:
            Denied: `scope.missing`.
        """
        if scope not in token.scopes:
            raise Denied("scope.missing", f"This needs the scope {scope}; the token has not got it.")

    def _shown(self, header: str) -> Token | None:
        """Return a good token. A name that nobody has is compared as well, and takes as long."""
        scheme, _, shown = header.partition(" ")
        prefix, _, rest = shown.strip().partition(".")
        name, _, secret = rest.partition(".")
        known = self._tokens.token(name) if len(name) <= 32 else None
        digest = self._digest("api-token", f"{name}.{secret[:200]}")
        same = hmac.compare_digest(digest, known.digest if known else "0" * len(digest))
        good = same and scheme.lower() == "bearer" and prefix == PREFIX
        return known if good and known and known.revoked is None else None
