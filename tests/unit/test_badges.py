"""Badges by the rules alone: whose they are, who may change that, and what a badge without its proof is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assembly.scanners import AGAIN_S, Repeats
from kiosk.domain import events as e
from kiosk.domain.badges import GiveBadge, Proof, ShownBadge, decide_give, decide_revoke, why_refused
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.refusal import Refused
from kiosk.flows.people.directory import Card, Directory

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
PEOPLE = {"s": "supervisor", "a": "attendant", "b": "attendant", "c": "courier", "r": "resident"}


def house(*events: e.Event) -> House:
    """Return a house with one person of each role, each with a badge of their own, after these events."""
    known = [
        e.PersonEnrolled(
            name, role, (), "1-1-0802" if role == "resident" else None, None, "en", f"d-{name}", True
        )
        for name, role in PEOPLE.items()
    ]
    state = House()
    for seq, event in enumerate([*known, *events], 1):
        state = evolve(state, Recorded(seq, NOW, event))
    return state


def after(state: House, *events: e.Event) -> House:
    """Return a house after more events."""
    for event in events:
        state = evolve(state, Recorded(99, NOW, event))
    return state


def test_a_badge_that_is_on_record_with_a_proof_is_nothing_without_it() -> None:
    plain = house().people["a"]
    proving = house(e.BadgeGiven("a", "new", True, "s")).people["a"]
    assert [why_refused(plain, proof) for proof in Proof] == [None] * len(Proof)
    assert {proof: why_refused(proving, proof) for proof in Proof} == {
        Proof.NONE: "badge.unproven",
        Proof.PROVEN: None,
        Proof.WRONG_KEY: "badge.wrong_key",
        Proof.NOT_OURS: "badge.not_ours",
        Proof.BLOCKED: "badge.blocked",
        Proof.GONE: "badge.gone",
    }


@pytest.mark.parametrize(
    ("by", "person", "code"),
    [
        ("a", "b", "supervisor.needed"),
        ("a", "a", "supervisor.needed"),
        ("c", "r", "staff.needed"),
        ("nobody", "r", "staff.needed"),
        ("s", "nobody", "person.unknown"),
    ],
)
def test_who_may_not_change_a_badge(by: str, person: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        decide_give(house(), GiveBadge(person, "new", False, by))
    with pytest.raises(Refused, match=code):
        decide_revoke(house(), person, by, "lost")


def test_a_badge_has_one_owner() -> None:
    moved = decide_give(house(), GiveBadge("r", "d-c", False, "a", "mixed up"))
    assert [type(event) for event in moved] == [e.BadgeRevoked, e.BadgeGiven]
    state = after(house(), *moved)
    owner = state.by_badge("d-c")
    assert (owner and owner.id, state.people["c"].badge) == ("r", None)
    assert decide_give(state, GiveBadge("r", "d-c", False, "a")) == []


def test_a_number_alone_is_never_given_where_the_badge_is_on_record_with_a_proof() -> None:
    state = house(e.BadgeGiven("r", "d-r", True, "s"))
    for whose in ("r", "c"):
        with pytest.raises(Refused, match=r"badge\.unproven"):
            decide_give(state, GiveBadge(whose, "d-r", False, "a", "a reason"))
    assert decide_give(state, GiveBadge("r", "d-r", True, "a")) == []


def test_revoking_an_old_badge_leaves_the_new_one() -> None:
    state = house(e.BadgeGiven("r", "new", True, "s"), e.BadgeRevoked("r", "d-r", "s", "lost"))
    assert (state.people["r"].badge, state.people["r"].badge_proves) == ("new", True)
    state = after(state, e.BadgeRevoked("r", "new", "s", "lost"))
    assert (state.people["r"].badge, state.people["r"].badge_proves) == (None, False)
    assert decide_revoke(state, "r", "s", "lost") == []
    with pytest.raises(Refused, match=r"reason\.missing"):
        decide_revoke(house(), "r", "s", "")


def test_a_person_enrolled_anew_keeps_what_the_desk_said_of_the_same_badge() -> None:
    again = e.PersonEnrolled("r", "resident", ("x",), "1-1-0802", None, "en", "new", True)
    assert house(e.BadgeGiven("r", "new", True, "s"), again).people["r"].badge_proves
    other = e.PersonEnrolled("r", "resident", (), "1-1-0802", None, "en", "third", True)
    assert not house(e.BadgeGiven("r", "new", True, "s"), other).people["r"].badge_proves


@given(
    st.lists(
        st.tuples(st.sampled_from([*PEOPLE, "x"]), st.sampled_from(["d-a", "d-c", "m", "n"]), st.booleans())
    )
)
def test_no_badge_is_ever_two_peoples(given_out: list[tuple[str, str, bool]]) -> None:
    state = house()
    for person, badge, proves in given_out:
        try:
            state = after(state, *decide_give(state, GiveBadge(person, badge, proves, "s", "why")))
        except Refused:
            continue
    held = [person.badge for person in state.people.values() if person.badge]
    assert len(held) == len(set(held))


def test_a_badge_says_its_number_to_nobody() -> None:
    assert "04A1" not in repr(ShownBadge("04A1B2C3D4E580", "ntag", Proof.PROVEN))


def test_a_code_scanned_over_and_over_is_one_code() -> None:
    now_s = 100.0
    repeats = Repeats(lambda: now_s)
    seen = []
    for step in range(8):
        now_s = 100 + step * AGAIN_S / 2
        seen.append(repeats.is_new("A"))
    assert seen == [True, *[False] * 7]
    assert repeats.is_new("B") and not repeats.is_new("B")
    now_s += AGAIN_S
    assert repeats.is_new("A")


@pytest.mark.parametrize("words", ["zhang", "zw", "张", "张伟", "1-1-08", "110802", " ZhangWei "])
def test_people_are_found_as_the_desk_types(words: str) -> None:
    directory = Directory([])
    directory.add(Card("r", "张伟"))
    directory.add(Card("a", "林晓梅"))
    assert [one.id for one in directory.matching(house(), words)] == ["r"]
    assert len(directory.matching(house(), " ")) == len(PEOPLE)
    assert directory.matching(house(), "Nemo") == []
