"""What people ask of a kiosk that may kill itself about keys beyond taking and bringing them: any journey by its name."""

from __future__ import annotations

import sys
from typing import Any

from kiosk.domain.badges import ShownBadge
from kiosk.domain.inspections.planning import MakePlan
from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.keys import events as r
from kiosk.domain import events as e
from kiosk.domain.movein.listing import BeginMoveIn
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.flows.contractor_records import Arrival
from kiosk.flows.losses import DeclaredLost
from kiosk.flows.movein import Thing
from kiosk.flows.tasks import tasks
from tests.ledger.kiosk_with_kill import Acts, _told, main
from tests.ledger.small_kiosk import picture
from tests.lobby import SIGNATURE

SHAPES: dict[str, Any] = {
    "arrival": Arrival, "begin": BeginMoveIn, "shown": ShownBadge, "plan": MakePlan,
    "signature": lambda: SIGNATURE, "answers": lambda **known: known, "signatures": lambda: (SIGNATURE, SIGNATURE), "lost_signed": lambda **known: DeclaredLost(**known, strokes=SIGNATURE),
}  # fmt: skip


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
        (kind, facts), = given.items()
        if kind == "person":
            return self._kiosk.ledger.house.people[facts]
        return SHAPES[kind](**{key: tuple(v) if isinstance(v, list) else v for key, v in facts.items()})

    def pair(self, key: str, other: str) -> None:
        """Have a key go only with another one."""
        rules = [r.KeyRuleSet(f"key:{one}", KeyRule(only_with=(also,)), "test") for one, also in ((key, other), (other, key))]
        self._kiosk.ledger.append(*rules)

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
        from kiosk.domain.items import Label
        self._kiosk.ledger.append(e.KeyRegistered(key, "unit", Label("x", "x", "x"), tag, place, ("desk",), unit))

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
            before = picture(ledger.house)
            ledger.rebuild()
            after = picture(ledger.house)
        if before != after:
            import json
            one, two = json.loads(before), json.loads(after)
            raise AssertionError({name: (one[name], two[name]) for name in one if one[name] != two[name]})
        return True

    def facts(self) -> dict[str, Any]:
        """Return what is open anywhere."""
        house = self._kiosk.ledger.house
        found = tasks(house, self._journeys.devices.states(), self._journeys.clock.now())
        return {
            "keys": {key.id: [key.custodian.kind.value, key.custodian.id, key.place, key.tag, bool(key.due)] for key in house.keys.values()},
            "doubts": {door.place: door.doubt for door in house.doors.values() if door.doubt},
            "forced": [door.place for door in house.doors.values() if door.forced_at],
            "under_way": [m.id for m in house.movements.values() if not m.ended],
            "movements": [[m.id, m.kind.value, m.item, m.bearer, m.stage.value, m.note] for m in house.movements.values()],
            "shifts": [[s.id, s.person, s.stage.value] for s in house.shifts.values()],
            "stays": {s.id: [s.person, s.left is not None, {n: [x.sponsor, x.movement, x.holds_money, x.owes] for n, x in s.errands.items()}] for s in house.stays.values()},
            "inspections": [[i.id, i.stage.value, i.key, i.by] for i in house.inspections.values()],
            "move_ins": [[m.id, m.under_way, sorted(m.signed), list(m.lines)] for m in house.move_ins.values()],
            "keymaps": [[m.number, m.seal, m.superseded, m.destroyed] for m in house.keymaps.values()],
            "stocktakes": [[s.id, s.to_look_at, list(s.signed)] for s in house.stocktakes.values()],
            "alarms": [[a.id, a.kind, a.open, a.ended is not None, a.explained is not None, list(a.places), a.stocktake_due] for a in house.alarms.values() if not a.over],
            "losses": list(house.losses),
            "conditions": {c.key: [bool(c.replacing), bool(c.withdrawn)] for c in house.conditions.values()},
            "tasks": [task.code for task in found],
        }


if __name__ == "__main__":
    main(sys.argv[1], CabinetActs)
