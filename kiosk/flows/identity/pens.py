"""Two names under one act at the desk: of whoever stands before it, or who stood by for them, and of the attendant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.loans.lending import Pens
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.standing_by import StoodBy, Written, name_under
from kiosk.ports.record import Sealed

Said = Callable[[House], list[Event]]


@dataclass(frozen=True)
class TwoNames:
    """What is recorded of both, what of it goes into the vault, and what says who stood by."""

    pens: Pens
    sealed: Sequence[Sealed]
    said: Said


def two_names(
    by: Person, person: str, act: str, written: Written, own: Strokes, about: str, *, needed: bool = True
) -> TwoNames:
    """Return both names under `act`. `about`: what a witness is on record for; `needed` False: they may go unsigned.

    Raises:
        Refused: `signature.missing`; `signature.own_missing` for the attendant's; as `name_under`.
    """
    try:
        sealed_own, own_digest = signature_of(by.id, f"{act}:by", own)
    except Refused:
        raise Refused("signature.own_missing") from None
    if not needed and not isinstance(written, StoodBy) and not written:
        pens = Pens("", "", sealed_own.reference, own_digest)
        return TwoNames(pens, [sealed_own], lambda _house: [])
    name = name_under(by, person, act, written)
    pens = Pens(name.reference, name.digest, sealed_own.reference, own_digest)
    return TwoNames(pens, [*name.sealed, sealed_own], lambda house: name.said(house, about, act))
