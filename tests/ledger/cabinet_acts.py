"""What people ask about keys of a kiosk that may kill itself: any journey by its name, and what is open after it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from kiosk.domain import events as e
from kiosk.domain.badges import ShownBadge
from kiosk.domain.house import House
from kiosk.domain.inspections.planning import MakePlan
from kiosk.domain.items import Label
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.movein.listing import BeginMoveIn
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.flows.keys.losses import DeclaredLost
from kiosk.flows.keys.movein import Thing
from kiosk.flows.passes.contractor_records import Arrival
from kiosk.flows.shifts.tasks import tasks
from tests.ledger.kiosk_with_kill import Acts, _told, main
from tests.ledger.small_kiosk import picture
from tests.lobby import SIGNATURE

SHAPES: dict[str, Callable[..., Any]] = {
    "arrival": Arrival,
    "begin": BeginMoveIn,
    "shown": ShownBadge,
    "plan": MakePlan,
    "answers": dict,
    "signature": lambda: SIGNATURE,
    "signatures": lambda: (SIGNATURE, SIGNATURE),
    "lost": lambda **known: DeclaredLost(**known, how="mislaid", strokes=SIGNATURE),
}
"""What JSON has no word for."""


class CabinetActs(Acts):
    """Every public method is one act."""

    def flow(self, name: str, *given: Any, **named: Any) -> Any:
        """Do what a page asks of a journey; "person" and the `SHAPES` stand for what JSON has no word for."""
        owner, _, act = name.partition(".")
        args = [self._made(one) for one in named.pop("args", [])]
        kwargs = {key: self._made(one) for key, one in named.pop("named", {}).items()}
        done = getattr(getattr(self._journeys, owner), act)(*args, **kwargs)
        if isinstance(done, Movement):
            return _told(done)
        return getattr(done, "id", None)

    def _made(self, given: Any) -> Any:
        if not isinstance(given, dict):
            return tuple(given) if isinstance(given, list) else given
        ((kind, facts),) = given.items()
        if kind == "person":
            return self._kiosk.ledger.house.people[facts]
        return SHAPES[kind](**{key: tuple(v) if isinstance(v, list) else v for key, v in facts.items()})

    def pair(self, key: str, other: str) -> None:
        """Have two keys go only together."""
        for one, also in ((key, other), (other, key)):
            self._kiosk.ledger.append(r.KeyRuleSet(f"key:{one}", KeyRule(only_with=(also,)), "test"))

    def asks(self, key: str, other: str, movement: str) -> dict[str, Any]:
        """Ask for two keys together and sign."""
        self._journeys.asking.begin(key)
        self._journeys.asking.choose(key, "repair")
        self._journeys.asking.order(key, "W-7")
        self._journeys.asking.both(key, other)
        return _told(self._journeys.keys.issue(movement, key, "repair", "W-7", "246810", SIGNATURE))

    def seen_sponsor(self, by: str, badge: str) -> str:
        """Lay a badge while the desk waits for one, and return the id of what was seen."""
        assert self._journeys.sponsoring.take(ShownBadge(badge))
        now = self._journeys.sponsoring.listening(self._kiosk.ledger.house.people[by])
        assert now is not None
        return now.id

    def register_key(self, key: str, tag: str, place: str, unit: str) -> None:
        """Have a home's key again that has left the register."""
        label = Label("Home", "住户", "住戶")
        self._kiosk.ledger.append(e.KeyRegistered(key, "unit", label, tag, place, ("desk",), unit))

    def quiet(self) -> bool:
        """Return whether nothing is left to be printed."""
        busy = (PaperStage.QUEUED, PaperStage.BEGUN)
        return not any(paper.stage in busy for paper in self._kiosk.ledger.house.papers.values())

    def known(self) -> bool:
        """Return whether every door was looked at once: from then on, one that opens alone was forced."""
        house = self._kiosk.ledger.house
        return all(house.door(place).since for place in self._journeys.furniture.places)

    def urgent(self) -> list[str]:
        """Return the urgent findings that nobody has settled."""
        return list(self._kiosk.ledger.house.inspection_findings)

    def changed(self, loss: str, form: str) -> None:
        """A lock was changed."""
        losses, chen = self._journeys.losses, self._kiosk.ledger.house.people["s-chen"]
        losses.changed(chen, form, loss, losses.today(), "W-9", "the locksmith")

    def list_thing(self, move_in: str, line: str) -> None:
        """Put a line on a move-in's list."""
        thing = Thing("room", "Main room", "D-1", 2, "new")
        self._journeys.move_ins.put_down(self._kiosk.ledger.house.people["a-lin"], move_in, line, thing)

    def calm(self, place: str) -> bool:
        """Settle what a hand has done at a slot for the next play; return whether nothing is amiss there."""
        house, chen = self._kiosk.ledger.house, self._kiosk.ledger.house.people["s-chen"]
        door = house.door(place)
        if door.seen_open or self._journeys.sight.reading(place).shut is not True:
            return False
        if door.doubt or door.forced_at:
            self._journeys.desk.settle(place, chen, "as_recorded", "for the next play")
        return True

    def seen(self, shift: str) -> str:
        """What the page of a shift's end shows, as a digest."""
        return self._journeys.shifts.handing(shift).seen

    def replayed(self) -> bool:
        """Return whether the log replays to the house that runs."""
        ledger = self._kiosk.ledger
        with ledger._lock:
            running = picture(ledger.house)
            ledger.rebuild()
            return running == picture(ledger.house)

    def facts(self) -> dict[str, Any]:
        """Return what is open anywhere."""
        house = self._kiosk.ledger.house
        found = tasks(house, self._journeys.devices.states(), self._journeys.clock.now())
        return {
            "doubts": {door.place: door.doubt for door in house.doors.values() if door.doubt},
            "forced": [door.place for door in house.doors.values() if door.forced_at],
            "under_way": [one.id for one in house.movements.values() if not one.ended],
            "tasks": [task.code for task in found],
            **_about_keys(house),
            **_about_errands(house),
        }


def _about_keys(house: House) -> dict[str, Any]:
    return {
        "keys": {
            key.id: [key.custodian.kind.value, key.custodian.id, key.place, key.tag]
            for key in house.keys.values()
        },
        "movements": [[one.id, one.kind.value, one.bearer] for one in house.movements.values()],
        "losses": list(house.losses),
        "conditions": {
            one.key: [one.replacing is not None, one.withdrawn is not None]
            for one in house.conditions.values()
        },
        "keymaps": [[one.number, one.seal, one.superseded] for one in house.keymaps.values()],
        "stocktakes": [[one.id, one.to_look_at] for one in house.stocktakes.values()],
        "alarms": [
            [one.id, one.kind, one.open, one.ended is not None, one.explained is not None]
            for one in house.alarms.values()
            if not one.over
        ],
    }


def _about_errands(house: House) -> dict[str, Any]:
    return {
        "shifts": [[one.id, one.person, one.stage.value] for one in house.shifts.values()],
        "stays": {
            stay.id: [
                stay.person,
                stay.left is not None,
                {name: [one.sponsor, one.holds_money, one.owes] for name, one in stay.errands.items()},
            ]
            for stay in house.stays.values()
        },
        "inspections": [[one.id, one.stage.value] for one in house.inspections.values()],
        "move_ins": [
            [one.id, one.under_way, sorted(one.signed), list(one.lines)] for one in house.move_ins.values()
        ],
    }


if __name__ == "__main__":
    main(sys.argv[1], CabinetActs)
