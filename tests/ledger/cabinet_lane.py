"""One world whose kiosk dies at the n-th durable step, and errands that come to their end all the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.ledger.nursery import PATIENCE_S
from tests.ledger.person import Denied, Died, KioskLine, Person
from tests.ledger.test_power_cuts import Lane
from tests.lobby import LIN
from tests.wire.waiting import until

LIN_PIN, ZHOU_PIN, CHEN_PIN = "246810", "135790", "864200"
TAGS = {
    "k-lobby": "01-000001a1b2c3", "k-club": "01-000001a1b2c5", "k-pump": "01-000001a1b2c6", "k-1201": "01-000001a1b2c9",
    "k-1504": "01-000001a1b2ca",
}  # fmt: skip
SLOTS = {"k-lobby": "K01", "k-club": "K03", "k-pump": "K05", "k-1201": "K09", "k-1504": "K10"}
ASKED_AGAIN_S = 4.0
"""So long somebody stands before a door before they ask again."""
SIGN: dict[str, dict[str, str]] = {"signature": {}}
SIGNS: dict[str, dict[str, str]] = {"signatures": {}}


def who(name: str) -> dict[str, str]:
    """Return somebody as an argument of `Cabinet.flow`."""
    return {"person": name}


def fresh() -> str:
    """Return an id as a page makes one."""
    return os.urandom(16).hex()


@dataclass
class Cabinet(Lane):
    """One world, and what people do before it, each thing as often as needed."""

    people: dict[str, Person] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    """What needs to be set up only once."""
    serial: int = 1
    """Grows with each thing that needs a number of its own."""

    def flow(self, name: str, *args: Any, **named: Any) -> Any:
        """Do what a page asks."""
        return self.kiosk.do("flow", name=name, args=list(args), named=named)

    def posted(self, codes: Sequence[str], name: str, *args: Any, **named: Any) -> Any:
        """Post a form once more; `codes`: what it may say if it was posted before."""
        try:
            return self.flow(name, *args, **named)
        except Denied as denied:
            assert str(denied) in codes, f"{name}: {denied}"
        return None

    def facts(self) -> dict[str, Any]:
        """Return what is open anywhere."""
        found: dict[str, Any] = self.kiosk.do("facts")
        return found

    def holder(self, key: str) -> str | None:
        """Return who or what has a key on record."""
        found = self.facts()["keys"].get(key)
        return found[1] if found else None

    def carry(
        self, step: str, key: str, puts: bool, ask: Callable[[KioskLine, str], Any], tag: str = ""
    ) -> str:
        """Have somebody take or hang a key, or go on with it; return the movement."""
        person = self.people.get(step)
        if person is None:
            person = self.people[step] = Person(self.site, self.kiosk, tag or TAGS.get(key, ""), puts, ask)
        person.kiosk = self.kiosk
        if person.see() is None:
            person.begin()
        person.see_it_through(give_up=False)
        return person.movement

    def opens(self, place: str, *asked: Any) -> None:
        """Have a page ask until the door is open: one asked for a moment before a power cut is not asked for again."""
        door = self.site.bench.door

        def once_more() -> bool:
            if not door(place)["open"]:
                self.flow(*asked)
            try:
                return bool(until(lambda: door(place)["open"], ASKED_AGAIN_S))
            except AssertionError:
                return False

        until(once_more, PATIENCE_S)

    def cut_at(self, journey: type[Journey], point: int) -> bool:
        """Return whether the power failed at that point; either way the journey comes to its end and all agrees."""
        errand, cut = journey(self), False
        self.people.clear()
        until(lambda: self.kiosk.do("known"), PATIENCE_S)
        errand.before()
        try:
            self.kiosk.do("arm", points=point)
            errand.go()
            until(lambda: self.kiosk.do("quiet"), PATIENCE_S)
            self.kiosk.do("arm", points=1_000_000)
        except Died:
            cut = True
            self.boot()
        try:
            errand.go()
            until(lambda: self.kiosk.do("quiet"), PATIENCE_S)
            self.prove()
            errand.over()
            assert self.kiosk.do("replayed")
            left = self.facts()
            assert not left["doubts"] and not left["under_way"], (left["doubts"], left["under_way"])
        except (AssertionError, Denied) as broken:
            last = (self.nursery.parent / "kiosks.log").read_text().splitlines()[-3:]
            raise AssertionError(
                f"{journey.__name__}, point {point}: {broken!r}\n{last}\n{self.facts()}"
            ) from broken
        return cut


class Journey:
    """One errand: what makes it possible, what is done until it is over (again after a power cut), what is so then."""

    def __init__(self, cabinet: Cabinet) -> None:
        self.at = cabinet
        self.ids: dict[str, str] = {}

    def id(self, name: str) -> str:
        """The id that a page was rendered with."""
        return self.ids.setdefault(name, fresh())

    def before(self) -> None:
        """Make it possible."""

    def go(self) -> None:
        """Do it, or what is left of it."""
        raise NotImplementedError

    def over(self) -> None:
        """Say whether it has come to its end."""
        raise NotImplementedError

    def taken(
        self, step: str, key: str, badge: str = LIN, pin: str = LIN_PIN, reason: str = "repair"
    ) -> None:
        """Have somebody of the staff take a key, unless it is out."""
        if self.at.holder(key) == SLOTS[key]:

            def ask(kiosk: KioskLine, movement: str) -> Any:
                kiosk.do("tap", badge=badge)
                return kiosk.do("flow", name="keys.issue", args=[movement, key, reason, "W-7", pin, SIGN])

            self.at.carry(step, key, False, ask)

    def brought(self, step: str, key: str, badge: str = LIN, tag: str = "") -> None:
        """Have somebody of the staff bring a key, unless it is in."""
        if self.at.holder(key) != SLOTS[key]:

            def ask(kiosk: KioskLine, movement: str) -> Any:
                kiosk.do("tap", badge=badge)
                return kiosk.do("flow", name="keys.give_back", args=[movement, key])

            self.at.carry(step, key, True, ask, tag)
