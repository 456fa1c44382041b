"""Errands about what hangs in a slot: a key that is lost and cut anew, a new tag, a key on another hook."""

from __future__ import annotations

from typing import Any

from tests.ledger.cabinet_lane import LIN_PIN, SIGN, Journey, who
from tests.ledger.nursery import PATIENCE_S
from tests.ledger.person import KioskLine, Person
from tests.lobby import LIN
from tests.wire.waiting import until


class Lost(Journey):
    """A key is lost and declared so, its lock changed, another cut and hung with a new tag."""

    def before(self) -> None:
        self.at.serial += 1
        self.tag = f"01-0000feed{self.at.serial:04x}"
        now = self.at.facts()["keys"]["k-club"]
        if now[1] == "K03":

            def ask(kiosk: KioskLine, movement: str) -> Any:
                kiosk.do("tap", badge=LIN)
                return kiosk.do(
                    "flow", name="keys.issue", args=[movement, "k-club", "repair", "W-7", LIN_PIN, SIGN]
                )

            self.at.carry("b", "k-club", False, ask, now[3])

    def go(self) -> None:
        at, bench = self.at, self.at.site.bench
        if "lost" not in self.ids:
            at.flow(
                "losses.declare",
                who("a-lin"),
                {"lost": {"act": self.id("loss"), "key": "k-club"}},
                "on the bus",
                in_person=True,
            )
            self.ids["lost"] = "yes"
        if at.facts()["losses"]:
            at.kiosk.do("changed", loss=self.id("loss"), form=self.id("changed"))
        now = at.facts()
        if now["keys"]["k-club"][3] != self.tag:
            if not now["conditions"].get("k-club", [False])[0]:
                at.flow(
                    "upkeep.replace",
                    who("s-chen"),
                    self.id("cut"),
                    "k-club",
                    "lost",
                    "C-9",
                    None,
                    new_tag=True,
                )
            at.opens("K03", "upkeep.open_for_replacement", who("s-chen"), "k-club")
            if not bench.door("K03")["key"]:
                bench.put_key("K03", self.tag)
            bench.push_shut("K03")
            until(lambda: at.facts()["keys"]["k-club"][3] == self.tag, PATIENCE_S)

    def over(self) -> None:
        found = self.at.facts()
        assert found["keys"]["k-club"][:4] == ["place", "K03", "K03", self.tag]
        assert not found["losses"] and found["conditions"].get("k-club", [0, 0]) == [False, False], found[
            "conditions"
        ]


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
        at.opens("K05", "upkeep.open_for_replacement", who("s-chen"), "k-pump")
        if bench.door("K05")["key"] == self.old:
            assert bench.take_key("K05") == self.old
            bench.push_shut("K05")
            until(lambda: at.holder("k-pump") == "s-chen", PATIENCE_S)
            at.opens("K05", "upkeep.open_for_replacement", who("s-chen"), "k-pump")
        if not bench.door("K05")["key"]:
            bench.put_key("K05", self.tag)
        bench.push_shut("K05")
        until(lambda: at.facts()["keys"]["k-pump"][3] == self.tag, PATIENCE_S)

    def over(self) -> None:
        found = self.at.facts()
        assert found["keys"]["k-pump"][:4] == ["place", "K05", "K05", self.tag]
        assert found["conditions"].get("k-pump", [0, 0]) == [False, False]


class AnyHook(Journey):
    """A key comes back and is hung in another slot than was opened for it, and then elsewhere again."""

    def before(self) -> None:
        self.place = self.at.facts()["keys"]["k-lobby"][2]

        def ask(kiosk: KioskLine, movement: str) -> Any:
            kiosk.do("tap", badge=LIN)
            return kiosk.do(
                "flow", name="keys.issue", args=[movement, "k-lobby", "inspection", "", LIN_PIN, SIGN]
            )

        self.at.carry("b", "k-lobby", False, ask, "01-000000000b01")

    def go(self) -> None:
        if self.at.facts()["keys"]["k-lobby"][0] == "place":
            return

        def ask(kiosk: KioskLine, movement: str) -> Any:
            kiosk.do("tap", badge=LIN)
            return kiosk.do("flow", name="keys.give_back", args=[movement, "k-lobby"])

        person = self.at.people.get("back")
        if person is None:
            person = self.at.people["back"] = Elsewhere(
                self.at.site, self.at.kiosk, "01-000000000b01", True, ask
            )
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
