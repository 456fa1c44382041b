"""Somebody before a door of a simulated lobby whose kiosk may die at any moment, and what they do then."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drivers.sim.bench import Bench
from tests.ledger.nursery import PATIENCE_S
from tests.lobby import LIN, WANG, Site
from tests.wire.waiting import until


class Died(Exception):
    """The kiosk is dead."""


class Denied(Exception):
    """The kiosk said no; the text is the refusal's code."""


class KioskLine:
    """A kiosk that may kill itself, at the other end of a socket."""

    def __init__(self, nursery: Path, site: Site, within_s: float = PATIENCE_S) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(within_s)
        self._line.connect(str(nursery))
        self._answers = self._line.makefile("rb")
        self.times = self._ask({"site": str(site.file), "root": str(site.root)})

    def do(self, act: str, **facts: Any) -> Any:
        """Return what the act returns.

        Raises:
            Died, Denied.
        """
        return self._ask({"do": act, **facts})

    def close(self) -> None:
        """Let go: the kiosk ends."""
        self._answers.close()
        self._line.close()

    def _ask(self, request: dict[str, Any]) -> Any:
        try:
            self._line.sendall(json.dumps(request).encode() + b"\n")
            answer = self._answers.readline()
        except TimeoutError:
            self.close()
            raise
        except OSError:
            answer = b""
        if not answer:
            self.close()
            raise Died
        told = json.loads(answer)
        if "refused" in told:
            raise Denied(told["refused"])
        return told["ok"]


@dataclass
class Person:
    """One person with one errand: the thing they carry or fetch, and the movement that the screen shows."""

    site: Site
    kiosk: KioskLine
    thing: str
    puts: bool
    ask: Callable[[KioskLine, str], dict[str, Any]]
    """Taps, shows or presses what begins the movement (of this id, where the page makes it)."""
    movement: str = field(default_factory=lambda: os.urandom(16).hex())
    names_it: bool = True
    """Whether the movement's id is made with the page; else the kiosk's answer tells it."""
    patience_s: float = PATIENCE_S
    """How long they stand before a screen that does not come to an end."""
    confirmed: bool = False
    """Whether the screen has said that it is done."""
    known: bool = False
    """Whether the kiosk has acknowledged the movement."""

    @property
    def bench(self) -> Bench:
        """The world."""
        return self.site.bench

    def done(self, place: str) -> bool:
        """Return whether the thing is where it should be."""
        door = self.bench.door(place)
        inside = self.thing in door["parcels"] or self.thing == door["key"]
        return inside is self.puts

    def begin(self) -> None:
        """Begin, or go on with what was begun."""
        told = self.ask(self.kiosk, self.movement)
        self.movement, self.known = told["id"], True

    def act(self, place: str) -> None:
        """Put the thing in or take it out."""
        key = place.startswith("K")
        if self.puts:
            (self.bench.put_key if key else self.bench.put_parcel)(place, self.thing)
        elif key:
            self.bench.take_key(place)
        else:
            self.bench.take_parcel(place, self.thing)

    def see(self) -> dict[str, Any] | None:
        """Read the screen."""
        seen: dict[str, Any] | None = self.kiosk.do("look", movement=self.movement)
        assert seen or not self.known, "an acknowledged movement is not known any more"
        if seen:
            assert not self.confirmed or seen["stage"] == "confirmed", f"it was done, and is {seen}"
            self.known, self.confirmed = True, seen["stage"] == "confirmed"
        return seen

    def see_it_through(self, *, give_up: bool) -> None:
        """Do what the screen asks until the movement has ended; someone who gives up does no more than needed."""
        until(lambda: self._one_step(give_up=give_up), self.patience_s)

    def _one_step(self, *, give_up: bool) -> bool:
        seen = self.see()
        if seen is None or seen["ended"]:
            return True
        place, moment = seen["place"], seen["moment"]
        if self.bench.door(place)["open"]:
            if moment in ("open", "left_open"):
                if not give_up and not self.done(place):
                    self.act(place)
                self.bench.push_shut(place)
            return False
        if moment in ("not_opened", "unreachable", "ask", "empty", "still_inside"):
            self._answer(place, moment, give_up=give_up)
        return False

    def _answer(self, place: str, moment: str, *, give_up: bool) -> None:
        done = self.done(place)
        try:
            if moment == "ask" and (done or give_up):
                words = ("not_put_in", "it_is_in") if self.puts else ("not_taken", "i_took_it")
                self.kiosk.do("say", movement=self.movement, statement=words[done])
            else:
                self.kiosk.do("stop" if give_up else "again", movement=self.movement)
        except Denied as denied:  # the watcher was quicker
            assert str(denied) in ("door.open", "movement.ended"), denied


def courier(site: Site, kiosk: KioskLine, barcode: str, size: str) -> Person:
    """Return a courier with a parcel."""

    def ask(kiosk: KioskLine, movement: str) -> dict[str, Any]:
        kiosk.do("tap", badge=WANG)
        told: dict[str, Any] = kiosk.do("drop", movement=movement, barcode=barcode, size=size)
        return told

    site.bench.bring_parcel(barcode)
    return Person(site, kiosk, barcode, True, ask)


def resident(site: Site, kiosk: KioskLine, barcode: str, qr: str) -> Person:
    """Return a resident with a slip."""

    def ask(kiosk: KioskLine, movement: str) -> dict[str, Any]:
        told: dict[str, Any] = kiosk.do("collect", qr=qr)
        return told

    return Person(site, kiosk, barcode, False, ask, names_it=False)


def attendant(site: Site, kiosk: KioskLine, key: str, tag: str, act: str) -> Person:
    """Return an attendant who comes for a key ("issue") or brings it ("give_back")."""

    def ask(kiosk: KioskLine, movement: str) -> dict[str, Any]:
        kiosk.do("tap", badge=LIN)
        told: dict[str, Any] = kiosk.do(act, movement=movement, key=key)
        return told

    return Person(site, kiosk, tag, act == "give_back", ask)
