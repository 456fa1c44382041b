"""SIGKILL at the durable steps of what the key cabinet knows beyond taking and bringing: nobody stuck, nobody blamed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.flows.test_contractors import HU, at_noon
from tests.ledger.person import Denied, Died, KioskLine, Person
from tests.ledger.test_power_cuts import Lane
from tests.lobby import HERE, LIN, ZHOU, Site
from tests.wire.waiting import until

LIN_PIN, ZHOU_PIN, CHEN_PIN = "246810", "135790", "864200"
TAGS = {
    "k-lobby": "01-000001a1b2c3", "k-club": "01-000001a1b2c5", "k-pump": "01-000001a1b2c6", "k-1201": "01-000001a1b2c9",
    "k-1504": "01-000001a1b2ca",
}  # fmt: skip
SLOTS = {"k-lobby": "K01", "k-club": "K03", "k-pump": "K05", "k-1201": "K09", "k-1504": "K10"}
SIGN, SIGNS = {"signature": {}}, {"signatures": {}}


def who(name: str) -> dict[str, str]:
    return {"person": name}


def fresh() -> str:
    return os.urandom(16).hex()


@dataclass
class Cabinet(Lane):
    """One world, and what people do before it, each thing as often as needed."""

    people: dict[str, Person] = field(default_factory=dict)

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
        found: dict[str, Any] = self.kiosk.do("facts")
        return found

    def holder(self, key: str) -> str | None:
        """Return who or what has a key on record."""
        found = self.facts()["keys"].get(key)
        return found[1] if found else None

    def carry(self, step: str, key: str, puts: bool, ask: Callable[[KioskLine, str], Any], tag: str = "") -> str:
        """Have somebody take or hang a key, or go on with it; return the movement."""
        person = self.people.get(step)
        if person is None:
            person = self.people[step] = Person(self.site, self.kiosk, tag or TAGS.get(key, ""), puts, ask)
        person.kiosk = self.kiosk
        if person.see() is None:
            person.begin()
        person.see_it_through(give_up=False)
        return person.movement

    def begun_again(self) -> None:
        self.people.clear()

    def cut_at(self, journey: type[Journey], point: int) -> bool:
        """Return whether the power failed at that point; either way the journey comes to its end and all agrees."""
        errand, cut = journey(self), False
        self.begun_again()
        until(lambda: self.kiosk.do("known"), 15)
        errand.before()
        try:
            self.kiosk.do("arm", points=point)
            errand.go()
            until(lambda: self.kiosk.do("quiet"), 25)
            self.kiosk.do("arm", points=1_000_000)
        except Died:
            cut = True
            self.boot()
        try:
            errand.go()
            until(lambda: self.kiosk.do("quiet"), 25)
            self.prove()
            errand.over()
            assert self.kiosk.do("replayed")
            left = self.facts()
            assert not left["doubts"] and not left["under_way"], (left["doubts"], left["under_way"])
        except (AssertionError, Denied) as broken:
            last = (self.nursery.parent / "kiosks.log").read_text().splitlines()[-3:]
            raise AssertionError(f"{journey.__name__}, point {point}: {broken!r}\n{last}\n{self.facts()}") from broken
        return cut


class Journey:
    """One errand: what has to be so before, what is done until it is over (again after a power cut), what is so then."""

    def __init__(self, cabinet: Cabinet) -> None:
        self.at = cabinet
        self.ids: dict[str, str] = {}

    def id(self, name: str) -> str:
        """The id that a page was rendered with."""
        return self.ids.setdefault(name, fresh())

    def before(self) -> None: ...
    def go(self) -> None: ...
    def over(self) -> None: ...

    def taken(self, step: str, key: str, badge: str = LIN, pin: str = LIN_PIN, reason: str = "repair") -> None:
        if self.at.holder(key) == SLOTS[key]:
            def ask(kiosk: KioskLine, movement: str) -> Any:
                kiosk.do("tap", badge=badge)
                return kiosk.do("flow", name="keys.issue", args=[movement, key, reason, "W-7", pin, SIGN])
            self.at.carry(step, key, False, ask)

    def brought(self, step: str, key: str, badge: str = LIN, tag: str = "") -> None:
        if self.at.holder(key) != SLOTS[key]:
            def ask(kiosk: KioskLine, movement: str) -> Any:
                kiosk.do("tap", badge=badge)
                return kiosk.do("flow", name="keys.give_back", args=[movement, key])
            self.at.carry(step, key, True, ask, tag)


class HandOver(Journey):
    def before(self) -> None:
        self.taken("b1", "k-lobby")

    def go(self) -> None:
        if "given" not in self.ids:
            self.at.flow("handing_over.hand_over", who("a-lin"), "a-zhou", ZHOU_PIN, ["k-lobby"], self.id("act"), SIGNS, renewed=False)
            self.ids["given"] = "yes"
        self.brought("back", "k-lobby", ZHOU)

    def over(self) -> None:
        given = [m for m in self.at.facts()["movements"] if m[1] == "key.hand_over"]
        assert given[-1][3] == "a-zhou" and self.at.holder("k-lobby") == "K01"
        assert len({m[0] for m in given}) == len(given)


class ContractorDay(Journey):
    def go(self) -> None:
        at, stay, errand = self.at, self.id("stay"), self.id("errand")
        arrival = {"arrival": {"stay": stay, "kind": "id_card", "number": HU, "name": "胡海", "company": "", "phone": "", "language": "zh_Hans", "agreed": True}}
        at.flow("contractors.admit", who("a-lin"), arrival, SIGN)
        state = at.facts()["stays"][stay]
        if state[1]:
            return
        if errand not in state[2]:
            at.flow("errands.ask", who("a-lin"), stay, errand, "k-pump", "repair", "W-7", "")
        sponsor, movement, _, owes = self.errand()
        if not sponsor:
            at.flow("sponsoring.listen", who("a-lin"), stay, errand)
            seen = at.kiosk.do("seen_sponsor", by="a-lin", badge=ZHOU)
            at.flow("sponsoring.confirm", who("a-lin"), stay, errand, seen, ZHOU_PIN, met=False)
        if owes:
            at.flow("errands.deposit", who("a-lin"), stay, errand, "YJ-1")
        if "out" not in self.ids:
            def ask(kiosk: KioskLine, movement: str) -> Any:
                return kiosk.do("flow", name="errands.issue", args=[who("a-lin"), stay, errand, movement, SIGN])
            at.carry("issue", "k-pump", False, ask)
            assert at.holder("k-pump") == f"contractor-{stay[:12]}" or at.holder("k-pump") == state[0], at.holder("k-pump")
            self.ids["out"] = "yes"
        if self.at.holder("k-pump") != "K05":
            def bring(kiosk: KioskLine, movement: str) -> Any:
                return kiosk.do("flow", name="errands.bring", args=[who("a-lin"), stay, errand, movement])
            at.carry("back", "k-pump", True, bring)
        at.flow("errands.give_deposit_back", who("a-lin"), stay, errand, "YJ-1-T")
        at.flow("contractors.leave", who("a-lin"), stay)

    def errand(self) -> Any:
        return self.at.facts()["stays"][self.id("stay")][2][self.id("errand")]

    def over(self) -> None:
        found = self.at.facts()
        state = found["stays"][self.id("stay")]
        assert state[1] and not self.errand()[2], state
        assert not [code for code in found["tasks"] if code.startswith("contractor")]


class HomeInspection(Journey):
    def before(self) -> None:
        if not any(True for _ in self.at.facts()["inspections"]) and not self.at.ids.get("plan"):
            plan = {"plan": {"plan": fresh()[:16], "person": "r-li", "every_days": 1, "weekday": None, "from_min": 0, "until_min": 1440,
                "duration_min": 45, "who": ["group:desk"], "points": ["doors", "water"], "wishes": 0, "tells": "each"}}
            self.at.flow("inspections.make", who("a-lin"), plan, [], fresh(), "id_card", SIGN)
            self.at.ids["plan"] = "yes"
        self.known = {one[0] for one in self.at.facts()["inspections"]}

    def go(self) -> None:
        if "out" not in self.ids:
            self.taken("issue", "k-1201", reason="inspection")
            self.ids["out"] = "yes"
        self.brought("back", "k-1201")
        for name, stage, *_ in self.at.facts()["inspections"]:
            if name not in self.known and stage != "reported":
                self.at.flow("findings.answer", name, who("a-lin"), {"answers": {"water": "urgent"}})
                self.at.flow("findings.write", name, "water", who("a-lin"), "under the sink", [])
                self.at.flow("findings.hand_in", name, who("a-lin"), "fine")
        for code in self.at.kiosk.do("urgent"):
            self.at.flow("findings.order", code, who("a-lin"), "W-1")
            self.at.flow("findings.settle", code, who("a-lin"))

    def over(self) -> None:
        mine = [one for one in self.at.facts()["inspections"] if one[0] not in self.known]
        assert [one[1] for one in mine] == ["reported"], mine
        assert "inspection_findings" not in self.at.facts()["tasks"]


class TakeBoth(Journey):
    def before(self) -> None:
        if not self.at.ids.get("pair"):
            self.at.kiosk.do("pair", key="k-lobby", other="k-club")
            self.at.ids["pair"] = "yes"

    def go(self) -> None:
        if "done" not in self.ids:
            if self.at.holder("k-lobby") == "K01":
                def both(kiosk: KioskLine, movement: str) -> Any:
                    kiosk.do("tap", badge=LIN)
                    return kiosk.do("asks", key="k-lobby", other="k-club", movement=movement)
                self.at.carry("first", "k-lobby", False, both)
            if self.at.holder("k-club") == "K03":
                def then(kiosk: KioskLine, movement: str) -> Any:
                    try:
                        return kiosk.do("flow", name="keys.issue_next", args=[movement, "k-club"])
                    except Denied as denied:
                        assert str(denied) in ("asking.over", "visit.ended"), denied
                        kiosk.do("tap", badge=LIN)
                        return kiosk.do("flow", name="keys.issue", args=[movement, "k-club", "repair", "W-7", LIN_PIN, SIGN])
                self.at.carry("second", "k-club", False, then)
            self.ids["done"] = "yes"
        self.brought("back1", "k-lobby")
        self.brought("back2", "k-club")

    def over(self) -> None:
        assert (self.at.holder("k-lobby"), self.at.holder("k-club")) == ("K01", "K03")
        assert "key_alone" not in self.at.facts()["tasks"]


class Override(Journey):
    def go(self) -> None:
        at = self.at
        if "forced" not in self.ids:
            for place in ("K11", "K12", "K13"):
                if not at.site.bench.door(place)["open"]:
                    at.site.bench.force(place)
            until(lambda: len([p for p in at.facts()["forced"] if p in ("K11", "K12", "K13")]) == 3, 15)
            self.ids["forced"] = "yes"
        for place in ("K11", "K12", "K13"):
            at.site.bench.push_shut(place)
        until(lambda: all(one[3] for one in at.facts()["alarms"] if one[1] == "override"), 15)
        for name, kind, is_open, _, explained, *_ in at.facts()["alarms"]:
            if is_open:
                number = len(at.ids)
                if not explained:
                    at.flow("alarms.explain", name, who("s-chen"), "power_cut", f"A{at.serial}", f"A{at.serial + 1}", SIGN)
                at.flow("alarms.sign", name, who("a-lin"), SIGN)
                at.serial += 1
        if "alarm.override_count" in at.facts()["tasks"]:
            Stocktake.go(self)  # type: ignore[arg-type]

    def over(self) -> None:
        found = self.at.facts()
        assert not found["alarms"], found["alarms"]
        assert not [c for c in found["tasks"] if c.startswith(("alarm", "forced", "stocktake"))], found["tasks"]


class Stocktake(Journey):
    def go(self) -> None:
        at = self.at
        if "counted" in self.ids and not at.facts()["stocktakes"] and "both" in self.ids:
            return
        until(lambda: not at.facts()["under_way"], 10)
        if not at.facts()["stocktakes"]:
            if "signed2" in self.ids or ("signing" in self.ids and not at.facts()["stocktakes"]):
                return  # it is over: the list of stocktakes says so
            at.flow("stocktakes.begin", who("a-lin"), "routine")
        for _ in range(40):
            (one,) = at.facts()["stocktakes"]
            if not one[1]:
                break
            at.flow("stocktakes.count_again")
        self.ids["signing"] = "yes"
        for name in ("a-lin", "s-chen"):
            at.posted(("stocktake.none",), "stocktakes.sign", who(name), SIGN)

    def over(self) -> None:
        assert not self.at.facts()["stocktakes"]


class ShiftEnd(Journey):
    def go(self) -> None:
        at = self.at
        shift = f"s-{self.id('on')[:16]}"
        def stage() -> str:
            return next((one[2] for one in at.facts()["shifts"] if one[0] == shift), "")
        if not stage():
            at.flow("shifts.begin", who("a-lin"), self.id("on"))
        if stage() == "on":
            def signs() -> bool:
                at.flow("shifts.sign_off", shift, who("a-lin"), at.kiosk.do("seen", shift=shift), SIGN)
                return True
            for _ in range(50):
                try:
                    signs()
                    break
                except Denied as denied:
                    assert str(denied) in ("shift.unexplained", "shift.changed"), denied
                    at.kiosk.do("quiet")
        if stage() == "left":
            at.flow("shifts.take", shift, "a-zhou", self.id("take"), SIGN, ZHOU_PIN)
        for one in at.facts()["shifts"]:
            if one[2] == "on" and one[1] == "a-zhou":
                at.flow("shifts.close", one[0], who("s-chen"), "other", "ended", fresh())
        for one in at.facts()["shifts"]:
            if one[2] == "left":
                at.flow("shifts.close", one[0], who("s-chen"), "other", "ended", fresh())
        self.stage = stage()

    def over(self) -> None:
        assert self.stage == "over", self.stage
        assert all(one[2] not in ("on", "left") for one in self.at.facts()["shifts"]), self.at.facts()["shifts"]


class Lost(Journey):
    """A key is lost and declared so, its lock changed, another cut and hung with a new tag."""

    def before(self) -> None:
        self.at.serial += 1
        self.tag = f"01-0000feed{self.at.serial:04x}"
        now = self.at.facts()["keys"]["k-club"]
        if now[1] == "K03":
            def ask(kiosk: KioskLine, movement: str) -> Any:
                kiosk.do("tap", badge=LIN)
                return kiosk.do("flow", name="keys.issue", args=[movement, "k-club", "repair", "W-7", LIN_PIN, SIGN])
            self.at.carry("b", "k-club", False, ask, now[3])

    def go(self) -> None:
        at, bench = self.at, self.at.site.bench
        if "lost" not in self.ids:
            at.flow("losses.declare", who("a-lin"), {"lost_signed": {"act": self.id("loss"), "key": "k-club", "how": "mislaid"}}, "on the bus", in_person=True)
            self.ids["lost"] = "yes"
        until(lambda: True, 1)
        if at.facts()["losses"]:
            at.kiosk.do("changed", loss=self.id("loss"), form=self.id("changed"))
        now = at.facts()
        if now["keys"]["k-club"][3] != self.tag:
            if not now["conditions"].get("k-club", [False])[0]:
                at.flow("upkeep.replace", who("s-chen"), self.id("cut"), "k-club", "lost", "C-9", None, new_tag=True)
            for _ in range(3):
                if not bench.door("K03")["open"]:
                    at.posted((), "upkeep.open_for_replacement", who("s-chen"), "k-club")
                try:
                    until(lambda: bench.door("K03")["open"], 3)
                    break
                except AssertionError:
                    continue
            if not bench.door("K03")["key"]:
                bench.put_key("K03", self.tag)
            bench.push_shut("K03")
            until(lambda: at.facts()["keys"]["k-club"][3] == self.tag, 15)

    def over(self) -> None:
        found = self.at.facts()
        assert found["keys"]["k-club"][:4] == ["place", "K03", "K03", self.tag]
        assert not found["losses"] and found["conditions"].get("k-club", [0, 0]) == [False, False], found["conditions"]


class NewTag(Journey):
    """A key that hangs here gets a new tag: the old one comes out, the new one goes in."""

    def before(self) -> None:
        self.at.serial += 1
        self.tag = f"01-0000fead{self.at.serial:04x}"
        self.old = self.at.facts()["keys"]["k-pump"][3]

    def go(self) -> None:
        at, bench = self.at, self.at.site.bench
        now = at.facts()
        if now["keys"]["k-pump"][3] == self.tag:
            return
        if not now["conditions"].get("k-pump", [False])[0]:
            at.flow("upkeep.replace", who("s-chen"), self.id("cut"), "k-pump", "tag", "", None, new_tag=True)
        elif not bench.door("K05")["open"]:
            at.flow("upkeep.open_for_replacement", who("s-chen"), "k-pump")
        until(lambda: bench.door("K05")["open"], 10)
        if bench.door("K05")["key"] == self.old:
            assert bench.take_key("K05") == self.old
            bench.push_shut("K05")
            until(lambda: at.holder("k-pump") == "s-chen", 10)
            at.flow("upkeep.open_for_replacement", who("s-chen"), "k-pump")
            until(lambda: bench.door("K05")["open"], 10)
        if not bench.door("K05")["key"]:
            bench.put_key("K05", self.tag)
        bench.push_shut("K05")
        until(lambda: at.facts()["keys"]["k-pump"][3] == self.tag, 15)

    def over(self) -> None:
        found = self.at.facts()
        assert found["keys"]["k-pump"][:4] == ["place", "K05", "K05", self.tag]
        assert found["conditions"].get("k-pump", [0, 0]) == [False, False]


class MovesIn(Journey):
    def before(self) -> None:
        if "k-1504" not in self.at.facts()["keys"]:
            self.at.site.bench.force("K10")
            self.at.site.bench.put_key("K10", TAGS["k-1504"])
            self.at.kiosk.do("register_key", key="k-1504", tag=TAGS["k-1504"], place="K10", unit="2-2-1504")
            self.at.site.bench.push_shut("K10")
            until(lambda: not self.at.facts()["under_way"] and self.at.kiosk.do("calm", place="K10"), 10)

    def go(self) -> None:
        at, name = self.at, self.id("list")
        def now() -> Any:
            return next((one for one in at.facts()["move_ins"] if one[0] == name), None)
        if now() is None:
            at.flow("move_ins.begin", who("a-lin"), {"begin": {"move_in": name, "owner": "r-smith", "document": "passport"}})
        if now()[1] and not now()[2]:
            at.kiosk.do("list_thing", move_in=name, line=self.id("line")[:16])
            if at.holder("k-1504") is not None:
                def ask(kiosk: KioskLine, movement: str) -> Any:
                    return kiosk.do("flow", name="move_ins.hand_out", args=[who("a-lin"), name, "k-1504", movement])
                at.carry("out", "k-1504", False, ask)
            at.flow("move_ins.owner_signs", who("a-lin"), name, SIGN)
        at.flow("move_ins.attendant_signs", who("a-lin"), name, SIGN)

    def over(self) -> None:
        found = self.at.facts()
        (mine,) = [one for one in found["move_ins"] if one[0] == self.id("list")]
        assert mine[1] is False and mine[2] == ["attendant", "owner"] and len(mine[3]) == 2, mine
        assert "k-1504" not in found["keys"] and "movein_open" not in found["tasks"]


class PrintsMap(Journey):
    def before(self) -> None:
        known = self.at.facts()["keymaps"]
        self.number = max([one[0] for one in known], default=0)

    def go(self) -> None:
        at = self.at
        def newest() -> Any:
            return max(at.facts()["keymaps"], default=[0, "", False, False])
        if newest()[0] == self.number:
            at.flow("key_maps.begin", who("s-chen"), "slip", "zh_Hans")
        until(lambda: at.kiosk.do("quiet"), 20)
        if not newest()[1]:
            at.flow("key_maps.seal", newest()[0], who("s-chen"), "S-1")
        for one in at.facts()["keymaps"]:
            if one[2]:
                at.flow("key_maps.destroyed", one[0], who("s-chen"))

    def over(self) -> None:
        found = self.at.facts()
        (mine,) = found["keymaps"]
        assert mine[:3] == [self.number + 1, "S-1", False], mine
        assert not [c for c in found["tasks"] if c.startswith("keymap")]


class AnyHook(Journey):
    """A key comes back and is hung in another slot than was opened for it, and then elsewhere again."""

    def before(self) -> None:
        self.place = self.at.facts()["keys"]["k-lobby"][2]
        SLOTS["any"] = self.place
        def ask(kiosk: KioskLine, movement: str) -> Any:
            kiosk.do("tap", badge=LIN)
            return kiosk.do("flow", name="keys.issue", args=[movement, "k-lobby", "inspection", "", LIN_PIN, SIGN])
        self.at.carry("b", "k-lobby", False, ask, "01-000000000b01")

    def go(self) -> None:
        if self.at.facts()["keys"]["k-lobby"][0] == "place":
            return
        def ask(kiosk: KioskLine, movement: str) -> Any:
            kiosk.do("tap", badge=LIN)
            return kiosk.do("flow", name="keys.give_back", args=[movement, "k-lobby"])
        person = self.at.people.get("back")
        if person is None:
            person = self.at.people["back"] = Elsewhere(self.at.site, self.at.kiosk, "01-000000000b01", True, ask)
        person.kiosk = self.at.kiosk
        if person.see() is None:
            person.begin()
        person.see_it_through(give_up=False)

    def over(self) -> None:
        now = self.at.facts()["keys"]["k-lobby"]
        assert now[0] == "place" and now[1] == now[2], now
        assert self.at.site.bench.door(now[1])["key"] == "01-000000000b01"


class Elsewhere(Person):
    """Hangs the key on another hook than the one that was opened for it."""

    def done(self, place: str) -> bool:
        return any(one["key"] == self.thing for one in self.bench.state()["doors"].values())

    def act(self, place: str) -> None:
        other = "K04" if self.bench.door("K04")["key"] is None and place != "K04" else place
        if other != place and not self.bench.door(other)["open"]:
            self.bench.force(other)
            self.bench.put_key(other, self.thing)
            self.bench.push_shut(other)
            return
        self.bench.put_key(place, self.thing)
