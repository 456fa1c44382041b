"""A signature for a key that came back. It comes after the return, and a return is one without it."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.keys.events import KeyReturnSigned
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.refusal import Refused


def may_be_signed(movement: Movement | None, person: str) -> bool:
    """Return whether a person may still put their name to a movement: their own return, confirmed and unsigned."""
    return (
        movement is not None
        and movement.kind is Kind.RETURN
        and movement.stage is Stage.CONFIRMED
        and movement.acting == person
        and not movement.signature
    )


def decide_return_signed(
    house: House, movement: str, person: str, signature: str, digest: str
) -> list[e.Event]:
    """Return the signature under a return; nothing for one that is signed.

    Raises:
        Refused: `movement.unknown` for another person's, for what is no return, or not confirmed.
    """
    known = house.movements.get(movement)
    if may_be_signed(known, person):
        return [KeyReturnSigned(movement, person, signature, digest)]
    if known is not None and known.kind is Kind.RETURN and known.acting == person and known.signature:
        return []
    raise Refused("movement.unknown")
