"""What a resident at an open door can say beside "it is empty" and "not mine": it won't shut, or more is in it."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.places import Reading
from kiosk.domain.refusal import Refused

STRANGE, WONT_SHUT = "strange", "wont_shut"
"""Something that was not there for them stays behind; the door does not shut, whatever one does."""
UNTOUCHED = frozenset({"empty", "not_mine"})


def fits(movement: Movement) -> None:
    """Return if such a statement can be made about a movement.

    Raises:
        Refused: `statement.unfit`.
    """
    if movement.kind is not Kind.COLLECT:
        raise Refused("statement.unfit")


def left_strange(movement: Movement, reading: Reading) -> list[e.Event]:
    """Return what follows at the shut door: the parcel is out, and an attendant looks at what is still in there."""
    if reading.present is False:
        return [e.ParcelCollectConfirmed(movement.id, "presence")]
    taken = e.ParcelCollectConfirmed(movement.id, f"word:{movement.acting}")
    return [taken, e.DoorDoubted(movement.place, "something_inside")]


def wont_shut(movement: Movement, by: str, reading: Reading) -> list[e.Event]:
    """Return how a collection ends whose door does not shut: its person need not wait beside it.

    What is sensed inside an open door is still theirs to take: then nobody can tell, and an attendant looks.

    Raises:
        Refused: `statement.unfit`: the door was not open.
    """
    if movement.stage is not Stage.OPENED:
        raise Refused("statement.unfit")
    if movement.note in UNTOUCHED:
        return [
            e.ParcelCollectAbandoned(movement.id, movement.note),
            e.DoorDoubted(movement.place, WONT_SHUT),
            e.ParcelDisputed(movement.item, movement.id, movement.note),
        ]
    if reading.present and movement.note != STRANGE:
        return [e.ParcelCollectDoubted(movement.id, WONT_SHUT)]
    taken = e.ParcelCollectConfirmed(movement.id, f"word:{by}")
    return [taken, e.DoorDoubted(movement.place, WONT_SHUT)]
