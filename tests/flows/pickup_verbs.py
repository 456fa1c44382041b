"""What people do at several doors in a row."""

from __future__ import annotations

from kiosk.domain.movements import Movement
from tests.lobby import Play
from tests.wire.waiting import until


def take(play: Play, movement: Movement) -> None:
    """Take the parcel out and push the door shut."""
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")


def following(play: Play, movement: Movement, within_s: float = 8) -> Movement:
    """Return the movement of the door that has opened by itself after this one."""
    ahead = play.journeys.pickups.ahead_of

    def then() -> str:
        seen = ahead(movement.id)
        return seen.then if seen else ""

    return play.journeys.doors.need(until(then, within_s))
