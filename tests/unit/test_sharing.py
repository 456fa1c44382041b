"""Several parcels of one home behind one door: who may lie beside whom, and what is proven of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.ending import lapse, say
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage, with_person
from kiosk.domain.observing import observe
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.delegates import NameDelegate, decide_name
from kiosk.domain.parcels.due_back import decide_sweep, due_back
from kiosk.domain.parcels.sharing import may_share
from kiosk.domain.places import Place, PlaceKind, Reading
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.events import CategorySet, ParcelExpired, ParcelReturned
from tests.unit.houses import NOON, PEOPLE, at

WIFE = e.PersonEnrolled("w", "resident", (), "1-1-0802", None, "en", None, True)
OTHER = e.PersonEnrolled("o", "resident", (), "1-1-0902", None, "en", None, True)
HOME = at(PEOPLE, WIFE, OTHER)
SHUT = Reading("L01", shut=True, present=True, answers=True)
L01 = Place("L01", PlaceKind.COMPARTMENT, 1, "L", 0, 500, 300, 300, True, False, "locks")
EMPTY = replace(SHUT, present=False)


def dropping(number: int, recipient: str = "r") -> e.ParcelDropIntended:
    return e.ParcelDropIntended(
        f"d{number}", f"p{number}", "c", recipient, "1-1-0802", f"SF{number}", "S", "L01", f"s{number}", "mac"
    )


def with_parcels(*recipients: str) -> House:
    """Return the house in which a parcel for each of them waits behind L01."""
    house = HOME
    for number, recipient in enumerate(recipients, 1):
        house = at(house, dropping(number, recipient), e.ParcelDropConfirmed(f"d{number}", "presence"))
    return house


def opened(house: House, intent: e.Event) -> House:
    known: dict[str, str] = vars(intent)
    house = at(house, intent, e.DoorCommanded("L01", known["movement"], "x"))
    return at(house, e.DoorOpened("L01", known["movement"]))


def looked(house: House, reading: Reading = SHUT) -> House:
    """Return the house after a look at the shut door, and all that follows from it."""
    return at(house, *with_aftermath(house, observe(house, L01, reading)))


COLLECT = e.ParcelCollectIntended("x", "p1", "r", "1-1-0802", "L01", "slip")
BOTH = with_parcels("r", "r")


@pytest.mark.parametrize(
    ("house", "recipient", "may"),
    [
        (with_parcels("r"), "r", True),
        (with_parcels("r"), "w", True),
        (with_parcels("r"), "o", False),
        (HOME, "r", False),
        (at(with_parcels("r"), e.ParcelDisputed("p1", "d1", "not_mine")), "r", False),
        (at(with_parcels("r"), e.DoorDoubted("L01", "did_not_open")), "r", False),
        (at(with_parcels("r"), CategorySet("p1", "valuable", "a")), "r", False),
        (at(with_parcels("r"), ParcelExpired("p1")), "r", False),
        (opened(with_parcels("r"), COLLECT), "r", False),
        (at(with_parcels("r"), p.DelegateNamed("g", "r", "", "slip", ("p1",), None, "")), "r", False),
        (at(with_parcels("r"), p.DelegateNamed("g", "r", "o", "", (), None, "")), "r", True),
        (at(with_parcels("r"), p.DelegateNamed("g", "r", "o", "", (), None, "")), "w", False),
    ],
)
def test_who_may_lie_beside_whom(house: House, recipient: str, may: bool) -> None:
    assert may_share(house, "L01", SHUT, recipient) is may
    for bad in (replace(SHUT, shut=False), replace(SHUT, shut=None, answers=False), EMPTY, None):
        assert not may_share(house, "L01", bad, recipient)


def test_a_sensor_that_sees_something_proves_nothing_of_the_second_parcel() -> None:
    house = looked(opened(with_parcels("r"), dropping(2)))
    assert house.movements["d2"].note == "ask"  # the first one would be seen all the same
    done = at(house, *say(house, "d2", "it_is_in", "c", SHUT))
    assert done.parcels["p2"].stage is ParcelStage.WAITING
    stays = at(house, *say(house, "d2", "not_put_in", "c", SHUT))
    assert stays.parcels["p2"].stage is ParcelStage.NOT_TAKEN_IN
    assert stays.parcels["p1"].stage is ParcelStage.WAITING and not stays.door("L01").doubt


def test_a_second_one_too_small_for_the_door_leaves_the_first_as_it_was() -> None:
    house = at(opened(with_parcels("r"), dropping(2)), e.MovementStated("d2", "too_small", "c"))
    house = looked(house)
    assert house.parcels["p2"].stage is ParcelStage.NOT_TAKEN_IN
    assert house.parcels["p1"].stage is ParcelStage.WAITING


def test_what_should_have_stayed_and_is_gone_is_a_doubt() -> None:
    house = looked(opened(with_parcels("r"), dropping(2)), EMPTY)
    assert house.door("L01").doubt == "parcel_gone"


def test_all_that_lies_there_is_handed_out_by_one_opening_each_with_its_own_life() -> None:
    house = looked(opened(with_parcels("r", "w"), COLLECT), EMPTY)
    assert [house.parcels[name].stage for name in ("p1", "p2")] == [ParcelStage.COLLECTED] * 2
    assert house.movements["x.1"].item == "p2" and house.movements["x.1"].evidence == "with:x"
    assert house.parcels["p2"].custodian == with_person("r")
    told = [one for one in house.notices.values() if one.template == "parcel_with_home"]
    assert [one.person for one in told] == ["w"]


def test_one_left_inside_is_asked_about_and_otherwise_an_attendant_looks() -> None:
    house = looked(opened(BOTH, COLLECT))
    assert house.movements["x"].note == "some_left"
    said = at(house, *say(house, "x", "some_left", "r", SHUT))
    walked_away = at(house, *lapse(house, house.movements["x"], SHUT))
    for ended in (said, walked_away):
        assert ended.door("L01").doubt == "some_left"
        assert [ended.parcels[name].stage for name in ("p1", "p2")] == [ParcelStage.WAITING] * 2
    again = at(house, e.DoorCommanded("L01", "x", "r", "again"), e.DoorOpened("L01", "x"))
    assert looked(again, EMPTY).parcels["p2"].stage is ParcelStage.COLLECTED


def test_some_left_can_be_said_only_where_there_are_several() -> None:
    house = opened(with_parcels("r"), COLLECT)
    with pytest.raises(Refused, match=r"statement\.unfit"):
        say(house, "x", "some_left", "r", SHUT)


def test_not_mine_is_asked_of_each_that_lies_there() -> None:
    house = at(opened(BOTH, COLLECT), e.MovementStated("x", "not_mine", "r"))
    house = looked(house)
    assert [house.parcels[name].disputed for name in ("p1", "p2")] == ["not_mine"] * 2


def test_the_undo_of_the_second_leaves_the_first_where_it_is() -> None:
    recall = p.ParcelRecallIntended("u", "p2", "c", "1-1-0802", "L01", "d2")
    house = looked(opened(BOTH, recall))
    assert house.movements["u"].note == "ask"
    done = at(house, *say(house, "u", "i_took_it", "c", SHUT))
    assert done.parcels["p2"].stage is ParcelStage.NOT_TAKEN_IN
    assert done.parcels["p1"].stage is ParcelStage.WAITING and not done.door("L01").doubt


def test_a_slip_for_one_is_a_slip_for_what_lies_beside_it() -> None:
    until = NOON + timedelta(days=1)
    command = NameDelegate("g", "r", slip="s", parcels=("p1",), until=until)
    named, *_ = decide_name(BOTH, command, NOON)
    assert isinstance(named, p.DelegateNamed) and set(named.parcels) == {"p1", "p2"}
    with pytest.raises(Refused, match=r"delegate\.shared"):
        decide_name(with_parcels("r", "w"), command, NOON)


# ---- what is expired goes back ------------------------------------------------------------------

SAME_COMPANY = e.PersonEnrolled("c2", "courier", (), None, "SF", "en", None, True)
RIVAL = e.PersonEnrolled("c3", "courier", (), None, "JD", "en", None, True)
FIRST = e.PersonEnrolled("c", "courier", (), None, "SF", "en", None, True)
OLD = at(BOTH, FIRST, SAME_COMPANY, RIVAL, ParcelExpired("p1"))


def test_expired_parcels_are_due_to_their_courier_and_to_colleagues_alone() -> None:
    assert [one.id for one in due_back(OLD, "c")] == ["p1"] == [one.id for one in due_back(OLD, "c2")]
    assert due_back(OLD, "c3") == []
    with pytest.raises(Refused, match=r"sweep\.not_due"):
        decide_sweep(OLD, "s", "p1", "c3")
    with pytest.raises(Refused, match=r"sweep\.not_due"):
        decide_sweep(OLD, "s", "p2", "c")  # its time is not over


def test_one_expired_goes_and_the_other_stays_for_its_resident() -> None:
    house = at(OLD, *decide_sweep(OLD, "s", "p1", "c2"))
    house = looked(at(house, e.DoorOpened("L01", "s")))
    assert house.movements["s"].note == "ask"
    events = with_aftermath(house, say(house, "s", "i_took_it", "c2", SHUT))
    done = at(house, *events)
    assert (
        done.parcels["p1"].custodian == with_person("c2") and done.parcels["p2"].stage is ParcelStage.WAITING
    )
    returned = [one for one in events if isinstance(one, ParcelReturned)]
    assert [(one.parcel, one.reason, one.carrier) for one in returned] == [("p1", "expired", "SF")]


def test_all_that_is_due_behind_one_door_goes_by_one_opening() -> None:
    old = at(OLD, ParcelExpired("p2"))
    house = at(old, *decide_sweep(old, "s", "p1", "c"))
    events = with_aftermath(
        at(house, e.DoorOpened("L01", "s")), observe(at(house, e.DoorOpened("L01", "s")), L01, EMPTY)
    )
    done = at(house, e.DoorOpened("L01", "s"), *events)
    assert [done.parcels[name].stage for name in ("p1", "p2")] == [ParcelStage.RETURNED] * 2
    assert {one.person for one in done.notices.values() if one.template == "parcel_returned"} == {"r"}
