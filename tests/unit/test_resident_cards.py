"""Cards of the estate: their QR code, and what may be decided about them and about documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk import card_qr, claim_slip
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.identity import cards as c
from kiosk.domain.identity import filing as f
from kiosk.domain.identity.events import CardIssued, CardRevoked, DocumentDeleted, IdFiled
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
PEOPLE = {
    "r": Person("r", Role.RESIDENT, unit="1-1-0802"),
    "n": Person("n", Role.RESIDENT, unit="1-1-0803"),
    "gone": Person("gone", Role.RESIDENT, unit="1-1-0804", active=False),
    "a": Person("a", Role.ATTENDANT),
    "c": Person("c", Role.COURIER),
}


def after(house: House, events: Sequence[object], at: datetime = NOW) -> House:
    for number, event in enumerate(events, 1):
        house = evolve(house, Recorded(number, at, event))  # type: ignore[arg-type]
    return house


def refusal(does: object, *facts: object, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        does(*facts, **more)  # type: ignore[operator]
    return refused.value.code


def house_with(*cards: str, until: datetime | None = None) -> House:
    house = House(people=PEOPLE)
    for card in cards:
        command = c.IssueCard(card, "r", f"digest {card}", "a", until)
        house = after(house, list(c.decide_issue(house, command)))
    return house


@given(st.text(alphabet="0123456789abcdef", min_size=16, max_size=16), st.text(min_size=1, max_size=20))
def test_a_card_says_its_number_to_its_own_site_alone(number: str, site: str) -> None:
    text = card_qr.write(KEY, site, number)
    assert card_qr.read(KEY.public_key(), site, text) == number
    assert refusal(card_qr.read, KEY.public_key(), f"{site}x", text) == "card.other_site"
    assert refusal(claim_slip.read, KEY.public_key(), site, text) == "slip.forged"
    assert all(
        letter in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" for letter in text
    )  # QR's alphanumeric mode


@given(st.binary(max_size=120))
def test_nothing_but_a_card_is_one(content: bytes) -> None:
    for text in (content.decode("latin-1"), card_qr.PREFIX + claim_slip.base45(content)):
        assert refusal(card_qr.read, KEY.public_key(), "site", text) in ("card.forged", "card.other_site")


def test_a_slips_signature_under_a_cards_head_is_no_card() -> None:
    slip = claim_slip.write(KEY, "site", "00" * 8)
    disguised = card_qr.PREFIX + slip.removeprefix(claim_slip.PREFIX)
    assert refusal(card_qr.read, KEY.public_key(), "site", disguised) == "card.forged"


def test_a_new_card_voids_the_one_before_it() -> None:
    house = house_with("one", "two")
    assert list(house.cards) == ["two"]
    assert refusal(c.whose, house, "digest one", NOW, trusted=True) == "card.void"
    assert c.whose(house, "digest two", NOW, trusted=True).person == "r"


def test_the_same_form_twice_is_one_card() -> None:
    assert c.decide_issue(house_with("one"), c.IssueCard("one", "r", "other", "a")) == []


@pytest.mark.parametrize(
    ("person", "by", "code"),
    (
        ("nobody", "a", "person.unknown"),
        ("c", "a", "card.residents"),
        ("a", "a", "card.residents"),
        ("gone", "a", "person.inactive"),
        ("r", "r", "staff.needed"),
        ("r", "c", "staff.needed"),
        ("r", "", "staff.needed"),
    ),
)
def test_who_gets_a_card_from_whom(person: str, by: str, code: str) -> None:
    assert refusal(c.decide_issue, House(people=PEOPLE), c.IssueCard("x", person, "d", by)) == code


def test_a_card_ends_by_word_by_time_and_with_its_resident() -> None:
    house = house_with("one")
    assert refusal(c.decide_revoke, house, "one", "a", "") == "reason.missing"
    assert refusal(c.decide_revoke, house, "one", "r", "lost") == "staff.needed"
    (ended,) = c.decide_revoke(house, "one", "a", "lost")
    assert isinstance(ended, CardRevoked)
    assert after(house, [ended]).cards == {}
    assert c.decide_revoke(after(house, [ended]), "one", "a", "lost") == []
    dated = house_with("one", until=NOW + timedelta(days=1))
    assert c.over(dated, NOW) == []
    late = NOW + timedelta(days=1)
    assert [one.reason for one in c.over(dated, late)] == ["expired"]
    assert refusal(c.whose, dated, "digest one", late, trusted=True) == "card.void"
    assert c.whose(dated, "digest one", late, trusted=False).id == "one"  # nothing ends by a doubtful clock
    moved = house.having(people={**PEOPLE, "r": replace(PEOPLE["r"], active=False)})
    assert [one.reason for one in c.over(moved, NOW)] == ["left"]
    assert refusal(c.whose, moved, "digest one", NOW, trusted=True) == "person.inactive"


def test_a_document_is_on_file_for_one_resident() -> None:
    house = House(people=PEOPLE)
    (filed,) = f.decide_file(house, "r", "id_card", "d1", "a", "read")
    assert isinstance(filed, IdFiled)
    house = after(house, [filed])
    assert f.by_document(house, "d1") == "r"
    assert f.decide_file(house, "r", "id_card", "d1", "a", "read") == []
    assert refusal(f.decide_file, house, "n", "id_card", "d1", "a", "read") == "id.of_another"
    assert refusal(f.decide_file, house, "r", "pass", "d2", "a", "read") == "document.kind"
    assert refusal(f.decide_file, house, "r", "id_card", "d2", "a", "guessed") == "document.kind"
    assert refusal(f.decide_file, house, "r", "id_card", "d2", "n", "read") == "staff.needed"
    house = after(house, list(f.decide_file(house, "r", "passport", "d2", "a", "typed")))
    assert f.by_document(house, "d1") == "" and f.by_document(house, "d2") == "r"
    assert after(house, list(f.decide_unfile(house, "r", "a", "asked"))).filed_ids == {}
    moved = house.having(people={**PEOPLE, "r": replace(PEOPLE["r"], active=False)})
    assert [event.person for event in f.left(moved)] == ["r"]


def test_each_part_of_a_document_has_its_own_end() -> None:
    keeping = f.Keeping(timedelta(days=2), timedelta(days=1))
    command = f.ShowDocument("d", "r", "pick-up", "id_card", "x", "", "read", "ff" * 32)
    house = after(House(people=PEOPLE), f.decide_shown(House(people=PEOPLE), command, keeping, NOW))
    assert list(f.to_delete(house, NOW + timedelta(hours=23))) == []
    (one,) = f.to_delete(house, NOW + timedelta(days=1))
    assert one[1:] == ("picture", "expired")
    house = after(house, f.decide_delete(house, "d", "picture", "expired"))
    assert f.decide_delete(house, "d", "picture", "expired") == []
    assert [part for part, _ in house.kept_documents["d"].parts] == ["number"]
    house = after(house, [DocumentDeleted("r", "d", "number", "expired")])
    assert house.kept_documents == {}
    forgotten = after(House(), f.decide_shown(House(), command, keeping, NOW))
    assert {why for _, _, why in f.to_delete(forgotten, NOW)} == {"forgotten"}


def test_what_no_rule_keeps_is_not_kept() -> None:
    command = f.ShowDocument("d", "r", "pick-up", "id_card", "x", "", "read", "ff" * 32)
    (shown,) = f.decide_shown(House(people=PEOPLE), command, f.Keeping(), NOW)
    assert after(House(people=PEOPLE), [shown]).kept_documents == {}
    assert (shown.number_until, shown.picture_until, shown.picture) == (None, None, "")  # type: ignore[attr-defined]
    bad = replace(command, purpose="curiosity")
    assert refusal(f.decide_shown, House(people=PEOPLE), bad, f.Keeping(), NOW) == "document.kind"


def test_a_card_knows_its_kind_of_event() -> None:
    (issued,) = c.decide_issue(House(people=PEOPLE), c.IssueCard("x", "r", "d", "a"))
    assert isinstance(issued, CardIssued) and issued.stored_as == "card.issued/1"
