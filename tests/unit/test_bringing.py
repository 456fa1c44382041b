"""What opens for a key that somebody brings who does not have it on record: a table of cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.bringing import bringing as b
from kiosk.domain.bringing.events import KeyBrought, KeyBroughtToDesk
from kiosk.domain.house import House
from kiosk.domain.items import UNKNOWN, with_person
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep.events import KeyWithdrawn
from tests.unit.houses import ISSUE, OUT, PEOPLE, at, person, place, shut

K01 = place("K01")
EMPTY = shut("K01", tags=())
GONE = at(PEOPLE, e.KeyGone("k1", "K01"), e.DoorDoubted("K01", "key_gone"))
LET_GO = at(OUT, e.PersonEnrolled("a", "attendant", (), None, None, "en", None, False))
WITHDRAWN = at(OUT, KeyWithdrawn("k1", "s", "broken", "", ""))
IN_DOUBT = at(OUT, e.DoorDoubted("K01", "switch"))


def brings(house: House, by: str = "other", **looks: object) -> list[e.Event]:
    """Return what is decided when somebody brings the first key."""
    slot, name = looks.pop("slot", K01), looks.pop("name", "b")
    reading = replace(EMPTY, **looks)  # type: ignore[arg-type]
    return b.decide_bring(house, b.BringKey(name, "k1", by, "call"), slot, reading)  # type: ignore[arg-type]


@pytest.mark.parametrize("by", ["other", "left", "r", "c", "nobody-we-know", ""])
@pytest.mark.parametrize("house", [OUT, GONE, LET_GO, WITHDRAWN, IN_DOUBT])
def test_whoever_brings_it_in_whatever_state(house: House, by: str) -> None:
    brought, opened = brings(house, by)
    had = "" if house is GONE else "a"
    assert isinstance(brought, KeyBrought) and isinstance(opened, e.DoorCommanded)
    assert (brought.had, brought.by, brought.bearer) == (had, by, had or by)
    assert brought.how == ("badge" if by else "lobby")


@pytest.mark.parametrize(
    ("house", "by", "looks", "why"),
    [
        (PEOPLE, "other", {}, "inside"),
        (OUT, "other", {"slot": None}, "no_slot"),
        (OUT, "other", {"tags": ("T9",)}, "taken"),
        (OUT, "", {"present": True}, "taken"),
        (at(OUT, e.KeyBack("k2", "K01")), "other", {}, "taken"),
        (OUT, "other", {"slot": replace(K01, shares=("K02",))}, "shared_door"),
        (OUT, "", {"tags": None}, "unsensed"),
        (OUT, "", {"shut": None}, "unsensed"),
        (OUT, "", {"slot": replace(K01, senses_tags=False), "tags": None}, "unsensed"),
    ],
)
def test_what_the_desk_takes(house: House, by: str, looks: dict[str, object], why: str) -> None:
    (called,) = brings(house, by, **looks)
    assert isinstance(called, KeyBroughtToDesk) and (called.why, called.by) == (why, by)
    assert brings(at(house, called), by, **looks) == []  # called once


def test_an_unsensed_slot_opens_for_who_has_said_who_they_are() -> None:
    assert isinstance(brings(OUT, "other", tags=None)[0], KeyBrought)


def test_one_at_a_time() -> None:
    with pytest.raises(Refused, match=r"key\.moving"):
        brings(at(OUT, *brings(OUT)[:1]), "", name="c")
    assert brings(at(OUT, *brings(OUT)[:1])) == []  # a double tap
    with pytest.raises(Refused, match=r"door\.busy"):
        brings(at(OUT, replace(ISSUE, movement="j", key="k2")))


def test_what_a_return_explains_is_settled_and_who_had_it_is_told() -> None:
    house = at(GONE, *brings(GONE, ""))
    events = with_aftermath(house, [e.KeyReturnConfirmed("b", "tag")])
    assert e.DoorSettled("K01", "", "key_found") in events
    told = with_aftermath(at(OUT, *brings(OUT)), [e.KeyReturnConfirmed("b", "tag")])
    assert [(one.person, one.template) for one in told if isinstance(one, e.NoticeQueued)] == [
        ("a", "key_brought_back")
    ]


def test_a_forced_door_is_not_explained_by_one_key() -> None:
    forced = at(PEOPLE, e.DoorForced("K01"), e.KeyGone("k1", "K01"), e.DoorDoubted("K01", "key_gone"))
    events = with_aftermath(at(forced, *brings(forced, "")), [e.KeyReturnConfirmed("b", "tag")])
    assert not [one for one in events if isinstance(one, e.DoorSettled)]


def test_the_desk_takes_a_key_over_in_its_own_name() -> None:
    house = at(OUT, person("s", "supervisor"))
    chen = house.people["s"]
    taken = at(house, *b.decide_take_in(house, "f", "k1", chen, "found:f", "digest"))
    assert taken.keys["k1"].custodian == with_person("s") and "k1" in taken.strays
    assert b.decide_take_in(taken, "g", "k1", chen, "found:g", "digest") == []
    called = at(taken, KeyBroughtToDesk("h", "k1", "", "elsewhere"))
    over = at(called, *b.decide_take_in(called, "h", "k1", chen, "found:h", "digest"))
    assert over.found_keys == {} and over.keys == taken.keys, (
        "a call about a key that is theirs is over with a touch"
    )
    lost = at(GONE, person("s", "supervisor"))
    again = at(lost, *b.decide_take_in(lost, "f", "k1", chen, "found:f", "digest"))
    assert (lost.keys["k1"].custodian, again.keys["k1"].custodian) == (UNKNOWN, with_person("s"))
    assert again.door("K01").doubt is None
