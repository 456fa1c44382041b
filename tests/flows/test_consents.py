"""A resident's consents before a real cabinet: given, withdrawn, and what follows for a key that is out."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.events import BadgeGiven
from kiosk.domain.keeping.keeping import GiveConsent
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from tests.flows.pickup_verbs import following, take
from tests.flows.test_desk import waiting
from tests.flows.test_key_rules import HOME, OTHER_HOME, ask, told
from tests.lobby import LIN, SIGNATURE, WANG, Play
from tests.wire.waiting import until

LI = "r-li"


def attendant(play: Play) -> Person:
    return play.journeys.ledger.house.people["a-lin"]


def witness(play: Play) -> Person:
    """Return who sees residents sign: nobody takes a key alone on what only they have seen."""
    return play.journeys.ledger.house.people["a-zhou"]


def home_of(play: Play, unit: str) -> str:
    """Return a resident of a home."""
    people = play.journeys.ledger.house.people.values()
    return next(one.id for one in people if one.unit == unit and one.role.value == "resident")


def give(play: Play, person: str, consent: str = "c-new", **changes: object) -> str:
    """Have a resident sign a consent at the desk; return the form's id."""
    act = os.urandom(16).hex()
    known = GiveConsent(consent, person, ("repair",), (), play.journeys.consents.until(90), told=True)
    command = replace(known, **changes)  # type: ignore[arg-type]
    play.journeys.consents.give(witness(play), command, act, "id_card", SIGNATURE)
    return act


def visit_of(play: Play, person: str) -> None:
    """Have a resident's badge, fresh from the desk, tapped at the lobby."""
    uid = "04" + person.encode().hex()[:12].ljust(12, "0").upper()
    badge = play.kiosk._storage.keys.digest("badge", uid)
    play.journeys.visits.end()
    play.kiosk.ledger.append(BadgeGiven(person, badge, False, "a-lin"))
    play.tap(uid)


def test_a_consent_signed_at_the_desk_lets_the_key_leave_for_that_alone(play: Play) -> None:
    owner = home_of(play, "2-2-1504")
    assert ask(play, OTHER_HOME) == "consent.none"
    act = give(play, owner)
    assert ask(play, OTHER_HOME, "cleaning") == "consent.reason"
    assert ask(play, OTHER_HOME) == ""
    consent = play.journeys.ledger.house.consents["c-new"]
    assert consent.signed == f"signature:{act}" and play.journeys.ledger.opened(consent.signed)
    until(lambda: play.journeys.ledger.house.papers[f"a-{act[:16]}"].stage is PaperStage.PRINTED, 15)


def test_renewing_moves_the_end_and_leaves_no_gap(play: Play) -> None:
    owner = home_of(play, "2-2-1504")
    give(play, owner)
    first = play.journeys.ledger.house.consents["c-new"]
    give(play, owner, reasons=("repair", "cleaning"), until=play.journeys.consents.until(365))
    renewed = play.journeys.ledger.house.consents["c-new"]
    assert renewed.since == first.since and renewed.until > first.until
    assert ask(play, OTHER_HOME, "cleaning") == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reasons": ()}, "consent.reason_needed"),
        ({"reasons": ("whatever",)}, "consent.reason_needed"),
        ({"person": "a-lin"}, "resident.unknown"),
        ({"consent": "agreement-17"}, "consent.unknown"),
    ],
)
def test_what_a_consent_needs(play: Play, changes: dict[str, object], code: str) -> None:
    known = {"person": home_of(play, "2-2-1504"), "consent": "c-new"} | changes
    with pytest.raises(Refused) as refused:
        give(play, **known)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert "c-new" not in play.journeys.ledger.house.consents


def test_without_a_document_or_a_signature_nothing_is_agreed(play: Play) -> None:
    owner, desk = home_of(play, "2-2-1504"), play.journeys.consents
    until_when = desk.until(90)
    command = GiveConsent("c-new", owner, ("repair",), (), until_when, told=False)
    late = GiveConsent("c-new", owner, ("repair",), (), until_when + timedelta(days=4000), told=False)
    for code, asked, document, strokes in (
        ("identity.needed", command, "", SIGNATURE),
        ("signature.missing", command, "id_card", []),
        ("consent.until_needed", late, "id_card", SIGNATURE),
    ):
        with pytest.raises(Refused) as refused:
            desk.give(attendant(play), asked, os.urandom(16).hex(), document, strokes)
        assert refused.value.code == code
    assert "c-new" not in play.journeys.ledger.house.consents


