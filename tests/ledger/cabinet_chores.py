"""Errands of the desk at the key cabinet: stocktake, the override, the end of a shift, the printed key map."""

from __future__ import annotations

from typing import Any

from tests.ledger.cabinet_lane import SIGN, ZHOU_PIN, Journey, fresh, who
from tests.ledger.nursery import PATIENCE_S
from tests.ledger.person import Denied
from tests.wire.waiting import until


class Stocktake(Journey):
    def go(self) -> None:
        at = self.at
        if not at.facts()["stocktakes"]:
            if "signing" in self.ids:
                return  # it was over when the power failed
            at.flow("stocktakes.begin", who("a-lin"), "routine")
        until(self.is_counted, PATIENCE_S)
        self.ids["signing"] = "yes"
        for name in ("a-lin", "s-chen"):
            at.posted(("stocktake.none",), "stocktakes.sign", who(name), SIGN)

    def is_counted(self) -> bool:
        """Count what no sensor could tell of just after the kiosk came up once more."""
        (one,) = self.at.facts()["stocktakes"]
        if one[1]:
            self.at.flow("stocktakes.count_again")
        return not one[1]

    def over(self) -> None:
        assert not self.at.facts()["stocktakes"]


class Override(Journey):
    def go(self) -> None:
        at = self.at
        if "forced" not in self.ids:
            for place in ("K11", "K12", "K13"):
                if not at.site.bench.door(place)["open"]:
                    at.site.bench.force(place)
            until(
                lambda: len([p for p in at.facts()["forced"] if p in ("K11", "K12", "K13")]) == 3, PATIENCE_S
            )
            self.ids["forced"] = "yes"
        for place in ("K11", "K12", "K13"):
            at.site.bench.push_shut(place)
        until(lambda: all(one[3] for one in at.facts()["alarms"] if one[1] == "override"), PATIENCE_S)
        for name, _, is_open, _, explained, *_ in at.facts()["alarms"]:
            if is_open:
                if not explained:
                    at.flow(
                        "alarms.explain",
                        name,
                        who("s-chen"),
                        "power_cut",
                        f"A{at.serial}",
                        f"A{at.serial + 1}",
                        SIGN,
                    )
                at.flow("alarms.sign", name, who("a-lin"), SIGN)
                at.serial += 1
        if "alarm.override_count" in at.facts()["tasks"]:
            Stocktake(at).go()

    def over(self) -> None:
        found = self.at.facts()
        others = [
            one for one in found["alarms"] if not one[1].endswith("_lost")
        ]  # a busy machine answers late
        assert not others, others
        left = [one for one in found["tasks"] if one.startswith(("alarm", "forced", "stocktake"))]
        assert not [one for one in left if not one.endswith("_lost")], left


class ShiftEnd(Journey):
    def go(self) -> None:
        at = self.at
        shift = f"s-{self.id('on')[:16]}"

        def stage() -> str:
            return next((one[2] for one in at.facts()["shifts"] if one[0] == shift), "")

        if not stage():
            at.flow("shifts.begin", who("a-lin"), self.id("on"))
        if stage() == "on":
            until(lambda: self.signs(shift), PATIENCE_S)
        if stage() == "left":
            at.flow("shifts.take", shift, "a-zhou", self.id("take"), SIGN, ZHOU_PIN)
        until(self.all_are_over, PATIENCE_S)
        self.stage = stage()

    def all_are_over(self) -> bool:
        """Have the supervisor end what stands open, for the next play."""
        for name, _, stage in self.at.facts()["shifts"]:
            if stage in ("on", "left"):
                self.at.posted(
                    ("shift.unexplained",), "shifts.close", name, who("s-chen"), "other", "end", fresh()
                )
        return all(one[2] not in ("on", "left") for one in self.at.facts()["shifts"])

    def signs(self, shift: str) -> bool:
        """Sign what the page shows now; just after the kiosk came up that may still change."""
        seen = self.at.kiosk.do("seen", shift=shift)
        try:
            self.at.flow("shifts.sign_off", shift, who("a-lin"), seen, SIGN)
        except Denied as denied:
            assert str(denied) in ("shift.unexplained", "shift.changed"), denied
            return False
        return True

    def over(self) -> None:
        assert self.stage == "over", self.stage


class PrintsMap(Journey):
    def before(self) -> None:
        known = self.at.facts()["keymaps"]
        self.number = max([one[0] for one in known], default=0)

    def go(self) -> None:
        at = self.at

        def newest() -> Any:
            return max(at.facts()["keymaps"], default=[0, "", False])

        if newest()[0] == self.number:
            at.flow("key_maps.begin", who("s-chen"), "slip", "zh_Hans")
        until(lambda: at.kiosk.do("quiet"), PATIENCE_S)
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
