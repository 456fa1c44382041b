"""What comes after a drop: doors that are shared, parcels swept, kept, paid for, stored, collected by others."""

from __future__ import annotations

import secrets

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk import claim_slip
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.parcels.storing import SHELF, is_shelf
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.sending import DESK_PLACE
from kiosk.domain.waiting.events import ParcelExpired
from tests.ledger.lobby_basis import ENDS, PICK, somebody_is_there
from tests.ledger.lobby_sending import Sending
from tests.ledger.small_kiosk import KEYS, RESIDENTS, SmallKiosk

SHELVES = (f"{SHELF}A1", DESK_PLACE)
WHO = st.sampled_from(RESIDENTS)
DAY_S = 86_400.0
OVER = ("slip.used", "slip.void", "slip.unknown", "parcel.at_desk", "parcel.not_here", "door.busy", "fee.due")


def _fresh() -> str:
    return secrets.token_hex(16)


class Later(Sending):
    """Each rule is one thing that happens to a parcel that is there."""

    def _waiting(self) -> list[Parcel]:
        known = self.house.parcels.values()
        return [one for one in known if one.stage is ParcelStage.WAITING and not one.outgoing]

    @rule(recipient=WHO)
    def a_courier_lays_one_beside(self, recipient: str) -> None:
        barcode = f"SF{len(self.parcels)}"

        def lay(kiosk: SmallKiosk) -> None:
            kiosk.identify("c1")
            place = kiosk.drop.beside(recipient)
            if place is None:
                raise Refused("share.not_now")
            kiosk.drop.scanned(barcode)
            kiosk.drop.start(_fresh(), barcode, recipient, place.size or "", beside=place.id)

        self._tell_of_the_last_one()
        self.parcels.append(barcode)
        assert self._act(lay) in ("", "dark", "share.not_now")
        self._look()

    @precondition(lambda self: self.kiosk is not None and self.world.line_up)
    @rule(second=st.sampled_from(["r1", "r3"]), end=ENDS)
    def two_lie_behind_one_door(self, second: str, end: str) -> None:
        self.a_parcel_is_brought("M", "says so")
        before = set(self.house.movements)
        self.a_courier_lays_one_beside(second)
        self._go_through(before, end)

    @rule(pick=PICK)
    def a_parcels_time_is_over(self, pick: int) -> None:
        if found := [one for one in self._waiting() if one.wait.expired is None]:
            name = found[pick % len(found)].id
            self._act(lambda kiosk: kiosk.ledger.append(ParcelExpired(name)))
            self._look()

    @rule()
    def a_courier_sweeps(self) -> None:
        def sweep(kiosk: SmallKiosk) -> None:
            kiosk.identify("c1")
            kiosk.sweeps.start(_fresh())

        assert self._act(sweep) in ("", "dark", "sweep.none")
        self._look()

    @precondition(lambda self: self.kiosk is not None and self.world.line_up)
    @rule(pick=PICK, end=ENDS)
    def what_is_over_is_taken_along(self, pick: int, end: str) -> None:
        self.a_parcels_time_is_over(pick)
        before = set(self.house.movements)
        self.a_courier_sweeps()
        self._go_through(before, end)

    @rule(pick=PICK)
    def a_courier_undoes_a_drop(self, pick: int) -> None:
        def undo(kiosk: SmallKiosk) -> None:
            kiosk.identify("c1")
            visit = kiosk.visits.need()
            if not visit.drops:
                raise Refused("undo.too_late")
            kiosk.drop.undo(visit.drops[pick % len(visit.drops)], _fresh())

        self._tell_of_the_last_one()
        assert self._act(undo) in ("", "dark", "undo.too_late", "door.busy", "door.open", "movement.unknown")
        self._look()

    @rule(pick=PICK)
    def somebody_agrees_to_a_fee(self, pick: int) -> None:
        self.a_resident_collects(pick, by_code=False)
        if self.kiosk and (asked := self.kiosk.fees.asked()):
            refused = self._act(lambda kiosk: kiosk.pickups.agree(asked.token))
            assert refused in ("", "dark", *OVER), refused
            self._look()
        self._look()

    @rule(pick=PICK)
    def a_fee_is_settled(self, pick: int) -> None:
        if owed := [one for one in self.house.storage_fees.values() if one.settled is None]:
            name, by = owed[pick % len(owed)].parcel, self.house.people["a1"]
            assert self._act(lambda kiosk: kiosk.fees.settle(name, "V-1", by)) in ("", "dark")
            self._look()

    @precondition(lambda self: self.kiosk is not None and not self.live())
    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.time_passes(70.0)
        if not self.live():
            self.clock.elapsed_s += days * DAY_S
        self._look()

    @rule(pick=PICK)
    def a_resident_keeps_one_longer(self, pick: int) -> None:
        if found := self._waiting():
            one = found[pick % len(found)]

            def keep(kiosk: SmallKiosk) -> None:
                kiosk.identify(one.recipient)
                for day in kiosk.waiting.days_to_keep(one.id)[-1:]:
                    kiosk.waiting.keep_own(one.id, day)

            assert self._act(keep) in ("", "dark", "slip.used", "keep.not_yours", "keep.too_long")
            self._look()

    @rule(who=WHO)
    def a_resident_gives_a_slip_to_somebody(self, who: str) -> None:
        def name(kiosk: SmallKiosk) -> None:
            kiosk.identify(who)
            kiosk.delegates.name_once(_fresh(), "", 1, "", on_paper=True)

        refused = self._act(name)
        assert refused in ("", "dark", "delegate.nothing", "delegate.too_many", "delegate.shared"), refused
        self._look()

    @rule(who=WHO, neighbour=WHO)
    def a_neighbour_may_collect(self, who: str, neighbour: str) -> None:
        def name(kiosk: SmallKiosk) -> None:
            kiosk.identify(who)
            kiosk.delegates.name_for_good(_fresh(), neighbour)

        known = ("delegate.whom", "delegate.known", "delegate.too_many", "delegate.shared")
        assert self._act(name) in ("", "dark", *known)
        self._look()

    @rule(pick=PICK)
    def somebody_else_collects(self, pick: int) -> None:
        given = list(self.house.delegations.values())
        if not given:
            return
        one = given[pick % len(given)]

        def collect(kiosk: SmallKiosk) -> None:
            if one.slip:
                kiosk.delegates.by_slip(claim_slip.write(KEYS.slips, "site", one.slip))
            else:
                kiosk.identify(one.person)
                kiosk.delegates.collect_for(one.id)

        over = ("delegate.revoked", "delegate.over", "delegate.shared", "parcel.none")
        refused = self._act(collect)
        assert refused in ("", "dark", *over, *OVER), refused
        self._look()

    @rule(pick=PICK, who=WHO)
    def either_of_them_ends_it(self, pick: int, who: str) -> None:
        if given := list(self.house.delegations.values()):
            name = given[pick % len(given)].id

            def end(kiosk: SmallKiosk) -> None:
                kiosk.identify(who)
                kiosk.delegates.end(name)

            assert self._act(end) in ("", "dark", "delegate.unknown")
            self._look()

    @rule(recipient=WHO, there=st.booleans())
    def a_courier_puts_one_onto_a_shelf(self, recipient: str, there: bool) -> None:
        name, barcode = _fresh(), f"SF{len(self.parcels)}"

        def store(kiosk: SmallKiosk) -> None:
            kiosk.identify("c1")
            kiosk.storeroom.start(name, barcode, recipient, "XL")
            kiosk.storeroom.put(name, there=there)

        self._tell_of_the_last_one()
        self.parcels.append(barcode)
        assert self._act(store) in ("", "dark")
        self._look()

    @rule()
    def the_desk_sees_to_its_shelves(self) -> None:
        """What a courier has left there without a word is taken in, or is not there."""

        def see_to(kiosk: SmallKiosk) -> None:
            for number, movement in enumerate(kiosk.storeroom.coming()):
                kiosk.storeroom.take_in(movement.id, self.house.people["a1"], there=number % 2 == 0)

        assert self._act(see_to) in ("", "dark")
        self._look()

    @rule(pick=PICK, shown=st.booleans())
    def an_attendant_hands_one_out(self, pick: int, shown: bool) -> None:
        shelved = [one for one in self._waiting() if is_shelf(one.custodian.id)]
        if not shelved:
            return
        one, by, second = shelved[pick % len(shelved)], self.house.people["a1"], self.house.people["a2"]

        def hand(kiosk: SmallKiosk) -> None:
            if shown:
                kiosk.storeroom.saw_slip(kiosk.qr(one))
            kiosk.storeroom.hand_out(_fresh(), one.id, by, second=second, pin="pin-a2")

        refused = self._act(hand)
        assert refused in ("", "dark"), refused
        self._look()

    @precondition(somebody_is_there)
    @rule(who=WHO)
    def a_card_is_tapped(self, who: str) -> None:
        """All that waits for somebody, by one gesture."""

        def collect(kiosk: SmallKiosk) -> None:
            kiosk.identify(who)
            kiosk.pickups.start_best(waiting_for(kiosk.ledger.house, who), "badge")

        assert self._act(collect) in ("", "dark", "parcel.none", *OVER)
        self._look()
