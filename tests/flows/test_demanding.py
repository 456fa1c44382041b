"""What the site demands at the desk, and signatures that are compared: nobody is left without a next step."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.people import Person
from kiosk.domain.policy.events import PolicySatisfied
from kiosk.domain.policy.means import Means
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.comparing import judgement_of
from kiosk.flows.identity.signing import Strokes
from kiosk.flows.passes.contractor_records import Arrival
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_keeping import FREE, OWNER, left
from tests.flows.test_storeroom import stored
from tests.lobby import LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until

RULES = """
[storeroom]
shelves = ["A1"]
[[policy]]
journey = "take-back"
ways = ["id + signature + second-person"]
[[policy]]
journey = "contractor"
ways = ["id + signature + second-person"]
[[policy]]
journey = "hand-out"
category = "valuable"
ways = ["card"]
[[policy]]
journey = "collect"
category = "registered"
ways = ["slip + same-signature"]
"""
HU = "11010519491231002X"


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


def act() -> str:
    return os.urandom(16).hex()


def staff(play: Play, name: str = "s-chen") -> Person:
    return play.journeys.ledger.house.people[name]


def refusal(does: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        does()
    return refused.value.code


def rested(play: Play) -> list[dict[str, object]]:
    kind = PolicySatisfied.stored_as
    return [dict(one.body) for one in play.journeys.register.events(words=kind, most=20) if one.kind == kind]


def written(shape: float = 1.0, wobble: float = 0.0) -> Strokes:
    """Return a signature in two strokes; another `shape` is another hand, `wobble` the same on another day."""

    def stroke(first: int, last: int, tilt: float) -> list[tuple[int, int, int]]:
        points = []
        for step in range(first, last):
            a = step / 9 * shape
            x = 40 + step * 4 + 22 * math.sin(2.1 * a) + wobble * math.sin(step / 7)
            y = 90 + 34 * math.sin(3.3 * a + tilt) * math.cos(0.7 * a * shape) + wobble * math.cos(step / 5)
            points.append((round(x), round(y), step * 16))
        return points

    return [stroke(0, 55, 0.0), stroke(62, 110, 1.1)]


def goes_on(play: Play, **span: float) -> None:
    now = play.journeys.clock.now
    play.journeys.clock.now = lambda: now() + timedelta(**span)  # type: ignore[method-assign]


def test_a_key_goes_home_before_two_where_the_site_wants_that(play: Play) -> None:
    key = left(play).item

    def take_back(*second: str, name: str = "") -> object:
        found = second or ("", "")
        return play.journeys.keeping.take_back(
            staff(play), name or act(), key, OWNER, "id_card", SIGNATURE, (found[0], found[1])
        )

    assert refusal(lambda: take_back()) in ("proof.lacking", "signature.judge")
    assert refusal(lambda: take_back("s-chen", "864200")) == "handing.right"
    assert refusal(lambda: take_back("a-lin", "0")) == "pin.wrong"
    movement = take_back("a-lin", LIN_PIN)
    play.comes_to(movement, "open")  # type: ignore[arg-type]
    (found,) = rested(play)
    assert found["journey"] == "take-back" and found["way"] == ["id", "second-person", "signature"]
    assert FREE


def test_a_contractor_is_let_in_before_two_where_the_site_wants_that(play: Play) -> None:
    arrival = Arrival(act(), "id_card", HU, "胡海", "华安机电", "13600001111", "zh_Hans", agreed=True)
    admit = play.journeys.contractors.admit
    assert refusal(lambda: admit(staff(play), arrival, SIGNATURE)) == "proof.lacking"
    assert play.journeys.contractors.inside() == []
    stay = admit(staff(play), arrival, SIGNATURE, ("a-lin", LIN_PIN))
    (found,) = rested(play)
    assert (found["movement"], found["way"]) == (stay.id, ["id", "second-person", "signature"])
    assert HU not in str(found)


def test_off_the_shelf_too_a_valuable_parcel_asks_for_the_card(play: Play) -> None:
    parcel = stored(play)
    play.journeys.waiting.categorise(parcel, "valuable", staff(play))
    play.journeys.storeroom.saw_slip(slip_text(play, parcel))
    hand_out = play.journeys.storeroom.hand_out
    assert refusal(lambda: hand_out(act(), parcel, staff(play))) == "handing.right"
    done = hand_out(act(), parcel, staff(play), second=staff(play, "a-lin"), pin=LIN_PIN)
    assert done.ended


def enrolled(play: Play) -> None:
    """Have five signatures of two visits on file."""
    for number in range(5):
        if number == 3:
            goes_on(play, hours=3)
        play.journeys.comparing.enrol(staff(play), "r-zhang", act(), written(wobble=number))
    assert play.journeys.comparing.knows("r-zhang")


def test_the_same_hand_opens_and_another_goes_to_the_desk_which_sees_both(play: Play) -> None:
    enrolled(play)
    same, other = waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2")
    play.journeys.waiting.categorise(same, "registered", staff(play))
    assert refusal(lambda: play.journeys.collect.by_slip(slip_text(play, same))) == "proof.sign"
    asked = play.journeys.proofs.asked()
    assert asked is not None
    movement = play.journeys.pickups.sign(asked.token, written(wobble=2.5))
    play.journeys.pickups.later(movement.id)
    take(play, movement)
    (found,) = rested(play)
    assert found["way"] == ["same-signature", "slip"]
    kinds = [one.kind for one in play.journeys.register.events(most=60)]
    assert kinds.count("signature.compared/1") == 1
    play.journeys.waiting.categorise(other, "registered", staff(play))
    assert refusal(lambda: play.journeys.collect.by_slip(slip_text(play, other))) == "proof.sign"
    asked = play.journeys.proofs.asked()
    assert asked is not None
    assert refusal(lambda: play.journeys.pickups.sign(asked.token, written(shape=1.9))) == "proof.more"
    again = play.journeys.proofs.asked()
    assert again is not None and again.options == (Means.DESK,)
    (waits,) = play.journeys.vouching.waiting()
    comparison = play.journeys.comparing.waiting(waits.token)
    assert comparison.person == "r-zhang" and comparison.verdict in ("unsure", "different")
    word = judgement_of(staff(play), waits.token, SIGNATURE, accepted=True, reason="alike")
    play.journeys.keeping.judge(staff(play), waits.token, word, ("a-lin", LIN_PIN))
    opened = until(lambda: play.journeys.ledger.house.moving(other), 8)
    assert opened is not None
    take(play, opened)
    assert rested(play)[0]["way"] == ["same-signature", "slip"]


def test_who_has_no_signature_on_file_is_sent_to_the_desk_and_not_asked_in_vain(play: Play) -> None:
    parcel = waiting_parcel(play)
    play.journeys.waiting.categorise(parcel, "registered", staff(play))
    assert refusal(lambda: play.journeys.collect.by_slip(slip_text(play, parcel))) == "proof.more"
    asked = play.journeys.proofs.asked()
    assert asked is not None and asked.options == (Means.DESK,)
