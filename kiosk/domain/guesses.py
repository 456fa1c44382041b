"""How often somebody may be wrong: leaky buckets that fill with failures, or with chances, and empty with time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.domain.refusal import Refused

FREE_FAILURES = 5
"""So many failures in a row are answered at once."""
FORGIVEN_EVERY_S = 300
"""One failure is forgiven each five minutes: at most 288 + 5 guesses a day."""

CHANCE_A_DAY = 1e-6
"""How likely a day of guessing at this site may be right at most, whoever guesses, whatever they do."""
WAYS = 2
"""Codes are guessed among all that are good, or among those of one home; each way has its own share."""
ROOM = CHANCE_A_DAY / WAYS / 2
"""How much chance may be given away at once. As much again comes back within a day: no 24 hours give away more than
`CHANCE_A_DAY / WAYS`."""
DAY_S = 86_400


@dataclass(frozen=True)
class Guesses:
    """Failures not yet forgiven, and the chance that they have given away, as of `at`."""

    failures: float = 0.0
    at: datetime | None = None
    chance: float = 0.0

    def now(self, now: datetime) -> float:
        """Return the failures not forgiven by `now`. A clock that went back forgives nothing."""
        return max(0.0, self.failures - self._since_s(now) / FORGIVEN_EVERY_S)

    def given_away(self, now: datetime) -> float:
        """Return the chance that has not come back by `now`. A clock that went back brings nothing back."""
        return max(0.0, self.chance - self._since_s(now) * ROOM / DAY_S)

    def failed(self, now: datetime, chance: float = 0.0) -> Guesses:
        """Return the bucket with one more failure, which had this chance to be right."""
        given_away = self.given_away(now) + chance
        return replace(self, failures=round(self.now(now) + 1, 3), at=now, chance=given_away)

    def wait_s(self, now: datetime) -> int:
        """Return how many seconds nobody may guess any more (0: go on)."""
        excess = self.now(now) - FREE_FAILURES + 1
        return 0 if excess <= 0 else max(1, round(excess * FORGIVEN_EVERY_S))

    def room_for(self, chance: float, now: datetime) -> bool:
        """Return whether a guess with this chance may still be made."""
        return self.given_away(now) + chance <= ROOM

    def _since_s(self, now: datetime) -> float:
        return max(0.0, (now - self.at).total_seconds()) if self.at else 0.0


def a_day(chance: float) -> int:
    """Return how many guesses with this chance may be made in any 24 hours at most, one way."""
    return min(int(2 * ROOM / chance), FREE_FAILURES + DAY_S // FORGIVEN_EVERY_S) if chance <= ROOM else 0


def allow(guesses: Guesses | None, now: datetime, code: str) -> None:
    """Return if another guess is allowed now.

    Raises:
        Refused: `code`, with `minutes` to wait.
    """
    wait_s = guesses.wait_s(now) if guesses else 0
    if wait_s:
        raise Refused(code, minutes=-(-wait_s // 60))
