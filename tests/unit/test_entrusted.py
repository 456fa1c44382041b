"""Entrusted items, rule by rule; and over random days: each has one custodian, and a stub opens once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.deposits import claiming as c
from kiosk.domain.deposits import deciding as d
from kiosk.domain.deposits import waiting as w
from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.entrusted import counting as k
from kiosk.domain.entrusted.item import DESK_SHELF
from kiosk.domain.entrusted.placing import Ground, proposed
from kiosk.domain.goods import REFUSED_GOODS
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, ParcelStage, at_place, with_person
from kiosk.domain.movements import Movement
from kiosk.domain.movements import Stage as Progress
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.storing import stored
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.countables import to_count
from kiosk.domain.shifts.differences import Scene, differences
from kiosk.domain.transfers import deciding as t
from kiosk.domain.transfers.transfer import Stage as Handed
from kiosk.flows.items.guests import over
from tests.unit.houses import NOON, PEOPLE, at, furniture, person, place, shut

HOUSE = at(PEOPLE, person("s", "supervisor"))
PLACES = furniture(place("L01", "M"), place("L02", "M"), place("L03", "L"))
READINGS = {one: shut(one) for one in PLACES.places}
GROUND = Ground(PLACES, READINGS, ("A", "B"))
ASK = d.Describe("d1", "r", "bag", 3, "none", "a")


def refused(code: str) -> object:
    return pytest.raises(Refused, match=f"^{code}".replace(".", r"\."))


def described(house: House = HOUSE, command: d.Describe = ASK) -> House:
    return at(house, *d.decide_describe(house, command, NOON))


def take_in(house: House, where: str = "shelf:A", deposit: str = "d1", movement: str = "m1") -> House:
    """Return the house in which both have signed, and the item is on its way to its place."""
    command = d.TakeIn(
        deposit, movement, f"{movement:0>16}", f"signature:{deposit}", "0", "signature:a", "0", "a", where
    )
    return at(house, *d.decide_take_in(house, GROUND, command))


def ended(house: House, event: e.Event) -> House:
    return at(house, *with_aftermath(house, [event]))


def claim(count: int, movement: str = "c1", fresh: str = "fresh") -> c.SignClaim:
    return c.SignClaim(movement, "d1", count, "slip", "a", f"signature:{movement}", "0", fresh)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": "gone"}, "resident.unknown"),
        ({"person": "c"}, "resident.unknown"),
        ({"by": "c"}, "keep.not_yours"),
        ({"goods": ""}, "deposit.goods.unasked"),
        ({"what": "elephant"}, "deposit.kind"),
        ({"count": 0}, "deposit.count"),
        ({"count": 100}, "deposit.count"),
        ({"condition": "odd"}, "deposit.condition"),
        ({"size": "XXL"}, "size.unknown"),
        ({"cents": -1}, "deposit.value"),
        ({"due": NOON}, "deposit.due"),
    ],
)
def test_what_is_not_written_down(changes: dict[str, object], code: str) -> None:
    with refused(code):  # type: ignore[attr-defined]
        d.decide_describe(HOUSE, replace(ASK, **changes), NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize("goods", REFUSED_GOODS)
def test_refused_goods_stand_on_record_and_nothing_else_can_be_done_with_them(goods: str) -> None:
    house = described(command=replace(ASK, goods=goods))
    assert (house.deposits["d1"].stage, house.deposits["d1"].goods) == (Stage.REFUSED, goods)
    assert d.decide_describe(house, replace(ASK, goods=goods), NOON) == []
    with refused("deposit.over"):  # type: ignore[attr-defined]
        take_in(house)


def test_so_many_for_one_person_and_no_more() -> None:
    house = HOUSE
    for number in range(d.MOST_OPEN):
        house = described(house, replace(ASK, deposit=f"x{number}"))
    with refused("deposit.too_many"):  # type: ignore[attr-defined]
        described(house)


@pytest.mark.parametrize(
    ("size", "heavy", "shelves", "where"),
    [
        ("M", False, ("A", "B"), "M"),
        ("M", True, ("A", "B"), "shelf:A"),
        ("S", False, ("A", "B"), "shelf:A"),  # there are no doors of that size
        ("over", False, ("A", "B"), "shelf:A"),
        ("over", False, (), DESK_SHELF),
    ],
)
def test_where_it_should_go(size: str, heavy: bool, shelves: tuple[str, ...], where: str) -> None:
    assert proposed(HOUSE, replace(GROUND, shelves=shelves), size, heavy=heavy) == where


def test_doors_are_left_to_parcels_and_the_emptiest_shelf_is_next() -> None:
    house = take_in(described(), "M")
    assert proposed(house, GROUND, "M") == "M"
    house = described(house, replace(ASK, deposit="d2"))
    house = take_in(house, "M", "d2", "m2")
    assert proposed(house, GROUND, "M") == "shelf:A"
    house = described(house, replace(ASK, deposit="d3"))
    assert proposed(take_in(house, "shelf:A", "d3", "m3"), GROUND, "over") == "shelf:B"


def test_it_is_no_parcel_that_anybody_collects() -> None:
    house = take_in(described())
    assert stored(house) == [] and not house.notices
    assert [(one.code, one.expected) for one in to_count(house) if not one.money] == [("items", 1)]


def test_one_that_was_not_put_in_goes_elsewhere_or_home() -> None:
    house = take_in(described(), "M")
    with refused("item.here"):  # type: ignore[attr-defined]
        d.decide_put_away(house, GROUND, "d1", "m2", "shelf:A", "a")
    house = ended(house, e.ParcelDropAbandoned("m1", "not_put_in"))
    assert [one.code for one in w.pending(house, NOON)] == ["deposit.to_place"]
    elsewhere = at(house, *d.decide_put_away(house, GROUND, "d1", "m2", "shelf:B", "a"))
    assert elsewhere.parcels[elsewhere.deposits["d1"].item].custodian == at_place("shelf:B")
    assert at(house, *d.decide_call_off(house, "d1", "r")).deposits["d1"].stage is Stage.CALLED_OFF


def test_a_door_that_opens_for_a_claim_closes_both_parts_only_when_it_is_taken() -> None:
    house = ended(take_in(described(), "M"), e.ParcelDropConfirmed("m1", "presence"))
    asked = at(house, *c.decide_claim(house, claim(3)))
    assert asked.deposits["d1"].stage is Stage.TAKEN_IN
    kept = ended(asked, p.ParcelRecallAbandoned("c1", "not_taken"))
    assert (
        kept.deposits["d1"].stage is Stage.TAKEN_IN and kept.deposits["d1"].slip == house.deposits["d1"].slip
    )
    assert c.decide_claim(kept, claim(3, "c2"))  # and it can be claimed again
    given = ended(asked, p.ParcelRecallConfirmed("c1", "presence"))
    assert given.deposits["d1"].stage is Stage.CLAIMED
    with refused("deposit.stub_used"):  # type: ignore[attr-defined]
        c.decide_shown(given, house.deposits["d1"].slip)


def test_what_nobody_saw_leave_is_claimed_by_the_attendant_s_word() -> None:
    house = ended(take_in(described(), "M"), e.ParcelDropConfirmed("m1", "presence"))
    house = at(house, *c.decide_claim(house, claim(3)), p.ParcelRecallDoubted("c1", "unseen"))
    with_owner = ended(house, e.CustodySettled("p-m1", with_person("r"), "a", "asked"))
    assert with_owner.deposits["d1"].stage is Stage.CLAIMED
    still_there = ended(house, e.CustodySettled("p-m1", at_place("L01"), "a", "seen"))
    assert still_there.deposits["d1"].stage is Stage.TAKEN_IN
    with_staff = ended(house, e.CustodySettled("p-m1", with_person("a"), "a", "seen"))
    assert [one.code for one in w.pending(with_staff, NOON)] == ["deposit.to_place"]


def test_the_other_door_of_a_claim_does_nothing_a_second_time() -> None:
    house = take_in(described())
    house = at(house, *c.decide_claim(house, claim(3)))
    assert c.decide_claim(house, claim(3)) == []
    with refused("deposit.stub_used"):  # type: ignore[attr-defined]
        c.decide_claim(house, claim(3, "c2"))


def test_time_reminds_once_a_week_and_reports_once() -> None:
    house = take_in(described(command=replace(ASK, due=NOON + timedelta(days=2))))
    assert w.time_passes(house, NOON + timedelta(days=1)) == []
    later = NOON + timedelta(days=3)
    reminded = w.time_passes(house, later)
    assert [one.stored_as for one in reminded] == ["deposit.reminded/1", "notice.queued/1"]
    house = at(house, *reminded, after_s=3 * 86_400)
    assert w.time_passes(house, later + timedelta(days=1)) == []
    month = w.time_passes(house, NOON + timedelta(days=31))
    assert {vars(one).get("person") for one in month} == {None, "r", "s"}
    assert [one.code for one in w.pending(house, NOON + timedelta(days=31))] == ["deposit.unclaimed"]
    house = at(house, *month, after_s=31 * 86_400)
    assert w.time_passes(house, NOON + timedelta(days=32)) == []


def test_what_a_resident_never_brought_is_called_off() -> None:
    house = described(command=replace(ASK, by="r"))
    assert w.time_passes(house, NOON + timedelta(minutes=90)) == []
    (off,) = w.time_passes(house, NOON + timedelta(hours=3))
    assert at(house, off).deposits["d1"].stage is Stage.CALLED_OFF
    assert w.time_passes(described(), NOON + timedelta(hours=3)) == []  # the desk's own forms stay


def test_a_count_says_what_is_missing_and_the_handover_hears_of_it() -> None:
    house = take_in(described())
    assert [one.code for one in k.pending(house, NOON + timedelta(hours=25))] == ["item.count"]
    with refused("staff.needed"):  # type: ignore[attr-defined]
        k.decide_count(house, "n", {"d1"}, (), "r")
    counted = at(house, *k.decide_count(house, "n", {"d1"}, (), "a"), after_s=86_400)
    assert list(k.pending(counted, NOON + timedelta(hours=25))) == []
    gone = at(house, *k.decide_count(house, "n", (), {"d1"}, "a"))
    assert [one.person for one in gone.notices.values()] == ["s"]
    scene = Scene(gone, PLACES, READINGS, NOON)
    assert [one.code for one in differences(scene) if one.code.startswith(("item", "parcel"))] == [
        "item_missing"
    ]
    with refused("supervisor.needed"):  # type: ignore[attr-defined]
        w.decide_settled(gone, "d1", "a", "paid")
    over_ = at(gone, *w.decide_settled(gone, "d1", "s", "paid"))
    assert over_.deposits["d1"].stage is Stage.SETTLED
    assert not [one for one in differences(Scene(over_, PLACES, READINGS, NOON)) if "missing" in one.code]


def test_a_guest_is_known_as_long_as_something_of_theirs_is_here() -> None:
    guest = e.PersonEnrolled("g", "visitor", (), None, None, "zh_Hans", None, True)
    house = at(HOUSE, guest)
    assert over(house) == ["g"]
    house = described(house, replace(ASK, person="g", named_by="r"))
    assert over(house) == [] and house.deposits["d1"].unit == "1-1-0802"
    with refused("resident.unknown"):  # type: ignore[attr-defined]
        described(house, replace(ASK, deposit="d2", person="g"))  # nobody of the house answers for them


def test_a_transfer_has_one_resident_and_is_told_once_it_is_there() -> None:
    ask = t.TakeTransfer("t1", "t1", "r", "g", True, "box", 1, "none", "signature:t", "0", "a", where="M")
    with refused("resident.unknown"):  # type: ignore[attr-defined]
        t.decide_take_in(HOUSE, GROUND, replace(ask, person="a"))
    house = at(HOUSE, *t.decide_take_in(HOUSE, GROUND, ask))
    assert not house.notices
    house = ended(house, e.ParcelDropConfirmed("t1", "presence"))
    assert [one.person for one in house.notices.values()] == ["r"]
    hand = t.HandOver("h1", "t1", "h1", "signature:h", "0", "a")
    house = at(house, *t.decide_hand_over(house, hand))
    assert house.transfers["t1"].stage is Handed.TAKEN_IN
    assert ended(house, p.ParcelRecallConfirmed("h1", "presence")).transfers["t1"].stage is Handed.FETCHED


class Days(RuleBasedStateMachine):
    """Items come and go by shelves and doors, stubs are shown old and new, things are lost and found."""

    def __init__(self) -> None:
        super().__init__()
        self.house = HOUSE
        self.made = 0
        self.whole: dict[str, int] = {}
        self.stubs: list[str] = []
        self.opened: set[str] = set()

    def fresh(self) -> str:
        self.made += 1
        return f"{self.made:032x}"

    def add(self, events: list[e.Event]) -> None:
        self.house = at(self.house, *events)

    @rule(count=st.integers(1, 4), where=st.sampled_from(["shelf:A", "shelf:B", "M", "L"]))
    def leave(self, count: int, where: str) -> None:
        name = self.fresh()
        try:
            self.add(d.decide_describe(self.house, replace(ASK, deposit=name, count=count), NOON))
            slip = name[-16:]
            command = d.TakeIn(name, self.fresh(), slip, "signature:x", "0", "signature:y", "0", "a", where)
            self.add(d.decide_take_in(self.house, GROUND, command))
        except Refused as no:
            assert no.code in ("no_room", "deposit.too_many")
            return
        self.whole[name] = count
        self.stubs.append(slip)

    @precondition(lambda self: self.under_way())
    @rule(how=st.sampled_from(["confirmed", "abandoned"]))
    def door(self, how: str) -> None:
        movement = self.under_way()[0]
        events = {
            ("parcel.drop", "confirmed"): e.ParcelDropConfirmed(movement.id, "presence"),
            ("parcel.drop", "abandoned"): e.ParcelDropAbandoned(movement.id, "not_put_in"),
            ("parcel.recall", "confirmed"): p.ParcelRecallConfirmed(movement.id, "presence"),
            ("parcel.recall", "abandoned"): p.ParcelRecallAbandoned(movement.id, "not_taken"),
        }
        self.add(with_aftermath(self.house, [events[movement.kind.value, how]]))

    def under_way(self) -> list[Movement]:
        return [one for one in self.house.movements.values() if not one.ended]

    @precondition(lambda self: self.stubs)
    @rule(which=st.integers(0, 50), count=st.integers(1, 4))
    def show_and_claim(self, which: int, count: int) -> None:
        slip = self.stubs[which % len(self.stubs)]
        try:
            self.add(c.decide_shown(self.house, slip))
        except Refused as no:
            assert no.code.startswith("deposit.")
            return
        one = c.by_stub(self.house, slip)
        assert one is not None and one.slip == slip and slip not in self.opened
        fresh = self.fresh()[-16:]
        command = c.SignClaim(self.fresh(), one.id, count, "slip", "a", "signature:c", "0", fresh)
        try:
            self.add(c.decide_claim(self.house, command))
        except Refused:
            return
        if count < one.count:
            self.stubs.append(fresh)

    @precondition(lambda self: self.whole)
    @rule(which=st.integers(0, 50), what=st.sampled_from(["stub", "missing", "found", "away", "off"]))
    def at_desk(self, which: int, what: str) -> None:
        name = list(self.whole)[which % len(self.whole)]
        slip = self.fresh()[-16:]
        acts = {
            "stub": lambda: c.decide_new_stub(self.house, name, slip, "a"),
            "missing": lambda: k.decide_missing(self.house, name, "a"),
            "found": lambda: k.decide_found(self.house, name, "shelf:B", "a"),
            "away": lambda: d.decide_put_away(self.house, GROUND, name, self.fresh(), "shelf:A", "a"),
            "off": lambda: d.decide_call_off(self.house, name, "a"),
        }
        try:
            self.add(acts[what]())
        except Refused:
            return
        if what == "stub":
            self.stubs.append(slip)

    @invariant()
    def each_item_has_one_custodian(self) -> None:
        for name in self.whole:
            lives = [one for one in self.house.parcels.values() if one.outgoing == name and one.live]
            assert len(lives) <= 1
            for one in lives:
                assert one.id == self.house.deposits[name].item
                known = CustodianKind.PERSON if one.stage is ParcelStage.ARRIVING else CustodianKind.PLACE
                assert one.custodian.kind is known
        places = [one.custodian.id for one in self.house.parcels.values() if one.live]
        doors = [one for one in places if one in PLACES.places]
        assert len(doors) == len(set(doors))

    @invariant()
    def no_piece_is_lost_or_made(self) -> None:
        for name, whole in self.whole.items():
            one = self.house.deposits[name]
            out = sum(claim.count for claim in one.claims)
            left = 0 if one.stage is Stage.CLAIMED else one.count
            assert out + left == whole

    @invariant()
    def a_stub_opens_once(self) -> None:
        for name in self.whole:
            one: Deposit = self.house.deposits[name]
            self.opened |= set(one.void) | (set(one.slips) if one.stage is Stage.CLAIMED else set())
            assert len(one.claims) <= len(one.slips)
        for slip in self.opened:
            with pytest.raises(Refused):
                c.decide_shown(self.house, slip)


Days.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestDays = Days.TestCase


def test_movements_end_as_they_should() -> None:
    house = at(take_in(described()), *c.decide_claim(take_in(described()), claim(1)))
    assert {one.stage for one in house.movements.values()} == {Progress.CONFIRMED}
