"""Parcels that ask for more than a slip: the resident's own card, or a signature before the door opens."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.items import Parcel
from kiosk.domain.parcels.proof import ProofRule
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.refusal import Refused
from kiosk.flows.signing import Strokes, is_written
from kiosk.ports import Clock

ASKED_FOR_S = 120.0
"""So long a signature is waited for; then the right to the parcel is shown again."""
MOST_KEPT = 16


@dataclass(frozen=True)
class Wanted:
    """A right that was shown, and that has to be signed for."""

    token: str
    parcels: tuple[str, ...]
    signed_for: int
    """How many of them ask for it."""
    how: str
    delegation: str
    taker: str
    at_s: float


class Proofs:
    """One signature serves for all that one gesture gives out; it is sealed with each movement that asks for it."""

    def __init__(self, clock: Clock, rule: ProofRule) -> None:
        self._clock = clock
        self.rule = rule
        self._lock = threading.Lock()
        self._asked: Wanted | None = None
        self._signed: OrderedDict[str, Strokes] = OrderedDict()

    def checked(
        self, wanted: Sequence[Parcel], how: str, delegation: str, taker: str, signed: str
    ) -> tuple[list[Parcel], list[tuple[str, str]]]:
        """Return which parcels may be given out now, and which are left out since they want the resident's card.

        Raises:
            Refused: `proof.card` when the first of them wants it; `proof.sign` when one is signed for and `signed`
                is no signature; `asked` knows it.
        """
        if self.rule.wants_card(wanted[0], how):
            raise Refused("proof.card")
        left_out = [(one.id, "card") for one in wanted if self.rule.wants_card(one, how)]
        able = [one for one in wanted if not self.rule.wants_card(one, how)]
        count = sum(self.rule.wants_signature(one) and not is_shelf(one.custodian.id) for one in able)
        if count and not self.strokes(signed):
            names = tuple(one.id for one in wanted)
            token, now_s = secrets.token_hex(16), self._clock.monotonic_s()
            with self._lock:
                self._asked = Wanted(token, names, count, how, delegation, taker, now_s)
            raise Refused("proof.sign")
        return able, left_out

    def asked(self) -> Wanted | None:
        """Return what is to be signed for at the lobby screen now, if anything."""
        with self._lock:
            found = self._asked
        over = found is None or self._clock.monotonic_s() - found.at_s >= ASKED_FOR_S
        return None if over else found

    def sign(self, token: str, strokes: Strokes) -> Wanted:
        """Return what was signed for; its token stands for the signature from now on.

        Raises:
            Refused: `fee.over`: it was asked too long ago, or of somebody else; `signature.missing`.
        """
        found = self.asked()
        if found is None or found.token != token:
            raise Refused("fee.over")
        if not is_written(strokes):
            raise Refused("signature.missing")
        with self._lock:
            self._signed[token] = strokes
            self._asked = None
            while len(self._signed) > MOST_KEPT:
                self._signed.popitem(last=False)
        return found

    def strokes(self, signed: str) -> Strokes:
        """Return a signature by its token, nothing for none."""
        with self._lock:
            return self._signed.get(signed, ())

    def of(self, parcel: Parcel, signed: str) -> Strokes:
        """Return the signature that goes with a parcel's movement, nothing where none is asked for."""
        return self.strokes(signed) if self.rule.wants_signature(parcel) else ()
