"""Somebody can't sign at the desk: a colleague of the attendant stands by, and that is on record as such."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.keeping.keeping import GiveConsent
from kiosk.domain.keeping.leaving import LeaveKey
from kiosk.domain.movein.listing import BeginMoveIn
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.standing_by import StoodBy
from kiosk.flows.keys.keeping_slips import signature
from kiosk.flows.keys.movein import Thing
from kiosk.flows.passes.contractor_records import Arrival
from kiosk.flows.registers.finding import Asked
from kiosk.flows.registers.papers import Letter, agreement_paper
from kiosk.language.messages import Language
from kiosk.paper import Line
from kiosk.pdf.documents import document_html
from tests.flows.test_keeping import FOB, FREE, OWNER, refusal
from tests.lobby import LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until

ZHOU_PIN = "135790"
SAID = "signature.witnessed/1"
ONLY_COMPARED = """
[[policy]]
journey = "take-back"
ways = ["id + same-signature"]
"""
ARRIVAL = Arrival("", "id_card", "11010519491231002X", "胡海", "华安", "13600001111", "zh_Hans", agreed=True)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + ONLY_COMPARED)
    played = Play(site)
    yield played
    played.close()
    site.close()


def fresh() -> str:
    return os.urandom(16).hex()


def serving(play: Play) -> Person:
    return play.journeys.ledger.house.people["a-lin"]


def stands_by(play: Play, pin: str = ZHOU_PIN, name: str = "a-zhou") -> StoodBy:
    return play.journeys.demands.witness(serving(play), name, pin)


def recorded(play: Play, kind: str) -> list[dict[str, object]]:
    return [dict(one.body) for one in play.journeys.register.events(most=300) if one.kind == kind]


def consent(play: Play, name: str = "c-new") -> GiveConsent:
    return GiveConsent(name, OWNER, ("repair",), (), play.journeys.consents.until(90), told=True)


def left(play: Play) -> Movement:
    """Return the movement of a key that Emma, who can't sign, has left before a witness."""
    until(lambda: FREE in [place.id for place in play.journeys.keeping.free_slots()], 20)
    name = fresh()
    command = LeaveKey(name, "front door", 1, FREE, consent(play, f"c-{name[:16]}"))
    movement = play.journeys.keeping.leave(serving(play), command, "id_card", stands_by(play))
    play.comes_to(movement, "open")
    play.bench.put_key(FREE, FOB)
    play.bench.push_shut(FREE)
    play.comes_to(movement, "done")
    return play.journeys.doors.need(movement.id)


def test_a_key_is_left_and_taken_home_before_a_witness(play: Play) -> None:
    movement = left(play)
    assert (movement.signature, play.journeys.ledger.opened(f"signature:{movement.id}")) == (
        f"witness:a-zhou:{movement.id}",
        None,
    )
    back = play.journeys.keeping.take_back(
        serving(play), fresh(), movement.item, OWNER, "id_card", stands_by(play)
    )
    play.comes_to(back, "open")
    play.bench.take_key(FREE)
    play.bench.push_shut(FREE)
    play.comes_to(back, "done")
    (basis,) = recorded(
        play, "policy.satisfied/1"
    )  # nothing was compared: the colleague decides with the attendant
    assert (basis["journey"], basis["way"], basis["evidence"]) == (
        "take-back",
        ["desk"],
        [["desk", "a-zhou"]],
    )
    assert recorded(play, "signature.compared/1") == []
    said = [
        (one["what"], one["about"], one["person"], one["witness"], one["how"]) for one in recorded(play, SAID)
    ]
    assert sorted(said) == [
        ("leave", movement.id, OWNER, "a-zhou", "name and pin"),
        ("take-back", back.id, OWNER, "a-zhou", "name and pin"),
    ]
    (line,) = play.journeys.registers.page(Asked("kept"), Language.ENGLISH).entries
    witnessed = line.fields[3].text
    assert witnessed.startswith("witnessed by ") and line.fields[5].text == witnessed
    assert not line.fields[3].pen and not line.fields[5].pen
    journeys = play.journeys
    slip = signature(journeys.ledger, journeys.directory, back.signature, Language.ENGLISH)
    assert slip == (Line(witnessed),)