def test_withdrawn_at_the_lobby_it_holds_at_once_and_the_bearer_hears_of_it(play: Play) -> None:
    assert ask(play, HOME) == ""
    tag = play.bench.take_key("K09")
    play.bench.push_shut("K09")
    until(lambda: play.journeys.ledger.house.keys[HOME].due is not None, 8)
    assert not [task for task in waiting(play) if task.code == "key_recalled"]
    visit_of(play, LI)
    act = os.urandom(16).hex()
    play.journeys.consents.withdraw("agreement-17", act, on_paper=True)
    play.journeys.consents.withdraw("agreement-17", act, on_paper=True)  # a double tap is not a second slip
    assert [task.item for task in waiting(play) if task.code == "key_recalled"] == [HOME]
    until(lambda: any("归还" in one for one in told(play, "a-lin")), 10)
    until(lambda: play.journeys.ledger.house.papers[f"a-{act[:16]}"].stage is PaperStage.PRINTED, 15)
    play.power_cycle()
    assert [task.item for task in waiting(play) if task.code == "key_recalled"] == [HOME]
    play.tap(LIN)
    movement = play.journeys.keys.give_back(os.urandom(16).hex(), HOME)
    play.comes_to(movement, "open")
    play.bench.put_key("K09", tag)
    play.bench.push_shut("K09")
    until(lambda: not [task for task in waiting(play) if task.code == "key_recalled"], 8)
    assert ask(play, HOME) == "consent.withdrawn"


def test_another_home_can_withdraw_nothing(play: Play) -> None:
    visit_of(play, home_of(play, "2-2-1504"))
    with pytest.raises(Refused) as refused:
        play.journeys.consents.withdraw("agreement-17", os.urandom(16).hex(), on_paper=False)
    assert refused.value.code == "consent.unknown"
    play.journeys.visits.end()
    assert ask(play, HOME) == ""


def test_the_switch_silences_and_is_told_once(play: Play) -> None:
    visit_of(play, LI)
    play.journeys.consents.tell(False)
    play.journeys.consents.tell(False)
    until(lambda: len(told(play, LI)) == 1, 10)
    play.journeys.visits.end()
    assert ask(play, HOME) == ""
    play.bench.take_key("K09")
    play.bench.push_shut("K09")
    until(lambda: play.journeys.ledger.house.keys[HOME].due is not None, 8)
    assert len(told(play, LI)) == 1 and not play.journeys.ledger.house.notices
    play.power_cycle()
    assert play.journeys.ledger.house.people[LI].told_of_keys is False


def test_the_resident_sees_each_outing(play: Play) -> None:
    assert play.journeys.homes.outings("1-2-1201") == []
    assert ask(play, HOME) == ""
    tag = play.bench.take_key("K09")
    play.bench.push_shut("K09")
    until(lambda: play.journeys.homes.outings("1-2-1201"), 8)
    (out,) = play.journeys.homes.outings("1-2-1201")
    assert (out.bearer, out.reason, out.work_order, out.back) == ("a-lin", "repair", "W-7", None)
    movement = play.journeys.keys.give_back(os.urandom(16).hex(), HOME)
    play.comes_to(movement, "open")
    play.bench.put_key("K09", tag)
    play.bench.push_shut("K09")
    play.comes_to(movement, "done")
    (back,) = play.journeys.homes.outings("1-2-1201")
    assert back.back is not None and back.back >= back.left
    assert play.journeys.homes.outings("2-2-1504") == []


def test_one_touch_opens_every_door_behind_which_a_parcel_waits(play: Play) -> None:
    play.tap(WANG)
    for number in ("SF1000000000001", "SF1000000000002"):
        play.comes_to(play.drop(number, last_four="1201"), "done")
    visit_of(play, LI)
    (first,) = play.journeys.homes.collect_all()  # the next door opens once this one is done with
    take(play, first)
    second = following(play, first)
    assert second.place != first.place and play.journeys.homes.collecting() == [second]
    take(play, second)
    assert play.journeys.homes.parcels() == [] and play.journeys.homes.collecting() == []


def test_the_home_is_the_residents_alone(play: Play) -> None:
    play.tap(LIN)
    for asked in (play.journeys.homes.parcels, lambda: play.journeys.consents.tell(False)):
        with pytest.raises(Refused) as refused:
            asked()
        assert refused.value.code == "visit.other_role"
