"""What may be done with a parcel that a resident sends, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.events import Event
from kiosk.domain.goods import REFUSED_GOODS
from kiosk.domain.house import House
from kiosk.domain.items import UNKNOWN, ParcelStage, at_place, with_person
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.parcels.storing import stored
from kiosk.domain.refusal import Refused
from kiosk.domain.sending import deciding as d
from kiosk.domain.sending import events as n
from kiosk.domain.sending import taking as t
from kiosk.domain.sending.evolving import KEPT
from kiosk.domain.sending.sending import DESK_PLACE, Stage
from tests.unit.houses import PEOPLE, at, furniture, place, shut

SF = "SF Express"
HOUSE = at(PEOPLE, e.PersonEnrolled("c", "courier", (), None, SF, "en", None, True))
ASK = d.Register("s1", "r", SF, "", "desk", "sending:s1", "00", "r")
SHELVES = furniture(place("L01", "S"), place("L02", "L"))
READINGS = {"L01": shut("L01"), "L02": shut("L02")}


def registered(house: House = HOUSE, command: d.Register = ASK) -> House:
    return at(house, *d.decide_register(house, command, [SF, "ZTO"]))


def dropped(house: House, movement: str = "m", sending: str = "s1") -> House:
    """Return the house in which a resident has left a parcel behind a door."""
    house = at(house, *d.decide_drop(house, SHELVES, READINGS, movement, sending, "S", "r"))
    return at(house, *with_aftermath(house, [e.ParcelDropConfirmed(movement, "presence")]))


def swept(house: House) -> House:
    return at(house, *t.decide_sweep(house, "w", "c", SF, "signature:w", "00", "c"))


def refused(code: str) -> object:
    return pytest.raises(Refused, match=f"^{code}".replace(".", r"\."))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        *(({"goods": goods}, f"sending.goods.{goods}") for goods in REFUSED_GOODS),
        ({"person": "gone"}, "resident.unknown"),
        ({"person": "c"}, "resident.unknown"),
        ({"by": "c"}, "keep.not_yours"),
        ({"by": "left"}, "keep.not_yours"),
        ({"carrier": "Nobody"}, "sending.carrier"),
        ({"fee": "never"}, "sending.fee"),
        ({"details": ""}, "sending.details"),
    ],
)
def test_what_is_not_taken_in(changes: dict[str, str], code: str) -> None:
    with refused(code):  # type: ignore[attr-defined]
        d.decide_register(HOUSE, replace(ASK, **changes), [SF])  # type: ignore[arg-type]


def test_a_line_is_written_once_with_its_slip() -> None:
    first, slip = d.decide_register(HOUSE, ASK, [SF])
    assert first.stored_as == "sending.registered/1" and isinstance(slip, e.PaperQueued)
    house = at(HOUSE, first)
    assert d.decide_register(house, ASK, [SF]) == []
    for number in range(d.MOST_OPEN - 1):
        house = registered(house, replace(ASK, sending=f"x{number}"))
    with refused("sending.too_many"):  # type: ignore[attr-defined]
        d.decide_register(house, replace(ASK, sending="y"), [SF])


def test_it_lies_behind_its_door_as_a_parcel_that_nobody_collects() -> None:
    house = dropped(registered())
    parcel = house.parcels["p-m"]
    assert parcel.stage is ParcelStage.WAITING and parcel.custodian == at_place("L01")
    assert waiting_for(house, "r") == [] and not house.notices
    assert t.here(house, house.sendings["s1"]) == parcel
    with refused("sending.here"):  # type: ignore[attr-defined]
        d.decide_drop(house, SHELVES, READINGS, "m2", "s1", "S", "r")
    other = registered(house, replace(ASK, sending="s2"))
    intent = d.decide_drop(other, SHELVES, READINGS, "m2", "s2", "S", "r")[0]
    assert vars(intent)["place"] == "L02"  # the first door is taken


@pytest.mark.parametrize(
    ("by", "size", "code"),
    [("c", "S", "keep.not_yours"), ("a", "S", "keep.not_yours"), ("r", "", "staff.needed"), ("r", "XL", "no_room")],
)  # fmt: skip
def test_who_may_leave_it_where(by: str, size: str, code: str) -> None:
    with refused(code):  # type: ignore[attr-defined]
        d.decide_drop(registered(), SHELVES, READINGS, "m", "s1", size, by)


def test_one_that_was_not_put_in_may_be_left_again() -> None:
    house = registered()
    house = at(house, *d.decide_drop(house, SHELVES, READINGS, "m", "s1", "S", "r"))
    house = at(house, e.ParcelDropAbandoned("m", "not_put_in"))
    assert house.parcels["p-m"].custodian == with_person("r")
    assert d.decide_drop(house, SHELVES, READINGS, "m2", "s1", "S", "r")
    assert [one.stored_as for one in t.decide_unsend(house, "u", "s1", "r")] == ["sending.called_off/1"]


def test_the_desk_takes_it_in_and_it_is_no_parcel_of_the_storeroom() -> None:
    house = registered()
    house = at(house, *d.decide_drop(house, SHELVES, {}, "m", "s1", "", "a"))
    assert house.parcels["p-m"].custodian == at_place(DESK_PLACE)
    assert stored(house) == [] and t.waiting_for_carrier(house, SF)


def both() -> House:
    """Return a house in which one lies behind a door and one at the desk, and one of another carrier."""
    house = dropped(registered())
    house = registered(house, replace(ASK, sending="s2"))
    house = at(house, *d.decide_drop(house, SHELVES, {}, "m2", "s2", "", "a"))
    house = registered(house, replace(ASK, sending="s3", carrier="ZTO"))
    return at(house, *d.decide_drop(house, SHELVES, {}, "m3", "s3", "", "a"))


def test_one_signature_for_all_that_waits_for_the_carrier() -> None:
    house = both()
    for courier, carrier, code in (("r", SF, "courier"), ("fired", SF, "courier"), ("c", "ZTO", "courier")):
        with refused(f"{code}.needed"):  # type: ignore[attr-defined]
            t.decide_sweep(house, "w", courier, carrier, "signature:w", "00", courier)
    house = swept(house)
    assert house.sweeps["w"].sendings == ("s1", "s2")
    assert t.decide_sweep(house, "w", "c", SF, "signature:w", "00", "c") == []
    assert [one.id for one in t.left_to_take(house, "w")] == ["s1", "s2"]
    with refused("sending.unknown"):  # type: ignore[attr-defined]
        t.decide_take(house, "t", "s3", "w")
    house = at(house, *t.decide_take(house, "t", "s1", "w"))
    followed = with_aftermath(house, [p.ParcelRecallConfirmed("t", "presence")])
    house = at(house, *followed)
    left = house.sendings["s1"]
    assert (left.stage, left.courier, left.sweep, left.signature) == (Stage.LEFT, "c", "w", "signature:w")
    assert house.parcels["p-m"].custodian == with_person("c") and not house.notices
    with refused("staff.needed"):  # type: ignore[attr-defined]
        t.decide_take(house, "t2", "s2", "w")
    house = at(house, *t.decide_take(house, "t2", "s2", "w", "a"))
    assert house.sendings["s2"].stage is Stage.LEFT and t.left_to_take(house, "w") == []
    with refused("sending.gone"):  # type: ignore[attr-defined]
        t.decide_unsend(house, "u", "s2", "r")


def test_nothing_to_sign_for() -> None:
    with refused("sending.none"):  # type: ignore[attr-defined]
        t.decide_sweep(registered(), "w", "c", SF, "signature:w", "00", "c")


def test_what_was_not_taken_stays_and_waits() -> None:
    house = swept(dropped(registered()))
    house = at(house, *t.decide_take(house, "t", "s1", "w"), p.ParcelRecallAbandoned("t", "not_taken"))
    assert [one.id for one in t.left_to_take(house, "w")] == ["s1"]
    missing = at(house, e.CustodySettled("p-m", UNKNOWN, "a", "gone"))
    assert t.left_to_take(missing, "w") == [] and t.waiting_for_carrier(missing, SF) == []
    found = at(missing, e.CustodySettled("p-m", at_place("L01"), "a", "found"))
    assert [one.id for one in t.waiting_for_carrier(found, SF)] == ["s1"]


def test_its_resident_takes_it_out_again() -> None:
    house = dropped(registered())
    with refused("keep.not_yours"):  # type: ignore[attr-defined]
        t.decide_unsend(house, "u", "s1", "c")
    house = at(house, *t.decide_unsend(house, "u", "s1", "r"))
    house = at(house, *with_aftermath(house, [p.ParcelRecallConfirmed("u", "presence")]))
    assert house.sendings["s1"].stage is Stage.CALLED_OFF
    assert house.parcels["p-m"].custodian == with_person("r")


@pytest.mark.parametrize("waybill", ["", "12345", "SF 1390045", "运单", "A" * 41, "SF<1390045>"])
def test_what_is_no_waybill(waybill: str) -> None:
    with refused("sending.waybill"):  # type: ignore[attr-defined]
        d.decide_waybill(registered(), "s1", waybill, "c")


def test_a_waybill_belongs_to_one_parcel() -> None:
    house = at(registered(), *d.decide_waybill(registered(), "s1", " sf1390045512871 ", "c"))
    assert house.sendings["s1"].waybill == "SF1390045512871"
    assert d.decide_waybill(house, "s1", "SF1390045512871", "c") == []
    house = registered(house, replace(ASK, sending="s2"))
    with refused("sending.waybill"):  # type: ignore[attr-defined]
        d.decide_waybill(house, "s2", "SF1390045512871", "c")


def test_who_cannot_write_tells_the_desk_and_no_courier_takes_it_before() -> None:
    house = dropped(registered(command=replace(ASK, details="", told_later=True)))
    assert house.sendings["s1"].unaddressed
    with refused("sending.none"):  # type: ignore[attr-defined]
        t.decide_sweep(house, "w", "c", SF, "signature:w", "00", "c")
    for by, details, code in (("r", "sending:s1", "staff.needed"), ("a", "", "sending.details")):
        with refused(code):  # type: ignore[attr-defined]
            d.decide_address(house, "s1", details, "00", by)
    house = at(house, *d.decide_address(house, "s1", "sending:s1", "00", "a"))
    assert not house.sendings["s1"].unaddressed
    assert d.decide_address(house, "s1", "sending:other", "00", "a") == []  # what is known stays
    assert swept(house).sweeps["w"].sendings == ("s1",)


def test_a_fee_without_a_voucher_s_number_gets_one_in_the_site_s_money() -> None:
    house = registered()
    settled, paper = d.decide_fee(house, "s1", 1200, " ", "a", "HKD")
    assert isinstance(paper, e.PaperQueued)
    one = at(house, settled).sendings["s1"]
    assert (one.voucher, one.fee_currency) == ("V-S1", "HKD")


@pytest.mark.parametrize(
    ("cents", "voucher", "by", "code"),
    [
        (0, "V", "a", "sending.amount"),
        (-5, "V", "a", "sending.amount"),
        (1200, "V", "c", "staff.needed"),
        (1200, "V", "r", "staff.needed"),
        (1200, "V", "a", ""),
    ],
)
def test_the_fee_is_settled_once(cents: int, voucher: str, by: str, code: str) -> None:
    house = registered()
    if code:
        with refused(code):  # type: ignore[attr-defined]
            d.decide_fee(house, "s1", cents, voucher, by)
        return
    house = at(house, *d.decide_fee(house, "s1", cents, voucher, by))
    one = house.sendings["s1"]
    assert (one.fee_cents, one.voucher, one.owed) == (1200, "V", False)
    assert d.decide_fee(house, "s1", cents, voucher, by) == []
    carrier = registered(HOUSE, replace(ASK, fee="carrier"))
    with refused("fee.none"):  # type: ignore[attr-defined]
        d.decide_fee(carrier, "s1", 1200, "V", "a")


def test_what_is_over_leaves_the_running_state_but_not_what_is_owed() -> None:
    house = HOUSE
    events: list[Event] = []
    for number in range(KEPT + 20):
        asked = replace(ASK, sending=f"z{number:03}", fee="desk" if number == 0 else "carrier")
        house = registered(house, asked)
        events = [n.SendingLeft(asked.sending, "t", "c", "w")]
        house = at(house, *events)
    assert "z000" in house.sendings and "z001" not in house.sendings
    assert len(house.sendings) == KEPT + 1
