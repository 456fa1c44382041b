"""Hands at the doors, honest and other, and the desk that settles what they leave."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk.domain.movements import Kind
from tests.ledger.lobby_basis import (
    BLIND,
    PICK,
    PLACES,
    UNDONE_NOTES,
    a_door_is_open,
)
from tests.ledger.lobby_journeys import JourneysThere
from tests.ledger.small_kiosk import (
    HOME,
    TAGS,
)
from tests.ledger.small_world import UNSWITCHED, UNTAGGED


class HandsThere(JourneysThere):
    """Each rule is one thing that hands or an attendant do."""

    def _open_door(self, pick: int) -> str:
        opened = [place for place, door in self.world.doors.items() if door.is_open]
        return opened[pick % len(opened)]

    @precondition(lambda self: any(self.world.doors[m.place].is_open for m in self.live()))
    @rule(pick=PICK, shut=st.booleans())
    def they_do_what_they_came_for(self, pick: int, shut: bool) -> None:
        here = [m for m in self.live() if self.world.doors[m.place].is_open]
        movement = here[pick % len(here)]
        self._deed_and_shut(movement, shut=shut)

    @precondition(a_door_is_open)
    @rule(pick=PICK, which=PICK)
    def hands_put_something_in(self, pick: int, which: int) -> None:
        place = self._open_door(pick)
        door = self.world.doors[place]
        things = [thing for thing in self._may_put(place) if self.world.where(thing) is None]
        if things and not door.inside:
            door.inside.append(things[which % len(things)])
            self._look()

    def _may_put(self, place: str) -> list[str]:
        if place in BLIND:
            here = self.house.under_way(place)
            if here and here.kind is Kind.DROP and here.note not in UNDONE_NOTES:
                return [self._thing(here)]
            return [] if here or place in UNSWITCHED else self._strange(place)
        if place == UNTAGGED:
            return [TAGS["k3"]]
        return list(TAGS.values()) if place in HOME.values() else list(self.parcels)

    def _strange(self, place: str) -> list[str]:
        """Anybody may put anything behind a blind door that stands open, when the record ought to know of it."""
        return (
            list(self.parcels) if self.kiosk and self.world.line_up and not self._desk_opened(place) else []
        )

    @precondition(a_door_is_open)
    @rule(pick=PICK)
    def hands_take_something_out(self, pick: int) -> None:
        place = self._open_door(pick)
        door, here = self.world.doors[place], self.house.under_way(place)
        if not door.inside or (place in BLIND and here and here.note in UNDONE_NOTES):
            return
        if place in BLIND and here is None:
            if not (self.kiosk and self.world.line_up) or self._desk_opened(place) or place in UNSWITCHED:
                return
            self.stolen |= set(door.inside)
        if place in BLIND and here is not None:
            mine = self._things(here)  # whoever came for them takes all of them, and nobody else's
            door.inside = [one for one in door.inside if one not in mine]
        else:
            door.inside.pop()
        self._look()

    def _desk_opened(self, place: str) -> bool:
        """An attendant who has opened a door stands before it: nobody else touches what is inside."""
        return self.attended.get(place, False)

    @precondition(a_door_is_open)
    @rule(pick=PICK)
    def hands_push_a_door_shut(self, pick: int) -> None:
        place = self._open_door(pick)
        self.world.doors[place].is_open = self.attended[place] = False
        self._look()

    @rule(place=PLACES)
    def a_thief_forces_a_door(self, place: str) -> None:
        in_the_dark = self.kiosk is None or not self.world.line_up or place in UNSWITCHED
        if place in (*BLIND, UNTAGGED) and (in_the_dark or self.house.under_way(place)):
            return  # nothing and nobody could ever tell
        if not self.world.doors[place].is_open:
            self.attended[place] = False
        self.world.doors[place].is_open = True
        self._look()

    @precondition(lambda self: self.kiosk is not None and any(d.doubt for d in self.house.doors.values()))
    @rule(pick=PICK)
    def an_attendant_settles_a_doubt(self, pick: int) -> None:
        doubtful = [place for place, door in self.house.doors.items() if door.doubt]
        self.an_attendant_settles(doubtful[pick % len(doubtful)])

    @rule(place=PLACES)
    def an_attendant_settles(self, place: str) -> None:
        if self.kiosk is None or self.house.under_way(place):
            return
        finding = self._set_right(place)
        person = self.house.people["a1"]
        self._look()
        if self.kiosk and self.house.under_way(place) is None:
            refused = self._act(lambda kiosk: kiosk.desk.settle(place, person, finding, "looked"))
            assert refused in ("", "dark") or place in self.world.tainted, refused
        self._look()

    def _set_right(self, place: str) -> str:
        """Take out what does not belong there, shut the door, and return what the attendant found."""
        door = self.world.doors[place]
        if place in HOME.values():
            recorded = {key.tag for key in self.house.keys.values() if key.place == place}
        else:
            recorded = {parcel.barcode for parcel in self.house.parcels_at(place)}
        found = bool(recorded) and recorded <= set(door.inside)
        door.inside = [thing for thing in door.inside if found and thing in recorded]
        door.is_open = door.released = self.attended[place] = False
        return "item_inside" if found else "empty"

    @rule(place=PLACES)
    def an_attendant_opens_a_door(self, place: str) -> None:
        person, was_open = self.house.people["a1"], self.world.doors[place].is_open
        refused = self._act(lambda kiosk: kiosk.desk.open_door(place, person, "a look"))
        assert refused in ("", "dark", "door.busy")
        self.attended[place] = not was_open and refused != "door.busy"
        self._look()

    @rule(pick=PICK)
    def an_attendant_prints_a_new_slip(self, pick: int) -> None:
        if known := list(self.house.parcels.values()):
            parcel, person = known[pick % len(known)], self.house.people["a1"]
            self._act(lambda kiosk: kiosk.desk.reissue_slip(parcel.id, person))
            self._look()
