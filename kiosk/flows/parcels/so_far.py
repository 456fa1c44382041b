"""What was shown so far of what a pick-up asks for: kept in memory alone, and only for a while."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from kiosk.domain.house import House
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.domain.signatures.events import SignatureCompared
from kiosk.flows.identity.signing import Strokes
from kiosk.ports.clock import Clock

ASKED_FOR_S = 120.0
"""So long one thing more is waited for; then the right to the parcel is shown again."""
CALLED_FOR_S = 900.0
"""So long the desk is waited for."""
MOST_KEPT, MOST_CALLED = 16, 8


@dataclass(frozen=True)
class Wanted:
    """A right that was shown, and what is wanted besides: any one of `options`.

    `person`: whose it is to show, "" where nobody knows who collects; `signed_for`: how many parcels want a signature.
    """

    token: str
    parcels: tuple[str, ...]
    signed_for: int
    how: str
    delegation: str
    taker: str
    at_s: float
    person: str = ""
    options: tuple[Means, ...] = (Means.DESK,)
    shown: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Given:
    """What was shown since, for one `Wanted`. `failed`: what proved nothing, and is not asked for again."""

    evidence: tuple[Evidence, ...] = ()
    failed: frozenset[Means] = frozenset()
    strokes: Strokes = ()
    compared: SignatureCompared | None = None
    """With what the signature was found the same, until that is on record."""


@dataclass(frozen=True)
class Sight:
    """What can be shown now. `unable`: what a person has no way to show; `proven`: their card has proven itself."""

    unable: Callable[[str], Collection[Means]] = lambda person: ()
    proven: Callable[[str], bool] = lambda person: False


class SoFar:
    """One thing is wanted at the screen at a time; the desk may be asked for several. A power cut forgets it all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: Wanted | None = None
        self._given: OrderedDict[str, Given] = OrderedDict()
        self._called: OrderedDict[str, Wanted] = OrderedDict()

    def asked(self) -> Wanted | None:
        """Return what is wanted at the lobby screen now, if anything."""
        with self._lock:
            found = self._asked
        over = found is None or self._clock.monotonic_s() - found.at_s >= ASKED_FOR_S
        return None if over else found

    def ask(self, wanted: Wanted | None) -> None:
        """Want this from now on, or nothing."""
        with self._lock:
            self._asked = wanted

    def need(self, token: str) -> Wanted:
        """Return what is wanted at the screen, if it is this. Raises `fee.over`."""
        found = self.asked()
        if found is None or found.token != token:
            raise Refused("fee.over")
        return found

    def given(self, token: str) -> Given:
        """Return what was shown since, nothing for what nobody wants any more."""
        with self._lock:
            return self._given.get(token) or Given()

    def keep(self, token: str, given: Given) -> None:
        """Remember what was shown; the oldest is forgotten."""
        with self._lock:
            self._given.pop(token, None)
            self._given[token] = given
            while len(self._given) > MOST_KEPT:
                self._given.popitem(last=False)

    def add(self, found: Wanted, evidence: Evidence) -> Wanted:
        """Return what was wanted, with one thing more shown."""
        given = self.given(found.token)
        self.keep(found.token, replace(given, evidence=(*given.evidence, evidence)))
        return found

    def call(self, found: Wanted) -> Wanted:
        """Return what the desk now knows of; it waits there longer than at the screen."""
        called = replace(found, at_s=self._clock.monotonic_s())
        with self._lock:
            self._called.pop(found.token, None)
            self._called[found.token] = called
            while len(self._called) > MOST_CALLED:
                self._called.popitem(last=False)
        return called

    def called(self, house: House) -> list[Wanted]:
        """Return what the desk is asked for, the longest waiting first; what nobody waits for any more is not in it."""
        now_s = self._clock.monotonic_s()
        with self._lock:
            for token, one in list(self._called.items()):
                waits = any((known := house.parcels.get(name)) and known.live for name in one.parcels)
                if now_s - one.at_s >= CALLED_FOR_S or not waits:
                    del self._called[token]
            return list(self._called.values())

    def answered(self, token: str) -> None:
        """It was shown, or the desk has done what it was asked."""
        with self._lock:
            self._called.pop(token, None)
            if self._asked and self._asked.token == token:
                self._asked = None
