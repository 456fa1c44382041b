"""How often somebody may be wrong: a leaky bucket that fills with failures and empties with time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.domain.refusal import Refused

FREE_FAILURES = 5
"""So many failures in a row are answered at once."""
FORGIVEN_EVERY_S = 300
"""One failure is forgiven each five minutes: at most 288 + 5 guesses a day."""


@dataclass(frozen=True)
class Guesses:
    """Failures not yet forgiven, as of `at`."""

    failures: float = 0.0
    at: datetime | None = None

    def now(self, now: datetime) -> float:
        """Return the failures not forgiven by `now`. A clock that went back forgives nothing."""
        if self.at is None:
            return 0.0
        return max(0.0, self.failures - max(0.0, (now - self.at).total_seconds()) / FORGIVEN_EVERY_S)

    def failed(self, now: datetime) -> Guesses:
        """Return the bucket with one more failure."""
        return replace(self, failures=round(self.now(now) + 1, 3), at=now)

    def wait_s(self, now: datetime) -> int:
        """Return how many seconds nobody may guess any more (0: go on)."""
        excess = self.now(now) - FREE_FAILURES + 1
        return 0 if excess <= 0 else max(1, round(excess * FORGIVEN_EVERY_S))


def allow(guesses: Guesses | None, now: datetime, code: str) -> None:
    """Return if another guess is allowed now.

    Raises:
        Refused: `code`, with `minutes` to wait.
    """
    wait_s = guesses.wait_s(now) if guesses else 0
    if wait_s:
        raise Refused(code, minutes=-(-wait_s // 60))
