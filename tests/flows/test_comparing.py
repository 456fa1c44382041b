"""Signatures are compared where there is an earlier one; what is not the same waits for an attendant, who signs."""

from __future__ import annotations

import os

from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.events import PersonEnrolled
from kiosk.domain.movements import Movement
from kiosk.domain.signatures import events as s
from kiosk.flows.identity.comparing import judgement_of
from kiosk.flows.identity.signing import Strokes
from kiosk.flows.shifts.tasks import tasks
from tests.flows.test_consents import attendant
from tests.flows.test_keeping import FREE, OWNER, left, refusal, take_back
from tests.flows.test_waiting import HOUR
from tests.lobby import LIN_PIN, SIGNATURE, Play
from tests.passing import goes_on
from tests.unit.test_signatures import written
from tests.wire.waiting import until

CHEN = ("s-chen", "864200")
ANOTHER = [[(10 + 3 * step, 90 - (step * 29) % 70, 31 * step) for step in range(60)]]


def hand(number: int, seed: int) -> Strokes:
    """Return what a drawn hand writes, as a screen hands it over."""
    return [[(round(x), round(y) + 200, round(t)) for x, y, t in stroke] for stroke in written(number, seed)]


def facts(play: Play, kind: type[s.SignatureEvent]) -> list[dict[str, object]]:
    """Return the bodies of all events of one type."""
    lines = play.journeys.register.events(most=400)
    return [dict(line.body) for line in lines if line.kind == kind.stored_as]


def leaves(play: Play, who: str) -> None:
    """Have a resident be of the house no more, as the site's list of people says it."""
    known = play.journeys.ledger.house.people[who]
    gone = PersonEnrolled(
        who,
        known.role.value,
        tuple(known.groups),
        known.unit,
        known.company,
        known.language,
        known.badge,
        active=False,
    )
    play.kiosk.ledger.append(gone)


def waits(play: Play) -> list[str]:
    """Return the comparisons that are tasks at the desk."""
    journeys = play.journeys
    every = tasks(journeys.ledger.house, journeys.devices.states(), journeys.clock.now())
    return [one.movement for one in every if one.code == "signature_judge"]


def written_otherwise(play: Play, key: str) -> str:
    """Return the comparison that waits since the resident's second signature is not like the first."""
    name = os.urandom(16).hex()
    back = play.journeys.keeping.take_back
    code = refusal(lambda: back(attendant(play), name, key, OWNER, "id_card", ANOTHER))
    assert code == "signature.judge" and waits(play) == [name]
    return name


def judged(play: Play, comparison: str, *, accepted: bool, second: tuple[str, str] = CHEN) -> Movement | None:
    by = attendant(play)
    word = judgement_of(by, comparison, SIGNATURE, accepted=accepted, reason="document_seen")
    return play.journeys.keeping.judge(by, comparison, word, second)


def test_the_same_hand_goes_on_and_the_verdict_is_on_record(play: Play) -> None:
    movement = left(play)
    home = take_back(play, movement.item)
    play.comes_to(home, "open")
    (found,) = facts(play, s.SignatureCompared)
    assert (found["verdict"], found["comparison"], found["item"]) == ("same", home.id, movement.item)
    assert found["references"] == [f"signature:{movement.id}"] and len(found["compared_with"]) == 1  # type: ignore[arg-type]
    assert not waits(play)


def test_another_hand_waits_at_the_desk_and_a_signed_word_opens(play: Play) -> None:
    key = left(play).item
    comparison = written_otherwise(play, key)
    house = play.journeys.ledger.house
    assert house.keys[key].custodian.id == FREE and comparison not in house.movements
    play.power_cycle()
    assert waits(play) == [comparison]
    assert [tuple(map(tuple, one)) for one in play.journeys.comparing.strokes(f"signature:{comparison}")] == [
        tuple(one) for one in ANOTHER
    ]
    alone = refusal(lambda: judged(play, comparison, accepted=True, second=("", "")))
    assert alone == "judging.second", (
        "what is found to be another's hand is not one attendant's word against it"
    )
    assert refusal(lambda: judged(play, comparison, accepted=True, second=("s-chen", "0"))) == "pin.wrong"
    assert (
        refusal(lambda: judged(play, comparison, accepted=True, second=("a-lin", LIN_PIN))) == "handing.right"
    )
    assert waits(play) == [comparison] and play.journeys.ledger.house.keys[key].custodian.id == FREE
    begun = judged(play, comparison, accepted=True)
    assert begun is not None and begun.id == comparison
    play.comes_to(begun, "open")
    (agreed,) = facts(play, s.JudgementSeconded)
    assert (agreed["by"], agreed["comparison"]) == ("s-chen", comparison)
    again = judged(play, comparison, accepted=True)
    assert again is not None and again.id == comparison, "a double tap is the same word"
    (word,) = facts(play, s.SignatureJudged)
    assert (word["accepted"], word["reason"]) == (True, "document_seen")
    assert play.journeys.ledger.opened(str(word["signature"]))
    assert not waits(play)
    play.bench.take_key(FREE)
    play.bench.push_shut(FREE)
    play.comes_to(begun, "done")


