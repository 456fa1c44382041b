"""Across the desk: a parcel off its shelf, a new slip for a lost one: by what is demanded, judged where unsure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.items import ParcelStage
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.people import Person
from kiosk.domain.policy.events import PolicySatisfied
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.comparing import judgement_of
from kiosk.flows.identity.counter import Offered
from kiosk.flows.identity.signing import Strokes
from kiosk.flows.identity.standing_by import StoodBy
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_demanding import act, goes_on, refusal, written
from tests.flows.test_storeroom import stored
from tests.lobby import SIGNATURE, Play, Site
from tests.wire.waiting import until

RULES = """
[storeroom]
shelves = ["A1"]
[[policy]]
journey = "hand-out"
category = "registered"
ways = ["slip + signature", "id + signature"]
[[policy]]
journey = "hand-out"
category = "valuable"
ways = ["id + same-signature"]
"""
HU, OTHER = "11010519491231002X", "110105199003070041"
ZHOU = ("s-chen", "864200")


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    def amend(text: str) -> str:
        head, _, rest = text.partition("[storeroom]")
        return (head + rest.partition("\n\n")[2] if rest else head) + RULES

    site = Site(tmp_path / "s", opens_within_s="1.0", amend=amend)
    played = Play(site)
    yield played
    played.close()
    site.close()


def lin(play: Play) -> Person:
    return play.journeys.ledger.house.people["a-lin"]


def offered(
    item: str, *, number: str = "", name: Strokes | StoodBy | None = None, second: bool = False
) -> Offered:
    return Offered(act(), "r-zhang", item, "id_card", number, name, *(ZHOU if second else ("", "")))


def on_shelf(play: Play, category: str = "") -> str:
    parcel = stored(play)
    if category:
        play.journeys.waiting.categorise(parcel, category, lin(play))
    return parcel


def rested(play: Play) -> list[dict[str, object]]:
    kind = PolicySatisfied.stored_as
    return [dict(one.body) for one in play.journeys.register.events(words=kind, most=20) if one.kind == kind]


def enrolled(play: Play) -> None:
    """Four signatures of the resident stand for them, of two visits."""
    for turn in range(4):
        play.journeys.comparing.enrol(lin(play), "r-zhang", act(), written(wobble=0.4 * turn))
        goes_on(play, hours=2)
    assert play.journeys.comparing.knows("r-zhang")


def test_a_lost_slip_is_replaced_against_document_name_and_colleague_alone(play: Play) -> None:
    parcel = waiting_parcel(play)
    j, old, lost = play.journeys, slip_text(play, parcel), code(play, parcel)
    first = j.ledger.house.parcels[parcel].slip
    until(lambda: not j.counter_parcels.came_not(parcel) and play.bench.printed(), 15)
    assert refusal(lambda: j.counter_parcels.replace_unprinted(parcel, lin(play))) == "slip.proof"
    for less in (
        offered(parcel),
        offered(parcel, number=HU),
        offered(parcel, number=HU, name=SIGNATURE),
        offered(parcel, name=SIGNATURE),
    ):
        assert refusal(lambda less=less: j.counter_parcels.reprint(lin(play), less)) == "proof.lacking"  # type: ignore[misc]
    assert (
        refusal(lambda: j.counter_parcels.reprint(lin(play), offered(parcel, number="1", name=SIGNATURE)))
        == "id.shape"
    )
    assert j.ledger.house.parcels[parcel].slip == first  # nothing is void yet
    whole = offered(parcel, number=HU, name=SIGNATURE, second=True)
    j.counter_parcels.reprint(lin(play), whole)
    now = j.ledger.house.parcels[parcel].slip
    j.counter_parcels.reprint(lin(play), whole)  # a second tap
    assert j.ledger.house.parcels[parcel].slip == now
    (found,) = rested(play)
    assert (found["journey"], found["movement"]) == ("reprint", whole.act)
    assert found["way"] == ["id", "second-person", "signature"]
    assert j.ledger.opened(f"signature:{whole.act}")
    (kept,) = j.documents.of("r-zhang")
    assert (kept.id, kept.purpose, kept.by) == (whole.act, "desk", "a-lin")
    assert refusal(lambda: j.collect.by_slip(old)) == "slip.unknown"
    assert refusal(lambda: j.collect.by_code(lost)) == "code.unknown"
    assert refusal(lambda: j.counter_parcels.reprint(lin(play), offered("p-none", number=HU))) == "slip.used"


def test_a_slip_that_never_came_out_is_replaced_without_anybody_there(play: Play) -> None:
    parcel = waiting_parcel(play)
    j = play.journeys
    until(lambda: play.bench.printed(), 15)
    slip = j.ledger.house.parcels[parcel].slip
    play.kiosk.ledger.append(e.PaperEnded(f"s-{slip}", PaperStage.UNKNOWN.value, "power"))
    assert j.counter_parcels.came_not(parcel)
    j.counter_parcels.replace_unprinted(parcel, lin(play))
    assert j.ledger.house.parcels[parcel].slip != slip


def test_a_shelf_gives_out_what_is_signed_for(play: Play) -> None:
    parcel = on_shelf(play, "registered")
    j = play.journeys
    j.storeroom.saw_right(parcel, "slip")
    assert refusal(lambda: j.counter_parcels.hand_out(lin(play), offered(parcel))) == "proof.lacking"
    mine = offered(parcel, name=SIGNATURE)
    movement = j.counter_parcels.hand_out(lin(play), mine)
    assert j.counter_parcels.hand_out(lin(play), mine) == movement  # a second tap
    assert j.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED
    (found,) = rested(play)
    assert found["way"] == ["signature", "slip"] and found["movement"] == movement.id
    assert j.ledger.opened(f"signature:{mine.act}")


def test_a_document_alone_gives_out_to_whom_it_is_on_file_for(play: Play) -> None:
    parcel = on_shelf(play)
    j = play.journeys
    assert (
        refusal(lambda: j.counter_parcels.hand_out(lin(play), offered(parcel, number=HU))) == "handing.right"
    )
    j.documents.file("r-zhang", j.documents.typed("id_card", HU), lin(play))
    assert (
        refusal(lambda: j.counter_parcels.hand_out(lin(play), offered(parcel, number=OTHER))) == "id.another"
    )
    movement = j.counter_parcels.hand_out(lin(play), offered(parcel, number=HU))
    assert movement.how.endswith("id_card")
    assert j.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED


def test_who_cannot_write_has_a_colleague_stand_by(play: Play) -> None:
    parcel = on_shelf(play, "registered")
    j = play.journeys
    stood = j.demands.witness(lin(play), *ZHOU)
    whole = Offered(act(), "r-zhang", parcel, "id_card", HU, stood, *ZHOU)
    movement = j.counter_parcels.hand_out(lin(play), whole)
    assert movement.item == parcel
    told = [one.kind for one in j.register.events(words="signature.witnessed", most=9)]
    assert any(kind.startswith("signature.witnessed") for kind in told)


def test_a_name_that_is_not_the_same_is_judged_and_the_parcel_then_given_out(play: Play) -> None:
    enrolled(play)
    parcel = on_shelf(play, "valuable")
    j = play.journeys
    strange = offered(parcel, number=HU, name=written(2.4, wobble=6), second=True)
    assert refusal(lambda: j.counter_parcels.hand_out(lin(play), strange)) == "signature.judge"
    assert j.ledger.house.parcels[parcel].stage is ParcelStage.WAITING
    waits = j.comparing.waiting(strange.act)
    assert waits.person == "r-zhang" and waits.verdict != "same"
    word = judgement_of(lin(play), strange.act, SIGNATURE, accepted=True, reason="hand_hurt")
    j.keeping.judge(lin(play), strange.act, word, ZHOU)
    until(lambda: j.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED, 10)
    found = next(one for one in rested(play) if one["journey"] == "hand-out")
    assert "same-signature" in found["way"]  # type: ignore[operator]
    assert play.journeys.ledger.find(strange.act) is not None


def test_a_name_that_an_attendant_refuses_gives_nothing_out(play: Play) -> None:
    enrolled(play)
    parcel = on_shelf(play, "valuable")
    j = play.journeys
    strange = offered(parcel, number=HU, name=written(2.4, wobble=6), second=True)
    assert refusal(lambda: j.counter_parcels.hand_out(lin(play), strange)) == "signature.judge"
    word = judgement_of(lin(play), strange.act, SIGNATURE, accepted=False, reason="not_alike")
    j.keeping.judge(lin(play), strange.act, word)
    with pytest.raises(Refused, match=r"comparison\.over"):
        j.comparing.waiting(strange.act)
    j.counter_parcels.tick()
    assert j.ledger.house.parcels[parcel].stage is ParcelStage.WAITING


def test_a_delegate_signs_their_own_name_and_shows_their_own_card(play: Play) -> None:
    enrolled(play)
    parcel = on_shelf(play, "registered")
    j = play.journeys
    j.documents.file("r-zhang", j.documents.typed("id_card", HU), lin(play))
    j.storeroom._saw(parcel, "slip", "", "")
    mine = Offered(act(), "r-zhang", parcel, "id_card", OTHER, written(2.4, wobble=6), own=False)
    movement = j.counter_parcels.hand_out(
        lin(play), mine
    )  # neither is the recipient's, and neither has to be
    assert movement.item == parcel and j.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED
    assert not j.ledger.house.comparisons