def test_who_left_a_key_before_a_witness_signs_when_it_goes_home(play: Play) -> None:
    movement = left(play)

    def sign() -> Movement:
        return play.journeys.keeping.take_back(
            serving(play), fresh(), movement.item, OWNER, "id_card", SIGNATURE
        )

    assert (
        refusal(sign) == "proof.lacking"
    )  # there is nothing to compare with; a colleague is the way that is left
    play.journeys.keeping.take_back(
        serving(play), fresh(), movement.item, OWNER, "id_card", SIGNATURE, ("a-zhou", ZHOU_PIN)
    )
    assert len(recorded(play, SAID)) == 1  # a signature stands under it, and no witness


def test_a_consent_is_given_renewed_and_withdrawn_before_a_witness(play: Play) -> None:
    act, consents = fresh(), play.journeys.consents
    consents.give(serving(play), consent(play), act, "id_card", stands_by(play))
    consents.give(serving(play), consent(play), act, "id_card", stands_by(play))  # a double tap
    assert len(recorded(play, SAID)) == 1
    until(lambda: play.journeys.ledger.house.papers[f"a-{act[:16]}"].stage is PaperStage.PRINTED, 30)
    renewed = replace(consent(play), reasons=("repair", "cleaning"))
    consents.give(serving(play), renewed, fresh(), "id_card", stands_by(play))
    known = play.journeys.ledger.house.consents["c-new"]
    assert known.reasons == ("repair", "cleaning")
    paper = agreement_paper(play.journeys.registers.writer(Language.ENGLISH), Letter("x", "y", "z"), known)
    assert "witnessed by " in document_html(paper)
    consents.withdraw_signed(serving(play), "c-new", OWNER, fresh(), "id_card", stands_by(play))
    assert play.journeys.ledger.house.consents["c-new"].withdrawn_at
    whats = [one["what"] for one in recorded(play, SAID)]
    assert sorted(str(one) for one in whats) == ["consent", "consent", "withdrawal"]


def test_an_owner_moves_in_before_a_witness(play: Play) -> None:
    flow, by = play.journeys.move_ins, serving(play)
    list_ = flow.begin(by, BeginMoveIn(fresh(), OWNER, "passport")).id
    flow.put_down(by, list_, fresh()[:16], Thing("room", "主卧", "D-4471", 2, "new"))
    signed = flow.owner_signs(by, list_, stands_by(play))
    assert signed.signed["owner"].reference.startswith("witness:a-zhou:")
    flow.attendant_signs(by, list_, SIGNATURE)
    (line,) = play.journeys.registers.page(Asked("movein"), Language.ENGLISH).entries
    assert line.fields[4].text.startswith("witnessed by ") and line.fields[5].pen
    assert [(one["what"], one["about"]) for one in recorded(play, SAID)] == [("move-in", list_)]
    until(lambda: play.journeys.ledger.house.papers[f"h-{list_[:16]}"].stage is PaperStage.PRINTED, 30)


def test_a_contractor_is_let_in_before_a_witness(play: Play) -> None:
    arrival = replace(ARRIVAL, stay=fresh())
    stay = play.journeys.contractors.admit(serving(play), arrival, stands_by(play))
    (let_in,) = recorded(play, "contractor.admitted/1")
    assert (let_in["signature"], let_in["signature_digest"]) == (f"witness:a-zhou:stay:{stay.id}", "")
    (basis,) = recorded(play, "policy.satisfied/1")
    assert (basis["journey"], basis["way"]) == ("contractor", ["desk"])
    (said,) = recorded(play, SAID)
    assert (said["what"], said["about"], said["person"]) == ("contractor", stay.id, stay.person)


def test_the_witness_is_a_colleague_whose_pin_is_right(play: Play) -> None:
    house, by = play.journeys.ledger.house, serving(play)
    for nobody in ("a-lin", "r-li", "c-wang", "", "x"):
        assert refusal(lambda name=nobody: stands_by(play, LIN_PIN, name)) == "witness.colleague"  # type: ignore[misc]
    assert play.journeys.ledger.house.guesses == house.guesses
    borrowed = StoodBy("a-lin", "a-lin")
    others = play.journeys.demands.witness(house.people["s-chen"], "a-zhou", ZHOU_PIN)
    for word in (borrowed, others):  # one's own word, and one that was given in somebody else's session
        with pytest.raises(Refused, match=r"witness\.colleague"):
            play.journeys.consents.give(by, consent(play), fresh(), "id_card", word)
    codes = [refusal(lambda: stands_by(play, "000000")) for _ in range(12)]
    assert codes[0] == "pin.wrong" and codes[-1] == "pin.paused"
    assert refusal(lambda: stands_by(play)) == "pin.paused"  # the right one does not help now
    assert "c-new" not in play.journeys.ledger.house.consents and recorded(play, SAID) == []