def test_a_key_stays_by_an_attendants_word_and_the_resident_may_sign_anew(play: Play) -> None:
    key = left(play).item
    comparison = written_otherwise(play, key)
    assert judged(play, comparison, accepted=False, second=("", "")) is None  # to refuse, one is enough
    assert not waits(play) and play.journeys.ledger.house.keys[key].custodian.id == FREE
    assert refusal(lambda: judged(play, comparison, accepted=True)) == "comparison.over"
    play.comes_to(take_back(play, key), "open")


def test_nobody_judges_without_reason_or_signature(play: Play) -> None:
    comparison = written_otherwise(play, left(play).item)
    by = attendant(play)
    missing = refusal(lambda: judgement_of(by, comparison, [], accepted=True, reason="alike"))
    assert missing == "signature.missing"
    silent = judgement_of(by, comparison, SIGNATURE, accepted=True, reason=" ")
    assert refusal(lambda: play.journeys.keeping.judge(by, comparison, silent)) == "reason.missing"
    resident = play.journeys.ledger.house.people["r-li"]
    word = judgement_of(resident, comparison, SIGNATURE, accepted=True, reason="alike")
    assert refusal(lambda: play.journeys.keeping.judge(resident, comparison, word)) == "staff.needed"
    assert waits(play) == [comparison]


def enrol(play: Play, number: int, seed: int) -> str:
    """Return the refusal that one more signature on file meets, "" for none."""
    act = os.urandom(16).hex()
    comparing = play.journeys.comparing
    try:
        comparing.enrol(attendant(play), OWNER, act, hand(number, seed))
    except Exception as refused:  # the code is what is asked about
        return str(getattr(refused, "code", refused))
    return ""


def test_signatures_on_file_are_written_on_two_visits_and_repeat(play: Play) -> None:
    comparing = play.journeys.comparing
    assert [enrol(play, 1, seed) for seed in range(3)] == ["", "", ""]
    assert len(comparing.specimens(OWNER).kept) == 3 and not comparing.knows(OWNER), "one visit is not enough"
    assert enrol(play, 4, 1) == "specimen.differs"
    line = [[(n * 4, 50 + n % 2, n * 12) for n in range(60)]]
    plain = refusal(lambda: comparing.enrol(attendant(play), OWNER, os.urandom(16).hex(), line))
    assert plain == "specimen.plain"
    goes_on(play, 26 * HOUR)
    assert enrol(play, 1, 9) == "" and comparing.knows(OWNER)
    assert len(comparing.references(OWNER, "signature:x")) == 4
    same = comparing.look("m-1", OWNER, hand(1, 30))
    other = comparing.look("m-2", OWNER, hand(3, 1))
    assert same and same.verdict == "same" and other and other.verdict == "different"
    assert len(comparing.kept(same)) == 2, "a clear one becomes a specimen"
    assert enrol(play, 1, 10) == "" and enrol(play, 1, 11) == "specimen.enough"
    comparing.drop(attendant(play), OWNER)
    assert not comparing.specimens(OWNER).kept and not comparing.knows(OWNER)


def test_a_word_that_comes_late_opens_nothing(play: Play) -> None:
    key = left(play).item
    comparison = written_otherwise(play, key)
    goes_on(play, HOUR)
    assert judged(play, comparison, accepted=True) is None
    assert play.journeys.ledger.house.keys[key].custodian.id == FREE and not waits(play)
    play.comes_to(take_back(play, key), "open")


def test_whoever_signs_anew_waits_once_or_not_at_all(play: Play) -> None:
    key = left(play).item
    written_otherwise(play, key)
    second = os.urandom(16).hex()
    back = play.journeys.keeping.take_back
    assert refusal(lambda: back(attendant(play), second, key, OWNER, "id_card", ANOTHER)) == "signature.judge"
    assert waits(play) == [second]
    take_back(play, key)
    assert not waits(play)


def test_whoever_is_forgotten_leaves_no_signature(play: Play) -> None:
    assert [enrol(play, 1, seed) for seed in range(3)] == ["", "", ""]
    kept = play.journeys.comparing.specimens(OWNER).kept
    written_otherwise(play, left(play).item)
    assert play.journeys.ledger.opened(kept[0].signature)
    play.kiosk.ledger.append(PersonForgotten(OWNER, "moved_out"))
    assert not play.journeys.comparing.specimens(OWNER).kept and not waits(play)
    assert play.journeys.ledger.opened(kept[0].signature) is None


def test_what_stands_for_somebody_who_has_left_goes_with_them(play: Play) -> None:
    comparing, ledger = play.journeys.comparing, play.journeys.ledger
    for seed in range(3):
        assert enrol(play, 1, seed) == ""
    kept = [one.signature for one in comparing.specimens(OWNER).kept]
    assert all(ledger.opened(name) for name in kept)
    comparing.tick()
    assert len(comparing.specimens(OWNER).kept) == 3  # nobody has left
    comparing.drop(attendant(play), OWNER)
    assert comparing.specimens(OWNER).kept == () and not any(ledger.opened(name) for name in kept)
    for seed in range(3, 6):
        assert enrol(play, 1, seed) == ""
    kept = [one.signature for one in comparing.specimens(OWNER).kept]
    leaves(play, OWNER)
    until(lambda: OWNER not in ledger.house.specimens, 10)
    assert not any(ledger.opened(name) for name in kept)
    assert facts(play, s.SpecimensDropped)[0]["by"] == ""
    play.power_cycle()
    assert OWNER not in play.journeys.ledger.house.specimens
