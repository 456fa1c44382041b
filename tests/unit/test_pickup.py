"""Several doors by one gesture, somebody else's right, a drop undone: decided without a lobby."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import at_place
from kiosk.domain.movements import Kind
from kiosk.domain.parcels import delegates as d
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.pickup import Pickup, goes_on, next_parcel, sorted_out
from kiosk.domain.parcels.recalling import decide_recall, taken_back
from kiosk.domain.refusal import Refused
from tests.unit.houses import COLLECT, NOON, WAITING, at, person

TWO = at(
    WAITING,
    e.ParcelDropIntended("m2", "p2", "c", "r", "1-1-0802", "SF2", "S", "L02", "slip2", "mac2"),
    e.ParcelDropConfirmed("m2", "presence"),
)
NAMED = p.DelegateNamed("d1", "r", "", "s" * 16, ("p",), NOON + timedelta(days=1), "")


def told(house: House, parcels: tuple[str, ...]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what opens by itself and what is left out."""
    return sorted_out(house, [house.parcels[one] for one in parcels])


def test_a_door_in_doubt_in_use_or_disputed_is_left_out_with_the_reason() -> None:
    assert told(TWO, ("p", "p2")) == (["p", "p2"], [])
    assert told(at(TWO, e.DoorDoubted("L01", "did_not_open")), ("p", "p2")) == (["p2"], [("p", "doubt")])
    assert told(at(TWO, e.ParcelDisputed("p", "n", "empty")), ("p",)) == ([], [("p", "disputed")])
    assert told(at(TWO, COLLECT), ("p", "p2")) == (["p2"], [("p", "busy")])
    shelved = at(TWO, e.CustodySettled("p", at_place("shelf:A1"), "a", "x"))
    assert told(shelved, ("p",)) == ([], [("p", "at_desk")])


def test_what_somebody_else_has_taken_meanwhile_is_passed_over() -> None:
    pickup = Pickup("slip", ("n0",), ("p", "p2"))
    taken = at(TWO, COLLECT, e.ParcelCollectConfirmed("n", "presence"))
    found, left_out = next_parcel(taken, pickup)
    assert found is not None and found.id == "p2" and left_out == ()


@pytest.mark.parametrize(("evidence", "on"), [("presence", True), ("word:r", True), ("door", False)])
def test_silence_alone_opens_no_other_door(evidence: str, on: bool) -> None:
    house = at(TWO, COLLECT, e.ParcelCollectConfirmed("n", evidence))
    assert goes_on(house.movements["n"]) is on


def test_what_was_not_taken_opens_no_other_door() -> None:
    house = at(TWO, COLLECT, e.ParcelCollectAbandoned("n", "not_taken"))
    assert not goes_on(house.movements["n"])


def test_a_slip_is_for_ones_own_waiting_parcels_and_for_a_month_at_most() -> None:
    good = d.NameDelegate("d1", "r", slip="s" * 16, parcels=("p",), until=NOON + timedelta(days=3))
    assert [type(one) for one in d.decide_name(TWO, good, NOON)] == [p.DelegateNamed, e.NoticeQueued]
    assert d.decide_name(at(TWO, NAMED), good, NOON) == []  # posted twice
    for parcels, days in ((("nobody's",), 3), ((), 3), (("p",), 31), (("p",), 0)):
        command = d.NameDelegate("d2", "r", slip="t", parcels=parcels, until=NOON + timedelta(days=days))
        with pytest.raises(Refused, match=r"delegate\.nothing"):
            d.decide_name(TWO, command, NOON)


def test_its_time_over_it_ends_and_is_told_why_for_a_month_and_no_longer() -> None:
    house, later = at(TWO, NAMED), NOON + timedelta(days=2)
    assert d.lapsed(house, NOON) == [] and d.why_over(house, house.delegations["d1"], later) == "over"
    assert d.lapsed(house, later) == [p.DelegateEnded("d1", "over")]
    ended = at(house, p.DelegateEnded("d1", "over"), after_s=1)
    with pytest.raises(Refused, match=r"delegate\.revoked|delegate\.over"):
        d.by_slip(ended, "s" * 16, later)
    year = at(ended, p.DelegateNamed("d9", "r", "x", "", (), None, ""), after_s=40 * 86400)
    assert set(year.delegations) == {"d9"}


def test_whoever_moved_out_collects_for_nobody() -> None:
    house = at(TWO, person("n1", "resident"), p.DelegateNamed("d2", "r", "n1", "", (), None, ""))
    d.may_take(house, "d2", house.parcels["p"], "n1", NOON)
    gone = at(house, person("n1", "resident", active=False))
    with pytest.raises(Refused, match=r"person\.inactive"):
        d.may_take(gone, "d2", gone.parcels["p"], "n1", NOON)


def test_an_undo_voids_what_was_not_told_yet_and_corrects_what_was() -> None:
    drop = TWO.movements["m"]
    intent, command = decide_recall(TWO, "u", drop, "c")
    assert isinstance(command, e.DoorCommanded) and isinstance(intent, p.ParcelRecallIntended)
    with pytest.raises(Refused, match=r"undo\.too_late"):
        decide_recall(TWO, "u", drop, "fired")
    queued = at(
        TWO,
        e.NoticeQueued("n-slip", "r", "parcel_waiting", "p"),
        e.PaperQueued("s-slip", "claim slip", "m", "en"),
        intent,
    )
    assert queued.movements["u"].kind is Kind.RECALL
    assert [type(one) for one in taken_back(queued, "u")] == [e.PaperEnded, e.NoticeSent]
    sent = at(queued, e.NoticeSent("n-slip", ("mail",)), e.PaperEnded("s-slip", "printed"))
    (correction,) = taken_back(sent, "u")
    assert isinstance(correction, e.NoticeQueued) and correction.template == "parcel_taken_back"
