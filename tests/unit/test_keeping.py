"""What a look proves of a key that a resident leaves or takes home, and when a key that is out is asked back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.keeping import events as k
from kiosk.domain.keeping.keeping import is_told, recalled, told_of
from kiosk.domain.keeping.leaving import free_slots
from kiosk.domain.keeping.moving_out import keys_left_behind
from kiosk.domain.keys import events as r
from kiosk.domain.keys.consent import why_not
from kiosk.domain.movein import events as m
from kiosk.domain.observing import observe
from kiosk.domain.places import Reading
from kiosk.language.messages import Language
from tests.unit.houses import LABEL, NOON, PEOPLE, at, furniture, opened, person, place, shut

UNIT = "1-1-0802"
KEY = e.KeyRegistered("own", "unit", LABEL, "", "K03", ("desk",), UNIT)
LEAVE = k.KeyLeaveIntended("l", "own", "r", "K03", UNIT, 1, "id_card", "a", "signature:l", "", "c-l")
HUNG = at(
    PEOPLE,
    KEY,
    LEAVE,
    k.KeyLeaveConfirmed("l", "tag"),
    e.KeyRegistered("own", "unit", LABEL, "T3", "K03", ("desk",), UNIT),
)
HOME = k.KeyTakeBackIntended("t", "own", "r", "K03", UNIT, "id_card", "a", "signature:t", "")
FAR = NOON + timedelta(days=30)
AGREED = r.ConsentGiven("c", UNIT, "r", ("repair",), NOON, FAR, "signature:c", (), True)
TAKEN = (
    e.KeyIssueIntended("i", "own", "a", "K03", "repair", "", "signature:i", "", UNIT),
    r.KeyIssueGranted("i", None, "", (), "c", False),
    e.KeyIssueConfirmed("i", "tag"),
)
SLOT = place("K03")


def seen(house: House, intent: e.Event, reading: Reading, *said: str) -> list[str]:
    """Return what a look at the shut slot proves, in short."""
    house = opened(house, intent, *said)
    found = observe(house, SLOT, reading)
    short = [(event.stored_as.partition("/")[0], vars(event)) for event in found]
    return [
        f"{name} {facts.get('evidence') or facts.get('note') or facts.get('reason') or facts.get('tag')}"
        for name, facts in short
        if name != "door.shut"
    ]


@pytest.mark.parametrize(
    ("said", "tags", "present", "proves"),
    [
        ((), ("T9",), None, ["key.leave.confirmed tag", "key.registered T9"]),
        ((), ("T1",), None, ["key.leave.unclear wrong_key"]),
        ((), ("T9", "T1"), None, ["key.leave.unclear two_tags", "slot.two_tags None"]),
        ((), ("T8", "T9"), None, ["key.leave.unclear two_tags", "slot.two_tags None"]),
        ((), (), True, ["key.leave.unclear unreadable"]),
        ((), (), False, ["key.leave.unclear empty"]),
        ((), None, True, ["key.leave.confirmed presence"]),
        ((), None, False, ["key.leave.unclear empty"]),
        ((), None, None, ["key.leave.unclear ask"]),
        (("not_put_in",), (), False, ["key.leave.abandoned not_put_in"]),
        (("not_put_in",), None, None, ["key.leave.abandoned not_put_in"]),
        (("not_put_in",), ("T9",), None, ["key.leave.confirmed tag", "key.registered T9"]),
    ],
)
def test_a_key_that_is_left(
    said: tuple[str, ...], tags: tuple[str, ...] | None, present: bool | None, proves: list[str]
) -> None:
    assert seen(at(PEOPLE, KEY), LEAVE, shut("K03", tags=tags, present=present), *said) == proves


@pytest.mark.parametrize(
    ("said", "tags", "present", "proves"),
    [
        ((), (), False, ["key.take_back.confirmed tag"]),
        ((), (), True, ["key.take_back.unclear unreadable"]),
        ((), ("T3",), None, ["key.take_back.unclear still_inside"]),
        ((), ("T1",), None, ["key.take_back.unclear wrong_key"]),
        ((), None, None, ["key.take_back.unclear ask"]),
        ((), None, False, ["key.take_back.confirmed presence"]),
        (("not_taken",), ("T3",), None, ["key.take_back.abandoned not_taken"]),
    ],
)
def test_a_key_that_goes_home(
    said: tuple[str, ...], tags: tuple[str, ...] | None, present: bool | None, proves: list[str]
) -> None:
    assert seen(HUNG, HOME, shut("K03", tags=tags, present=present), *said) == proves


def test_a_key_is_the_residents_until_it_hangs_and_again_when_it_went_home() -> None:
    on_the_way = at(PEOPLE, KEY, LEAVE)
    assert on_the_way.keys["own"].custodian.id == "r"
    assert "own" not in at(on_the_way, k.KeyLeaveAbandoned("l", "empty")).keys
    assert HUNG.keys["own"].custodian.id == "K03" and HUNG.keys["own"].tag == "T3"
    assert "own" not in at(HUNG, HOME, k.KeyTakeBackConfirmed("t", "tag")).keys
    assert "own" in at(HUNG, HOME, k.KeyTakeBackAbandoned("t", "not_taken")).keys


def test_a_tag_is_bound_as_soon_as_a_reader_can_tell_it() -> None:
    untagged = at(PEOPLE, KEY, LEAVE, e.DoorShut("K03", "l"), k.KeyLeaveConfirmed("l", "presence"))
    (bound,) = [
        one for one in observe(untagged, SLOT, shut("K03", tags=("T9",))) if isinstance(one, e.KeyRegistered)
    ]
    assert bound.tag == "T9"
    assert observe(at(untagged, bound), SLOT, shut("K03", tags=("T9",))) == []


def test_a_doubted_take_back_that_proves_empty_closes_the_register() -> None:
    doubted = at(HUNG, HOME, e.DoorShut("K03", "t"), k.KeyTakeBackDoubted("t", "unseen"))
    assert k.KeyStruckOff("own", "", "found empty") in observe(doubted, SLOT, shut("K03", tags=()))
    assert "own" not in at(doubted, k.KeyStruckOff("own", "", "found empty")).keys


def test_free_slots_are_nobodys_shut_and_empty() -> None:
    known = furniture(*(place(f"K{n:02}") for n in range(1, 8)))
    readings = {
        "K03": shut("K03", tags=()),
        "K04": shut("K04", tags=("T9",)),
        "K05": Reading("K05", False, tags=()),
        "K06": shut("K06", tags=()),
        "K07": shut("K07", tags=()),
    }
    house = at(PEOPLE, e.DoorDoubted("K07", "unknown_tag"))
    assert [one.id for one in free_slots(house, known, readings)] == ["K03", "K06"]
    assert [one.id for one in free_slots(at(house, KEY), known, readings)] == ["K06"]


def test_a_key_is_asked_back_when_the_consent_it_left_under_is_withdrawn() -> None:
    out = at(HUNG, AGREED, *TAKEN)
    assert not recalled(out, out.keys["own"], NOON)
    over = at(out, r.ConsentWithdrawn("c", "r"), after_s=60)
    assert recalled(over, over.keys["own"], NOON + timedelta(minutes=2))
    renewed = at(over, r.ConsentGiven("d", UNIT, "r", ("repair",), NOON, FAR, "signature:d", (), False))
    assert not recalled(renewed, renewed.keys["own"], NOON + timedelta(minutes=2))
    back = at(over, e.KeyReturnIntended("b", "own", "a", "K03", UNIT), e.KeyReturnConfirmed("b", "tag"))
    assert not recalled(back, back.keys["own"], NOON + timedelta(minutes=2))


def test_an_emergency_is_not_asked_back_by_a_withdrawal() -> None:
    house = at(HUNG, AGREED, TAKEN[0], r.KeyIssueGranted("i", None, "", ("other",), "", True), TAKEN[2])
    over = at(house, r.ConsentWithdrawn("c", "r"), after_s=60)
    assert not recalled(over, over.keys["own"], NOON + timedelta(minutes=2))


def test_the_switch_goes_before_what_the_consent_says() -> None:
    agreed = at(HUNG, AGREED)
    assert [one.id for one in told_of(agreed, UNIT)] == ["r"]
    silent = at(agreed, k.KeyTellingChosen("r", False))
    assert told_of(silent, UNIT) == []
    again = at(silent, person_again())
    assert not is_told(again, again.people["r"])
    assert [one.id for one in told_of(at(HUNG, k.KeyTellingChosen("r", True)), UNIT)] == ["r"]


def person_again() -> e.Event:
    """Return the enrolment of the resident, read anew from the file of people."""
    return e.PersonEnrolled("r", "resident", (), UNIT, None, Language.SIMPLIFIED.value, None, True)


MOVED = person("r", "resident", active=False)
NEW_OWNER = e.PersonEnrolled("new", "resident", (), UNIT, None, "en", None, True)


def waits(house: House, days: int = 1) -> list[str]:
    """Return the homes whose keys a household has left behind."""
    return [one.about for one in keys_left_behind(house, NOON + timedelta(days=days))]


def test_who_moves_out_takes_what_they_agreed_to_along() -> None:
    house = at(HUNG, AGREED)
    assert not waits(house)
    for gone in (MOVED, e.PersonEnrolled("r", "resident", (), "9-9-0101", None, "en", None, True)):
        left = at(house, gone, after_s=60)
        over = left.consents["c"]
        assert over.moved_out and not over.holds_at(NOON + timedelta(hours=1))
        assert over.holds_at(NOON + timedelta(seconds=30)), "until then it was good"
        assert why_not(left.consents.values(), UNIT, "repair", NOON + timedelta(hours=1)) == "consent.moved"
        assert waits(left) == [UNIT]


def test_enrolled_anew_agrees_to_the_same_as_before() -> None:
    house = at(HUNG, AGREED, person("r", "resident"), NEW_OWNER, after_s=60)
    assert house.consents["c"].holds_at(NOON + timedelta(hours=1)) and not waits(house)


def test_a_key_that_is_out_as_they_move_is_asked_back() -> None:
    house = at(HUNG, AGREED, *TAKEN)
    assert not recalled(house, house.keys["own"], NOON)
    left = at(house, MOVED, after_s=60)
    assert recalled(left, left.keys["own"], NOON + timedelta(hours=1))


def test_nobody_who_moved_out_hears_of_the_keys_of_those_who_live_there_now() -> None:
    house = at(HUNG, k.KeyTellingChosen("r", True), AGREED)
    assert [one.id for one in told_of(house, UNIT)] == ["r"]
    assert told_of(at(house, MOVED, NEW_OWNER, after_s=60), UNIT) == []


@pytest.mark.parametrize(
    ("after", "left"),
    [
        ((), [UNIT]),
        ((NEW_OWNER,), [UNIT]),
        ((NEW_OWNER, k.KeyStruckOff("own", "a", "found empty")), []),
        ((NEW_OWNER, replace(AGREED, consent="c2", given_by="new", since=NOON + timedelta(minutes=9))), []),
    ],
)
def test_keys_left_behind_wait_for_the_new_owner(after: tuple[e.Event, ...], left: list[str]) -> None:
    assert waits(at(at(HUNG, AGREED, MOVED, after_s=60), *after, after_s=600)) == left


def test_another_of_the_home_who_has_agreed_still_does() -> None:
    house = at(HUNG, AGREED, NEW_OWNER, replace(AGREED, consent="c2", given_by="new"))
    left = at(house, MOVED, after_s=60)
    assert left.consents["c2"].holds_at(NOON + timedelta(hours=1)) and not waits(left)


def test_a_new_owner_who_signs_for_the_keys_ends_what_those_before_agreed_to() -> None:
    house = at(at(HUNG, AGREED), NEW_OWNER, after_s=60)
    begun = at(house, m.MoveInBegun("m", UNIT, "new", "a", "id_card", "", ""), after_s=90)
    assert begun.consents["c"].holds_at(NOON + timedelta(minutes=2))
    ended = at(begun, m.MoveInEnded("m", (), ()), after_s=120)
    assert ended.consents["c"].moved_out
    own = at(
        begun, replace(AGREED, consent="c2", given_by="r", since=NOON + timedelta(seconds=100)), after_s=100
    )
    assert not at(own, m.MoveInEnded("m", (), ()), after_s=120).consents["c2"].moved_out
