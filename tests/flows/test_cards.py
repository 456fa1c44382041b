"""Residents' printed cards, and the one thing more that a parcel may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk import card_qr, claim_slip
from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.identity.known import Card
from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person
from kiosk.domain.policy.events import PolicySatisfied, Vouched
from kiosk.domain.policy.means import Means
from kiosk.domain.refusal import Refused
from kiosk.flows.people.vouching import Word
from tests.flows.pickup_verbs import following, take
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.lobby import LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until

ZHANG_BADGE = "04" + b"r-zhang".hex()[:12].ljust(12, "0").upper()
CARD_AND_MORE = """
[[policy]]
journey = "collect"
category = "valuable"
ways = ["qr-card + signature", "code + card", "id + signature"]
[[policy]]
journey = "collect"
category = "registered"
ways = ["qr-card + code"]
"""


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + CARD_AND_MORE)
    played = Play(site)
    yield played
    played.close()
    site.close()


def act() -> str:
    return os.urandom(16).hex()


def staff(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def card_for(play: Play, person: str = "r-zhang", *, on_paper: bool = False) -> Card:
    return play.journeys.cards.issue(act(), person, staff(play), on_paper=on_paper)


def refusal(does: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        does()
    return refused.value.code


def events(play: Play, kind: str) -> list[dict[str, object]]:
    return [dict(one.body) for one in play.journeys.register.events(words=kind, most=50) if one.kind == kind]


def moving(play: Play, parcel: str) -> Movement:
    found = until(lambda: play.journeys.ledger.house.moving(parcel), 8)
    assert found is not None
    return found


def category(play: Play, parcel: str, kind: str) -> None:
    play.journeys.waiting.categorise(parcel, kind, staff(play))


def test_the_printed_card_held_to_the_camera_opens_all_that_waits(play: Play) -> None:
    parcels = [waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2")]
    card_for(play, on_paper=True)
    until(lambda: len(play.bench.printed()) == 3, 15)  # two claim slips and the card
    play.bench.show_piece()  # the very paper that came out last
    first = moving(play, parcels[0])
    play.bench.clear()
    assert first.how == "qr_card"
    take(play, first)
    take(play, following(play, first))
    house = play.journeys.ledger.house
    assert all(house.parcels[one].stage is ParcelStage.COLLECTED for one in parcels)
    rested = events(play, PolicySatisfied.stored_as)
    assert [one["way"] for one in rested] == [["qr-card"], ["qr-card"]]
    assert rested[0]["evidence"] == [["qr-card", play.journeys.cards.of("r-zhang").digest]]  # type: ignore[union-attr]


def test_a_new_card_voids_the_old_one_and_a_lost_one_opens_nothing_from_that_moment_on(play: Play) -> None:
    parcel = waiting_parcel(play)
    old = card_for(play)
    shown = play.journeys.cards.text_of(old.id)
    new = card_for(play)
    assert refusal(lambda: play.journeys.cards.shown(shown)) == "card.void"
    fresh = play.journeys.cards.text_of(new.id)
    assert play.journeys.cards.whose(fresh).person == "r-zhang"
    play.journeys.cards.revoke(new.id, staff(play), "lost")
    assert refusal(lambda: play.journeys.cards.shown(fresh)) == "card.void"
    assert play.journeys.cards.text_of(new.id) == ""
    assert play.journeys.ledger.house.moving(parcel) is None and play.bench.firings() != []
    told = [one.kind for one in play.journeys.cards.history("r-zhang")]
    assert told == ["card.revoked/1", "card.issued/1", "card.revoked/1", "card.issued/1"]
    assert len(events(play, "card.shown.refused/1")) == 2  # once a minute for each card, not at each look


def test_a_page_left_open_issues_no_second_card(play: Play) -> None:
    form = act()
    first = play.journeys.cards.issue(form, "r-zhang", staff(play), on_paper=False)
    again = play.journeys.cards.issue(form, "r-zhang", staff(play), on_paper=False)
    assert first == again
    card_for(play)
    assert (
        refusal(lambda: play.journeys.cards.issue(form, "r-zhang", staff(play), on_paper=False))
        == "card.void"
    )
    assert refusal(lambda: card_for(play, "c-wang")) == "card.residents"
    assert (
        refusal(
            lambda: play.journeys.cards.issue(
                act(), "r-zhang", play.journeys.ledger.house.people["r-li"], on_paper=False
            )
        )
        == "staff.needed"
    )


def test_a_card_is_never_a_slip_nor_a_slip_a_card(play: Play) -> None:
    parcel = waiting_parcel(play)
    keys, site = play.kiosk._storage.keys, play.site.settings.site.id
    card = play.journeys.cards.text_of(card_for(play).id)
    slip = slip_text(play, parcel)
    as_slip = claim_slip.PREFIX + card.removeprefix(card_qr.PREFIX)
    as_card = card_qr.PREFIX + slip.removeprefix(claim_slip.PREFIX)
    assert refusal(lambda: play.journeys.collect.by_slip(as_slip)) == "slip.forged"
    assert refusal(lambda: play.journeys.cards.shown(as_card)) == "card.forged"
    number = card_qr.new_number()
    assert refusal(lambda: play.journeys.cards.shown(card_qr.write(keys.slips, site, number))) == "card.void"
    assert (
        refusal(lambda: play.journeys.cards.shown(card_qr.write(keys.slips, "elsewhere", number)))
        == "card.other_site"
    )
    for text in ("", card_qr.PREFIX, card_qr.PREFIX + "Ä", card[:-3], card + "000"):
        assert refusal(lambda text=text: play.journeys.cards.shown(text)) == "card.forged"  # type: ignore[misc]
    assert play.journeys.ledger.house.moving(parcel) is None


def test_a_card_whose_resident_has_left_or_for_whom_nothing_waits(play: Play) -> None:
    shown = play.journeys.cards.text_of(card_for(play).id)
    assert refusal(lambda: play.journeys.cards.shown(shown)) == "parcel.none"


def test_one_thing_more_by_the_card_the_signature_and_then_the_door(strict: Play) -> None:
    play = strict
    parcel = waiting_parcel(play)
    category(play, parcel, "valuable")
    shown = play.journeys.cards.text_of(card_for(play).id)
    assert refusal(lambda: play.journeys.collect.by_slip(slip_text(play, parcel))) == "proof.more"
    asked = play.journeys.proofs.asked()
    assert asked is not None and asked.options == (Means.QR_CARD, Means.DESK)
    play.journeys.presented.code(shown)
    asked = play.journeys.proofs.asked()
    assert asked is not None and asked.options[0] is Means.SIGNATURE
    movement = play.journeys.pickups.sign(asked.token, SIGNATURE)
    take(play, movement)
    (rested,) = events(play, PolicySatisfied.stored_as)
    assert (rested["way"], rested["category"]) == (["qr-card", "signature"], "valuable")
    assert [one[0] for one in rested["evidence"]] == ["qr-card", "signature"]  # type: ignore[attr-defined]
    assert all(one[1] for one in rested["evidence"])  # type: ignore[attr-defined]
    assert play.journeys.ledger.opened(f"signature:{movement.id}") is not None


def test_another_persons_card_is_nothing_more(strict: Play) -> None:
    play = strict
    parcel = waiting_parcel(play)
    category(play, parcel, "registered")
    card_for(play)
    other = play.journeys.cards.text_of(card_for(play, "r-li").id)
    assert refusal(lambda: play.journeys.collect.by_code(code(play, parcel))) == "proof.more"
    assert refusal(lambda: play.journeys.cards.shown(other)) == "parcel.none"
    assert play.journeys.ledger.house.moving(parcel) is None
    visit_of(play, "r-li")
    assert play.journeys.ledger.house.moving(parcel) is None


def test_a_tapped_card_goes_on_with_what_was_begun_by_code(strict: Play) -> None:
    play = strict
    parcel = waiting_parcel(play)
    category(play, parcel, "valuable")
    visit_of(play, "r-zhang")
    play.journeys.visits.end()
    assert refusal(lambda: play.journeys.collect.by_code(code(play, parcel))) == "proof.more"
    play.journeys.presented.badge(ShownBadge(ZHANG_BADGE, "ntag", Proof.NONE))
    movement = moving(play, parcel)
    assert movement.how == "code"
    assert play.journeys.visits.current is None  # the tap was the one thing more, and no visit
    take(play, movement)
    (rested,) = events(play, PolicySatisfied.stored_as)
    assert rested["way"] == ["card", "code"]


def test_what_is_asked_is_asked_again_with_nothing_lost_while_the_slip_lies_there(strict: Play) -> None:
    play = strict
    parcel = waiting_parcel(play)
    category(play, parcel, "valuable")
    card = play.journeys.cards.text_of(card_for(play).id)
    slip = slip_text(play, parcel)
    assert refusal(lambda: play.journeys.collect.by_slip(slip)) == "proof.more"
    play.journeys.presented.code(card)
    before = play.journeys.proofs.asked()
    assert refusal(lambda: play.journeys.collect.by_slip(slip)) == "proof.more"
    assert play.journeys.proofs.asked() == before
    play.journeys.proofs.forget()
    assert refusal(lambda: play.journeys.collect.by_slip(slip)) == "proof.more"
    after = play.journeys.proofs.asked()
    assert before is not None and after is not None and after.token != before.token
    assert Means.QR_CARD in after.options  # whoever comes next begins anew


def test_who_can_show_nothing_else_is_answered_for_by_two_at_the_desk(strict: Play) -> None:
    play = strict
    parcel = waiting_parcel(play)
    category(play, parcel, "registered")
    assert refusal(lambda: play.journeys.collect.by_slip(slip_text(play, parcel))) == "proof.more"
    asked = play.journeys.proofs.asked()
    assert asked is not None and asked.options == (Means.DESK,)
    play.journeys.proofs.call_desk(asked.token)
    (waits,) = play.journeys.vouching.waiting()
    word = Word(act(), waits.token, "known_here", second="s-chen", pin="0000")
    answer = play.journeys.vouching.answer
    by = staff(play)
    assert refusal(lambda: answer(by, Word(act(), "no such", "known_here"))) == "vouching.over"
    assert refusal(lambda: answer(by, Word(act(), waits.token, " "))) == "reason.missing"
    assert refusal(lambda: answer(by, Word(act(), waits.token, "known_here"))) == "handing.right"
    assert (
        refusal(lambda: answer(by, Word(act(), waits.token, "known_here", second="a-lin", pin=LIN_PIN)))
        == "handing.right"
    )
    assert refusal(lambda: answer(by, word)) == "pin.wrong"
    resident = play.journeys.ledger.house.people["r-li"]
    assert refusal(lambda: answer(resident, word)) == "staff.needed"
    bad = Word(act(), waits.token, "x", "id_card", "11010519491231002Y", second="a-lin", pin=LIN_PIN)
    assert refusal(lambda: answer(staff(play, "s-chen"), bad)).startswith("id.")
    assert play.journeys.ledger.house.moving(parcel) is None
    good = Word(
        act(), waits.token, "Ms Huang of 2-1", "id_card", "11010519491231002X", second="a-lin", pin=LIN_PIN
    )
    movement = answer(staff(play, "s-chen"), good)
    take(play, movement)
    (vouched,) = events(play, Vouched.stored_as)
    assert (vouched["by"], vouched["second"], vouched["person"]) == ("s-chen", "a-lin", "r-zhang")
    assert str(vouched["reason"]).startswith("words:why:") and vouched["document"]
    assert vouched["shown"] and vouched["shown"][0][0] == "slip"  # type: ignore[index]
    assert refusal(lambda: answer(staff(play, "s-chen"), good)) == "vouching.over"
    (kept,) = play.journeys.documents.of("r-zhang")
    assert kept.how == "typed" and kept.purpose == "pick-up"
