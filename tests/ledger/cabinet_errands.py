"""Errands at the key cabinet between people: from hand to hand, contractors, homes looked after, pairs, move-in."""

from __future__ import annotations

from typing import Any

from tests.flows.test_contractors import HU
from tests.ledger.cabinet_lane import LIN_PIN, SIGN, SIGNS, TAGS, ZHOU_PIN, Journey, fresh, who
from tests.ledger.nursery import PATIENCE_S
from tests.ledger.person import Denied, KioskLine
from tests.lobby import LIN, ZHOU
from tests.wire.waiting import until


class HandOver(Journey):
    def before(self) -> None:
        self.taken("b1", "k-lobby")

    def go(self) -> None:
        if "given" not in self.ids:
            self.at.flow(
                "handing_over.hand_over",
                who("a-lin"),
                "a-zhou",
                ZHOU_PIN,
                ["k-lobby"],
                self.id("act"),
                SIGNS,
                renewed=False,
            )
            self.ids["given"] = "yes"
        self.brought("back", "k-lobby", ZHOU)

    def over(self) -> None:
        given = [m for m in self.at.facts()["movements"] if m[1] == "key.hand_over"]
        assert given[-1][2] == "a-zhou" and self.at.holder("k-lobby") == "K01"
        assert len({m[0] for m in given}) == len(given)


class ContractorDay(Journey):
    def go(self) -> None:
        at, stay, errand = self.at, self.id("stay"), self.id("errand")
        arrival = {
            "arrival": {
                "stay": stay,
                "kind": "id_card",
                "number": HU,
                "name": "胡海",
                "company": "",
                "phone": "",
                "language": "zh_Hans",
                "agreed": True,
            }
        }
        at.flow("contractors.admit", who("a-lin"), arrival, SIGN)
        state = at.facts()["stays"][stay]
        if state[1]:
            return
        if errand not in state[2]:
            at.flow("errands.ask", who("a-lin"), stay, errand, "k-pump", "repair", "W-7", "")
        sponsor, _, owes = self.errand()
        if not sponsor:
            at.flow("sponsoring.listen", who("a-lin"), stay, errand)
            seen = at.kiosk.do("seen_sponsor", by="a-lin", badge=ZHOU)
            at.flow("sponsoring.confirm", who("a-lin"), stay, errand, seen, ZHOU_PIN, met=False)
        if owes:
            at.flow("errands.deposit", who("a-lin"), stay, errand, "YJ-1")
        if "out" not in self.ids:

            def ask(kiosk: KioskLine, movement: str) -> Any:
                return kiosk.do(
                    "flow", name="errands.issue", args=[who("a-lin"), stay, errand, movement, SIGN]
                )

            at.carry("issue", "k-pump", False, ask)
            assert at.holder("k-pump") == state[0], at.holder("k-pump")
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
        assert state[1] and not self.errand()[1], state
        assert not [code for code in found["tasks"] if code.startswith("contractor")]


class HomeInspection(Journey):
    def before(self) -> None:
        if "plan" not in self.at.done:
            plan = {
                "plan": {
                    "plan": fresh()[:16],
                    "person": "r-li",
                    "every_days": 1,
                    "weekday": None,
                    "from_min": 0,
                    "until_min": 1440,
                    "duration_min": 45,
                    "who": ["group:desk"],
                    "points": ["doors", "water"],
                    "wishes": 0,
                    "tells": "each",
                }
            }
            self.at.flow("inspections.make", who("a-lin"), plan, [], fresh(), "id_card", SIGN)
            self.at.done.add("plan")
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
        if "pair" not in self.at.done:
            self.at.kiosk.do("pair", key="k-lobby", other="k-club")
            self.at.done.add("pair")

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
                        return kiosk.do(
                            "flow",
                            name="keys.issue",
                            args=[movement, "k-club", "repair", "W-7", LIN_PIN, SIGN],
                        )

                self.at.carry("second", "k-club", False, then)
            self.ids["done"] = "yes"
        self.brought("back1", "k-lobby")
        self.brought("back2", "k-club")

    def over(self) -> None:
        assert (self.at.holder("k-lobby"), self.at.holder("k-club")) == ("K01", "K03")
        assert "key_alone" not in self.at.facts()["tasks"]


class MovesIn(Journey):
    def before(self) -> None:
        if "k-1504" not in self.at.facts()["keys"]:
            self.at.site.bench.force("K10")
            self.at.site.bench.put_key("K10", TAGS["k-1504"])
            self.at.kiosk.do("register_key", key="k-1504", tag=TAGS["k-1504"], place="K10", unit="2-2-1504")
            self.at.site.bench.push_shut("K10")
            until(self.hangs_there, PATIENCE_S)

    def hangs_there(self) -> bool:
        """Return whether the key that was just registered is known to hang in its slot, by its tag too."""
        idle = not self.at.facts()["under_way"] and self.at.kiosk.do("calm", place="K10")
        return bool(idle and self.at.holder("k-1504") == "K10")

    def go(self) -> None:
        at, name = self.at, self.id("list")

        def now() -> Any:
            return next((one for one in at.facts()["move_ins"] if one[0] == name), None)

        if now() is None:
            at.flow(
                "move_ins.begin",
                who("a-lin"),
                {"begin": {"move_in": name, "owner": "r-smith", "document": "passport"}},
            )
        if now()[1] and not now()[2]:
            at.kiosk.do("list_thing", move_in=name, line=self.id("line")[:16])
            if at.holder("k-1504") is not None:

                def ask(kiosk: KioskLine, movement: str) -> Any:
                    return kiosk.do(
                        "flow", name="move_ins.hand_out", args=[who("a-lin"), name, "k-1504", movement]
                    )

                at.carry("out", "k-1504", False, ask)
            at.flow("move_ins.owner_signs", who("a-lin"), name, SIGN)
        at.flow("move_ins.attendant_signs", who("a-lin"), name, SIGN)

    def over(self) -> None:
        found = self.at.facts()
        (mine,) = [one for one in found["move_ins"] if one[0] == self.id("list")]
        assert mine[1] is False and mine[2] == ["attendant", "owner"] and len(mine[3]) == 2, mine
        assert "k-1504" not in found["keys"] and "movein_open" not in found["tasks"]
