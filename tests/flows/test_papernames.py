"""A slip that did not come out is named at the desk: what it is, and whose."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.domain import events as e
from kiosk.domain.contractors.deposits import DEPOSIT_SLIP
from kiosk.domain.outgoing import Paper, PaperStage
from kiosk.language.messages import Language
from tests.flows.test_contractors import out
from tests.lobby import Play
from ui.desk.papernames import KINDS, named
from ui.desk.taskcards import card, waiting
from ui.desk.words import Words

NOON = datetime(2026, 5, 3, 4, tzinfo=UTC)


def paper(what: str, movement: str) -> Paper:
    """Return a paper that was not printed."""
    return Paper("x", what, movement, "en", PaperStage.NOT_SENT, NOON)


def test_a_contractors_slip_has_its_name_and_theirs(play: Play) -> None:
    stay, errand, _, _ = out(play)
    words = Words(play.journeys, Language.ENGLISH)
    told = named(words, paper(DEPOSIT_SLIP, errand))
    who = words.person(stay.person)
    key = words.item(play.journeys.ledger.house.stays[stay.id].errands[errand].key)
    assert told == f"Receipt for a deposit, {who}, {key}" and who and key
    assert named(words, paper("letter parcel_waiting", "gone")) == "Letter"
    play.kiosk.ledger.append(
        e.PaperQueued("d-again", DEPOSIT_SLIP, errand, "en"), e.PaperEnded("d-again", "not sent")
    )
    shown = next(card(words, one) for one in waiting(words) if one.paper == "d-again")
    assert who in str(shown.facts["item"]) and "Receipt for a deposit" in str(shown.facts["item"])

    for language in Language:
        words = Words(play.journeys, language)
        kinds = {named(words, paper(kind, "gone")) for kind in KINDS}
        assert len(kinds) == len(KINDS) and "" not in kinds
