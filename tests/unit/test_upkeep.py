"""How keys are, case by case: who may do what, what a look shows of replaced and lost keys, what stays in the state."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import UNKNOWN, Label, at_place, with_person
from kiosk.domain.keeping import events as k
from kiosk.domain.keys.issuing import not_in_reach
from kiosk.domain.looking import look_into_slot
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep import copying, losing, upkeep
from kiosk.domain.upkeep import events as u
from kiosk.domain.upkeep.condition import (
    COPY_ENDS,
    FAULTS,
    HOLDERS,
    LOST_HOW,
    MENDED,
    REPLACED_FOR,
    TO_RECUT,
    WITHDRAWN_FOR,
    Condition,
)
from kiosk.domain.upkeep.knowing import compromised, condition_of, cylinder_of, is_lost, known_copies
from kiosk.domain.upkeep.upkeep import NOTHING, ReplaceKey, Written
from kiosk.domain.upkeep.waiting import ASKED_FOR_S, waiting
from kiosk.flows.keys import losses as losses_flow
from kiosk.flows.keys import upkeep as upkeep_flow
from kiosk.language.messages import facts_in, known
from tests.unit.houses import LABEL, NOON, OUT, PEOPLE, at, person, place, shut

WORD = Written("report:x", "00")
SIGNED = Written("signature:x", "11")
HOUSE = at(
    PEOPLE,
    person("s", "supervisor", ("desk",)),
    person("m", "manager"),
    e.KeyRegistered("u1", "unit", LABEL, "T5", "K05", ("desk",), "1-1-0802"),
    e.KeyRegistered("u2", "unit", LABEL, "T6", "K06", ("desk",), "1-1-0802"),
)
ATTENDANT, SUPERVISOR, GONE, RESIDENT = (HOUSE.people[name] for name in ("a", "s", "left", "r"))
BENT = u.KeyFaultReported("k1", "f1", "bent", "a", "", "b", "", "")
WITHDRAWN = u.KeyWithdrawn("k1", "s", "faulty", "", "")
AWAY = replace(at(HOUSE, e.KeyIssueIntended("i", "u1", "a", "K05", "repair", "", "signature:i", "", "")))
TAKEN = at(AWAY, e.KeyIssueConfirmed("i", "tag"))
"""u1 is with the attendant."""
LOST = u.KeyLost("u1", "l1", "home-1-1-0802", "a", "a", "s", "mislaid", "a", "signature:x", "11", "", "")
MISSING = at(TAKEN, LOST)
CHANGED = u.LockChanged("u1", "l1", "home-1-1-0802", "a", date(2026, 5, 3), "W-1", "report:x", "00")
BEGUN = u.KeyReplacementBegun("k1", "r1", "s", "tag", "A-1", None)


def code(act: Callable[[], object]) -> str:
    """Return the code of the refusal, "" where the rules say yes."""
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""


def fault(
    house: House, what: str, *, movement: str = "b", written: Written = NOTHING, key: str = "k1"
) -> object:
    return upkeep.decide_fault(house, key, "f2", what, "a", "", movement, written)


def lose(house: House, **changes: object) -> list[e.Event]:
    asked = losing.LoseKey("l1", "u1", "a", "", "mislaid", "a", SIGNED, NOTHING)
    return losing.decide_loss(house, replace(asked, **changes))  # type: ignore[arg-type]


def swap(house: House, *, by: object = SUPERVISOR, senses: bool = True, **changes: object) -> list[e.Event]:
    asked = ReplaceKey("r1", "k1", "worn", "A-1", None, new_tag=False)
    asked = replace(asked, **changes)  # type: ignore[arg-type]
    return upkeep.decide_replacement(house, asked, by, senses_tags=senses)  # type: ignore[arg-type]


def change(house: House, day: int = 3, *, by: object = SUPERVISOR, written: Written = WORD) -> list[e.Event]:
    today = date(2026, 5, 4)
    return losing.decide_lock_changed(
        house, "l1", by, date(2026, 5, day), today, "W-1", written,  # type: ignore[arg-type]
    )  # fmt: skip


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a fault of a key that nobody knows": (lambda: fault(HOUSE, "bent", key="k9"), "key.unknown"),
    "a fault that is none": (lambda: fault(HOUSE, "sad"), "fault.what_needed"),
    "another fault, at the slot": (lambda: fault(HOUSE, "other"), ""),
    "another fault, at the desk": (lambda: fault(HOUSE, "other", movement=""), "fault.note_needed"),
    "the same with a word": (lambda: fault(HOUSE, "other", movement="", written=WORD), ""),
    "a note of nothing": (lambda: upkeep.decide_note(HOUSE, "k1", "f1", "a", NOTHING), "fault.note_needed"),
    "a fault mended by a resident": (
        lambda: upkeep.decide_mended(HOUSE, "k1", "f1", RESIDENT, "mended", ""),
        "staff.needed",
    ),
    "a fault mended somehow": (
        lambda: upkeep.decide_mended(HOUSE, "k1", "f1", ATTENDANT, "well", ""),
        "fault.how_needed",
    ),
    "withdrawn by an attendant": (
        lambda: upkeep.decide_withdrawal(HOUSE, "k1", ATTENDANT, "faulty", NOTHING),
        "supervisor.needed",
    ),
    "withdrawn for no reason": (
        lambda: upkeep.decide_withdrawal(HOUSE, "k1", SUPERVISOR, "", NOTHING),
        "reason.missing",
    ),
    "withdrawn as lost": (
        lambda: upkeep.decide_withdrawal(HOUSE, "k1", SUPERVISOR, "lost", WORD),
        "reason.missing",
    ),
    "withdrawn otherwise": (
        lambda: upkeep.decide_withdrawal(HOUSE, "k1", SUPERVISOR, "other", NOTHING),
        "fault.note_needed",
    ),
    "withdrawn while it is out": (
        lambda: upkeep.decide_withdrawal(OUT, "k1", SUPERVISOR, "faulty", NOTHING),
        "",
    ),
    "put back by an attendant": (lambda: upkeep.decide_put_back(HOUSE, "k1", ATTENDANT), "supervisor.needed"),
    "put back after a lock change": (
        lambda: upkeep.decide_put_back(
            at(HOUSE, u.KeyWithdrawn("k1", "s", "lock_changed", "", "")), "k1", SUPERVISOR
        ),
        "key.recut_needed",
    ),
    "replaced by an attendant": (lambda: swap(HOUSE, by=ATTENDANT), "supervisor.needed"),
    "replaced for no reason": (lambda: swap(HOUSE, reason="x"), "reason.missing"),
    "replaced while it is out": (lambda: swap(TAKEN, key="u1"), "key.out"),
    "replaced while it leaves": (lambda: swap(AWAY, key="u1"), "key.moving"),
    "a lost one keeps its tag": (lambda: swap(MISSING, key="u1"), "tag.new_needed"),
    "a lost one where nothing senses tags": (lambda: swap(MISSING, key="u1", senses=False), ""),
    "lost in its slot": (lambda: lose(HOUSE), "key.is_here"),
    "lost while it leaves": (lambda: lose(AWAY), "key.moving"),
    "lost twice": (lambda: lose(MISSING, act="l2"), "key.lost"),
    "lost somehow": (lambda: lose(TAKEN, how=""), "loss.how_needed"),
    "lost without a signature": (lambda: lose(TAKEN, signature=NOTHING), "signature.missing"),
    "safe before it is found": (
        lambda: losing.decide_recovered(MISSING, "l1", SUPERVISOR, WORD),
        "loss.not_found",
    ),
    "safe by an attendant": (
        lambda: losing.decide_recovered(at(MISSING, e.KeyBack("u1", "K05")), "l1", ATTENDANT, WORD),
        "supervisor.needed",
    ),
    "safe for no reason": (
        lambda: losing.decide_recovered(at(MISSING, e.KeyBack("u1", "K05")), "l1", SUPERVISOR, NOTHING),
        "loss.why_needed",
    ),
    "given to a resident": (lambda: losing.decide_owner(MISSING, "l1", "r", ATTENDANT), "loss.owner_needed"),
    "given to who has left": (
        lambda: losing.decide_owner(MISSING, "l1", "left", ATTENDANT),
        "loss.owner_needed",
    ),
    "changed before it was lost": (lambda: change(MISSING, 1), "loss.done_on_needed"),
    "changed tomorrow": (lambda: change(MISSING, 5), "loss.done_on_needed"),
    "changed by nobody": (lambda: change(MISSING, written=NOTHING), "loss.who_needed"),
    "changed, says who lost it": (lambda: change(MISSING, by=ATTENDANT), "loss.own"),
    "changed, says a resident": (lambda: change(MISSING, by=RESIDENT), "staff.needed"),
    "struck off before the lock is changed": (
        lambda: losing.decide_strike_off(MISSING, "u1", SUPERVISOR),
        "loss.lock_first",
    ),
    "struck off though it is here": (
        lambda: losing.decide_strike_off(HOUSE, "u1", SUPERVISOR),
        "key.not_lost",
    ),
    "a copy with nobody": (
        lambda: copying.decide_copy(HOUSE, "u1", "c1", ATTENDANT, "", "", "", NOTHING),
        "copy.holder_needed",
    ),
    "a copy that ends somehow": (
        lambda: copying.decide_copy_ended(HOUSE, "u1", "c1", ATTENDANT, "x"),
        "reason.missing",
    ),
    "a hundred copies": (
        lambda: copying.decide_count(HOUSE, "u1", ATTENDANT, 100, WORD),
        "copy.count_needed",
    ),
    "fewer than none": (lambda: copying.decide_count(HOUSE, "u1", ATTENDANT, -1, WORD), "copy.count_needed"),
    "as many as there are": (lambda: copying.decide_count(HOUSE, "u1", ATTENDANT, 2, NOTHING), ""),
    "one less, for no reason": (
        lambda: copying.decide_count(HOUSE, "u1", ATTENDANT, 1, NOTHING),
        "copy.why_needed",
    ),
    "copies counted by who has left": (
        lambda: copying.decide_count(HOUSE, "u1", GONE, 2, NOTHING),
        "staff.needed",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_rules_say(case: str) -> None:
    act, expected = REFUSED[case]
    assert code(act) == expected


@pytest.mark.parametrize(
    ("events", "why_not"),
    [
        ((), None),
        ((BENT,), None),
        ((WITHDRAWN,), "key.withdrawn"),
        ((WITHDRAWN, u.KeyPutBack("k1", "s")), None),
        ((BEGUN,), "key.being_replaced"),
        ((BEGUN, u.KeyReplacementGivenUp("k1", "r1", "s")), None),
        ((WITHDRAWN, BENT, u.KeyReplaced("k1", "r1", "s", "worn", "", None, "T9", "T1")), None),
    ],
)
def test_which_key_may_be_used(events: tuple[e.Event, ...], why_not: str | None) -> None:
    house = at(HOUSE, *events)
    assert not_in_reach(house, house.keys["k1"]) == why_not


@pytest.mark.parametrize("what", FAULTS)
def test_the_same_fault_said_by_two_is_one_and_ends_once(what: str) -> None:
    house = at(HOUSE, *[u.KeyFaultReported("k1", n, what, "a", "", "b", "", "") for n in ("f1", "f2")])
    assert [one.id for one in condition_of(house, "k1").faults] == ["f1"]
    (ended,) = upkeep.decide_mended(house, "k1", "f1", ATTENDANT, "mended", "W-2")
    house = at(house, ended)
    assert house.conditions == {}
    assert upkeep.decide_mended(house, "k1", "f1", ATTENDANT, "mended", "W-2") == []


class TestSaidTwice:
    """What a double tap sends comes to nothing the second time."""

    @pytest.mark.parametrize(
        ("decide", "known"),
        [
            (
                lambda house: fault(at(house), "bent"),
                u.KeyFaultReported("k1", "f2", "bent", "a", "", "b", "", ""),
            ),
            (lambda house: upkeep.decide_withdrawal(house, "k1", SUPERVISOR, "faulty", NOTHING), WITHDRAWN),
            (lambda house: swap(house, new_tag=True), BEGUN),
            (
                lambda house: copying.decide_copy(house, "k1", "c1", ATTENDANT, "cutter", "", "", NOTHING),
                u.CopyRecorded("k1", "c1", "k1", "cutter", "a", "", "", "", ""),
            ),
        ],
    )
    def test_it_is_done_once(self, decide: Callable[[House], list[e.Event]], known: e.Event) -> None:
        assert decide(HOUSE) and decide(at(HOUSE, known)) == []

    def test_a_loss(self) -> None:
        assert lose(TAKEN) and lose(MISSING) == []

    def test_a_lock_change(self) -> None:
        assert change(MISSING) and change(at(MISSING, CHANGED)) == []


class TestLost:
    def test_its_custody_ends_and_the_home_is_told_without_details(self) -> None:
        events = lose(TAKEN)
        assert [type(one) for one in events] == [u.KeyLost, e.NoticeQueued, e.NoticeQueued]
        told = {(one.person, one.template) for one in events if isinstance(one, e.NoticeQueued)}
        assert told == {("s", "lock_change_due"), ("r", "key_lost")}
        house = at(TAKEN, *events)
        key = house.keys["u1"]
        assert (key.custodian, key.due, is_lost(house, "u1")) == (UNKNOWN, None, True)
        assert compromised(house, house.keys["u2"]) and compromised(house, house.keys["k1"]) is None

    def test_a_common_key_tells_no_home(self) -> None:
        events = lose(OUT, key="k1")
        assert not any(isinstance(one, e.NoticeQueued) and one.person == "r" for one in events)

    def test_without_a_supervisor_whoever_declares_it_sees_to_it(self) -> None:
        alone = replace(OUT, people={name: one for name, one in OUT.people.items() if name != "s"})
        lost = lose(alone, key="k1")[0]
        assert isinstance(lost, u.KeyLost) and lost.owner == "a"

    def test_the_lock_change_takes_every_copy_out_of_service(self) -> None:
        copy = u.CopyRecorded("u1", "c1", "home-1-1-0802", "resident", "a", "", "", "", "")
        before = at(MISSING, copy)
        house = at(before, *change(before))
        assert house.losses == {} and house.copies == {}
        withdrawn = {name: one.withdrawn.reason for name, one in house.conditions.items() if one.withdrawn}
        assert withdrawn == {"u1": "lost", "u2": "lock_changed"}
        assert {one.code for one in waiting(house, NOON)} == {"key_recut.lost", "key_recut.lock_changed"}
        assert known_copies(house, "home-1-1-0802") == 0

    def test_one_that_was_found_and_recut_anyway_hangs_here(self) -> None:
        found = at(MISSING, e.KeyBack("u1", "K05"))
        assert [one.code for one in waiting(found, NOON)] == ["lost_key_found"]
        assert not_in_reach(found, found.keys["u1"]) == "key.lost"
        house = at(found, *change(found))
        assert condition_of(house, "u1").withdrawn and not is_lost(house, "u1")

    def test_struck_off_its_tag_stays_known(self) -> None:
        house = at(MISSING, *change(MISSING))
        house = at(house, *losing.decide_strike_off(house, "u1", SUPERVISOR))
        assert "u1" not in house.keys and "u1" not in house.conditions
        assert house.retired_tags["T5"].key == "u1"
        assert losing.decide_strike_off(house, "u1", SUPERVISOR) == []


def looked(house: House, slot: str, *tags: str, present: bool | None = None) -> list[str]:
    """Return what a look into a shut slot shows, in short."""
    found = look_into_slot(house, place(slot), shut(slot, tags=tags, present=present))
    facts = [(one.stored_as.partition("/")[0], vars(one)) for one in found]
    return [f"{name} {about.get('tag') or about.get('reason') or about.get('key')}" for name, about in facts]


class TestLooking:
    WAITS = at(HOUSE, BEGUN)
    HAND = at(WAITS, e.CustodySettled("k1", with_person("s"), "s", "replacement"))
    DONE = at(HAND, u.KeyReplaced("k1", "r1", "s", "tag", "A-1", None, "T9", "T1"), e.KeyBack("k1", "K01"))

    @pytest.mark.parametrize(
        ("house", "tags", "present", "shows"),
        [
            (WAITS, ("T1",), None, []),
            (WAITS, (), False, ["custody.settled replacement"]),
            (WAITS, (), True, ["door.doubted tag_unreadable"]),
            (WAITS, ("T9",), None, ["key.replaced T9"]),
            (at(WAITS, e.DoorForced("K01")), (), False, ["key.gone k1", "door.doubted key_gone"]),
            (at(WAITS, e.DoorForced("K01")), ("T9",), None, ["key.gone k1", "door.doubted key_gone"]),
            (at(HAND, e.DoorForced("K01")), ("T9",), None, ["door.doubted unknown_tag"]),
            (HAND, ("T9",), None, ["key.replaced T9", "custody.settled replacement"]),
            (HAND, (), False, []),
            (HAND, ("T1",), None, ["custody.settled replacement"]),
            (HAND, ("T2",), None, ["key.back k2", "door.doubted wrong_slot"]),
            (DONE, ("T9",), None, []),
            (
                at(DONE, e.KeyGone("k1", "K01")),
                ("T1",),
                None,
                ["key.tag.retired_seen T1", "door.doubted retired_tag"],
            ),
        ],
    )
    def test_a_replacement(
        self, house: House, tags: tuple[str, ...], present: bool | None, shows: list[str]
    ) -> None:
        assert looked(house, "K01", *tags, present=present) == shows

    def test_a_retired_tag_is_no_new_one(self) -> None:
        again = at(self.DONE, u.KeyReplacementBegun("k2", "r2", "s", "tag", "", None))
        assert "key.replaced T1" not in looked(again, "K02", "T1")

    def test_a_lost_key_is_told_once_and_lies_where_it_is_sensed(self) -> None:
        assert looked(MISSING, "K05", "T5") == ["key.back u1", "key.lost.found u1"]
        found = at(MISSING, e.KeyBack("u1", "K05"))
        assert looked(found, "K05", "T5") == []

    def test_a_tag_that_is_used_again_is_not_retired_any_more(self) -> None:
        house = at(self.DONE, u.KeyReplaced("k1", "r3", "s", "tag", "", None, "T1", "T9"))
        assert set(house.retired_tags) == {"T9"} and house.keys["k1"].tag == "T1"


class TestReplaced:
    def test_what_was_wrong_with_the_old_one_is_over(self) -> None:
        label = Label("A", "甲", "甲")
        house = at(HOUSE, BENT, WITHDRAWN, u.KeyReplaced("k1", "r1", "s", "worn", "A-7", label, "T1", "T1"))
        assert condition_of(house, "k1") == Condition("k1", cut="A-7", relabelled=True)
        assert (house.keys["k1"].label, house.retired_tags) == (label, {})

    def test_a_loss_outlives_the_new_cut(self) -> None:
        house = at(
            MISSING, u.KeyReplaced("u1", "r1", "s", "lost", "", None, "T9", "T5"), e.KeyBack("u1", "K05")
        )
        assert house.losses["l1"].replaced and not is_lost(house, "u1")
        assert not_in_reach(house, house.keys["u1"]) is None
        assert house.keys["u1"].custodian == at_place("K05")
        assert [one.code for one in waiting(house, NOON)] == ["lock_change"]


class TestCopies:
    def test_keys_of_one_home_are_copies_of_each_other(self) -> None:
        assert cylinder_of(HOUSE, HOUSE.keys["u1"]) == cylinder_of(HOUSE, HOUSE.keys["u2"])
        assert known_copies(HOUSE, "home-1-1-0802") == 2 and known_copies(HOUSE, "k1") == 1

    def test_what_a_key_fits_can_be_said(self) -> None:
        house = at(HOUSE, *copying.decide_fits(HOUSE, "k1", "k2", ATTENDANT))
        assert known_copies(house, "k2") == 2 and copying.decide_fits(house, "k1", "k2", ATTENDANT) == []
        house = at(house, *copying.decide_fits(house, "k1", "", ATTENDANT))
        assert known_copies(house, "k2") == 1

    @pytest.mark.parametrize("why", COPY_ENDS)
    def test_one_that_is_over_leaves_the_state(self, why: str) -> None:
        house = at(HOUSE, u.CopyRecorded("k1", "c1", "k1", "cutter", "a", "s", "9", "", ""))
        assert known_copies(house, "k1") == 2
        house = at(house, *copying.decide_copy_ended(house, "k1", "c1", ATTENDANT, why))
        assert house.copies == {} and copying.decide_copy_ended(house, "k1", "c1", ATTENDANT, why) == []

    def test_a_difference_waits_until_it_is_counted_away(self) -> None:
        house = at(HOUSE, *copying.decide_count(HOUSE, "k1", ATTENDANT, 2, WORD))
        assert [one.code for one in waiting(house, NOON)] == ["copies_differ"]
        house = at(house, *copying.decide_copy(house, "k1", "c1", ATTENDANT, "resident", "", "", NOTHING))
        assert [one.code for one in waiting(house, NOON)] == ["copies_differ"]
        house = at(house, *copying.decide_count(house, "k1", ATTENDANT, 2, NOTHING))
        assert list(waiting(house, NOON)) == []


class TestAsked:
    WANTED = at(HOUSE, u.KeyNoteWanted("k1", "b", "a"))

    @pytest.mark.parametrize(("after_s", "codes"), [(ASKED_FOR_S - 1, []), (ASKED_FOR_S, ["key_note_due"])])
    def test_the_desk_asks_once_nobody_has_said_it(self, after_s: int, codes: list[str]) -> None:
        assert [one.code for one in waiting(self.WANTED, NOON + timedelta(seconds=after_s))] == codes

    def test_a_word_either_way_is_the_answer(self) -> None:
        fine = at(self.WANTED, *upkeep.decide_fine(self.WANTED, "k1", "a", ""))
        assert fine.conditions == {} and upkeep.decide_fine(fine, "k1", "a", "") == []
        assert condition_of(at(self.WANTED, BENT), "k1").note_wanted is None

    def test_a_key_that_has_left_leaves_nothing_behind(self) -> None:
        house = at(self.WANTED, BENT, k.KeyStruckOff("k1", "s", "x"), BENT)
        assert house.conditions == {}


class TestWords:
    """Whatever the rules say no with, and whatever may be chosen, can be read in every language."""

    def test_each_refusal(self) -> None:
        files = [
            Path(module.__file__ or "") for module in (upkeep, losing, copying, upkeep_flow, losses_flow)
        ]
        codes = {code for file in files for code in re.findall(r'Refused\("([a-z_.]+)"', file.read_text())}
        assert len(codes) > 25
        assert [one for one in sorted(codes) if not known(f"refused.{one}.title")] == []

    @pytest.mark.parametrize(
        ("under", "values"),
        [
            ("upkeep.fault", FAULTS),
            ("upkeep.how", LOST_HOW),
            ("attendant.upkeep.act", MENDED),
            ("attendant.upkeep.why", (*WITHDRAWN_FOR, *REPLACED_FOR, *TO_RECUT)),
            ("attendant.upkeep.holder", HOLDERS),
            ("attendant.upkeep.end", COPY_ENDS),
        ],
    )
    def test_each_choice(self, under: str, values: tuple[str, ...]) -> None:
        assert [one for one in values if not known(f"{under}.{one}")] == []

    @pytest.mark.parametrize("template", ["key_lost", "lock_changed", "lock_change_due"])
    def test_each_notice_and_none_names_the_key_to_the_home(self, template: str) -> None:
        assert known(f"notice.{template}.subject")
        facts = facts_in(f"notice.{template}.body")
        assert ("key" in facts) is (template == "lock_change_due")

    def test_each_event_of_a_key_s_life(self) -> None:
        names = [name.partition("/")[0] for name, kind in e.STORED.items() if issubclass(kind, u.UpkeepEvent)]
        mute = [one for one in names if not known(f"attendant.beside.{one}")]
        assert mute == ["key.lost"] and known("attendant.beside.key_lost.title")
