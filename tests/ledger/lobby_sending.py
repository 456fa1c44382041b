"""Residents send parcels, and their carrier's courier takes them along."""

from __future__ import annotations

import secrets

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk.flows.parcels.whereto import Whereto
from tests.ledger.lobby_basis import ENDS, PICK
from tests.ledger.lobby_errands import Errands
from tests.ledger.small_kiosk import CARRIER, SIGNATURE, SmallKiosk

WHERETO = Whereto("Li Lei", "Shanghai")


def _fresh() -> str:
    return secrets.token_hex(16)


class Sending(Errands):
    """Each rule is one thing that somebody does with a parcel that leaves the house."""

    @rule(who=st.sampled_from(["r1", "r2"]), size=st.sampled_from(["S", "M"]))
    def a_resident_leaves_one_to_be_sent(self, who: str, size: str) -> None:
        name = _fresh()

        def send(kiosk: SmallKiosk) -> None:
            kiosk.identify(who)
            kiosk.sendings.register_own(name, CARRIER, "", "carrier", WHERETO)
            kiosk.sendings.drop(_fresh(), name, size)

        assert self._act(send) in ("", "dark", "no_room", "sending.too_many")
        self._look()

    @precondition(lambda self: self.kiosk is not None and self.world.line_up)
    @rule(end=ENDS)
    def one_is_sent(self, end: str) -> None:
        before = set(self.house.movements)
        self.a_resident_leaves_one_to_be_sent("r1", "M")
        self._go_through(before, end)

    @rule(pick=PICK)
    def the_desk_takes_one_in(self, pick: int) -> None:
        if found := [one for one in self.house.sendings.values() if not one.over]:
            name, by = found[pick % len(found)].id, self.house.people["a1"]
            live = self.house.moving(found[pick % len(found)].parcel)
            if live is None:
                assert self._act(lambda kiosk: kiosk.sendings.take_in(_fresh(), name, by)) in (
                    "", "dark", "sending.here",
                )  # fmt: skip
                self._look()

    @rule(pick=PICK)
    def a_resident_has_it_back(self, pick: int) -> None:
        if found := [one for one in self.house.sendings.values() if not one.over]:
            one = found[pick % len(found)]

            def unsend(kiosk: SmallKiosk) -> None:
                kiosk.identify(one.person)
                kiosk.sendings.unsend(_fresh(), one.id)

            refusals = ("door.busy", "staff.needed", "sending.gone", "sending.signed")
            assert self._act(unsend) in ("", "dark", *refusals)
            self._look()

    @rule()
    def its_courier_takes_along_what_waits(self) -> None:
        sweep = _fresh()

        def take(kiosk: SmallKiosk) -> None:
            kiosk.identify("c1")
            kiosk.sendings.sign(sweep, SIGNATURE)
            kiosk.sendings.take_next(sweep, _fresh())
            kiosk.sendings.hand_over(sweep, self.house.people["a1"])

        self._tell_of_the_last_one()
        assert self._act(take) in ("", "dark", "sending.none", "door.busy")
        self._look()

    @precondition(lambda self: self.kiosk is not None and self.world.line_up)
    @rule(end=ENDS)
    def one_is_taken_along(self, end: str) -> None:
        before = set(self.house.movements)
        self.its_courier_takes_along_what_waits()
        self._go_through(before, end)
