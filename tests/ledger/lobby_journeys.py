"""People begin journeys, go on with them, and say what is so."""

from __future__ import annotations

import secrets

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.domain.movements import Kind, Movement
from tests.ledger.lobby_basis import (
    PICK,
    somebody_is_there,
)
from tests.ledger.lobby_trouble import Trouble
from tests.ledger.small_kiosk import (
    ATTENDANTS,
    COURIERS,
    RESIDENTS,
    SIGNATURE,
    TAGS,
    SmallKiosk,
)
from tests.ledger.small_world import UNSWITCHED


class JourneysThere(Trouble):
    """Each rule is one thing that somebody asks of the kiosk."""

    @rule(size=st.sampled_from(["S", "M"]), recipient=st.sampled_from(RESIDENTS))
    def a_courier_drops(self, size: str, recipient: str) -> None:
        barcode = f"SF{len(self.parcels)}"

        def drop(kiosk: SmallKiosk) -> None:
            kiosk.identify("c1")
            kiosk.drop.scanned(barcode)
            kiosk.drop.start(secrets.token_hex(16), barcode, recipient, size)

        self._tell_of_the_last_one()
        self.parcels.append(barcode)
        assert self._act(drop) in ("", "dark", "no_room")
        self._look()

    def _tell_of_the_last_one(self) -> None:
        """No courier holds up the next label while the last parcel is still in hand: that would say that it is in."""
        for movement in self.live():
            unseen = movement.place in UNSWITCHED and self._is_couriers(movement)
            if unseen and not self._deed_done(movement):
                self._say(movement, "not_put_in")

    def _is_couriers(self, movement: Movement) -> bool:
        return movement.kind is Kind.DROP and movement.bearer in COURIERS

    @rule(pick=PICK, new_size=st.sampled_from(["", "M"]))
    def a_courier_wants_another_door(self, pick: int, new_size: str) -> None:
        drops = [m for m in self.live() if self._is_couriers(m) and not self._deed_done(m)]
        if not drops:
            return
        movement, fresh = drops[pick % len(drops)], secrets.token_hex(16)

        def elsewhere(kiosk: SmallKiosk) -> None:
            kiosk.identify("c1")
            if new_size:
                kiosk.drop.too_small(movement.id, fresh, new_size)
            else:
                kiosk.drop.other_door(movement.id, fresh)

        refused = self._act(elsewhere)
        known = (
            "no_room",
            "door.open",
            "movement.ended",
            "statement.unfit",
        )  # the last: it may open any moment
        assert refused in ("", "dark", *known), refused
        self._look()

    @rule(pick=PICK, by_code=st.booleans())
    def a_resident_collects(self, pick: int, by_code: bool) -> None:
        known = [one for one in self.house.parcels.values() if not one.outgoing]
        if not known:
            return
        parcel = known[pick % len(known)]

        def collect(kiosk: SmallKiosk) -> None:
            if by_code:
                code = (kiosk.ledger.opened(f"code:{parcel.slip}") or b"0").decode()
                kiosk.collect.by_code(code)
            else:
                kiosk.collect.by_slip(kiosk.qr(parcel))

        codes = ("code.unknown", "code.mistyped", "code.home_first")
        refusals = (
            "slip.used",
            "slip.void",
            "slip.unknown",
            "door.busy",
            "fee.due",
            "parcel.at_desk",
            *codes,
        )
        refused = self._act(collect)
        assert refused in ("", "dark", *refusals)
        if parcel.stage is ParcelStage.WAITING and refused not in ("", "dark"):
            why = ("door.busy", "code.home_first", "slip.unknown", "fee.due", "parcel.at_desk")
            assert refused in why, refused
        self._look()

    @rule(key=st.sampled_from(sorted(TAGS)), who=st.sampled_from(ATTENDANTS))
    def an_attendant_takes_a_key(self, key: str, who: str) -> None:
        def issue(kiosk: SmallKiosk) -> None:
            kiosk.identify(who)
            kiosk.keys.issue(secrets.token_hex(16), key, "repair", "W-1", f"pin-{who}", SIGNATURE)

        assert self._act(issue) in ("", "dark", "key.moving", "key.out", "door.doubt", "door.busy")
        self._look()

    @rule(key=st.sampled_from(sorted(TAGS)))
    def a_bearer_returns_a_key(self, key: str) -> None:
        custodian, slot = self.house.keys[key].custodian, self.house.keys[key].place
        if custodian.kind is not CustodianKind.PERSON:
            return
        under_way = self.house.under_way(slot)

        def give_back(kiosk: SmallKiosk) -> None:
            kiosk.identify(custodian.id)
            kiosk.keys.give_back(secrets.token_hex(16), key)

        refused = self._act(give_back)
        if under_way is None or (under_way.item, under_way.kind) == (key, Kind.RETURN):
            assert refused in ("", "dark"), f"a return was refused: {refused}"
        else:
            assert refused in ("door.busy", "dark")
        self._look()

    @precondition(somebody_is_there)
    @rule(pick=PICK)
    def they_try_again(self, pick: int) -> None:
        if live := self.live():
            movement = live[pick % len(live)]
            self._act(lambda kiosk: kiosk.doors.again(movement.id))
            self._look()

    @precondition(somebody_is_there)
    @rule(pick=PICK)
    def they_stop(self, pick: int) -> None:
        if live := self.live():
            self._give_up(live[pick % len(live)])

    @precondition(somebody_is_there)
    @rule(pick=PICK, which=PICK)
    def they_say_what_is_so(self, pick: int, which: int) -> None:
        if live := self.live():
            movement = live[pick % len(live)]
            if true := self._true_words(movement):
                self._say(movement, true[which % len(true)])
                self._look()
