"""People of the desk who try: evidence taken away, colleagues locked out or blamed, words left in the chain."""

from __future__ import annotations

import os

import pytest

from kiosk.domain.guesses import FREE_FAILURES
from kiosk.domain.keeping.keeping import GiveConsent
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.losses import DeclaredLost
from kiosk.flows.passes.contractor_records import Arrival
from kiosk.flows.reasons import PREFIX
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, Play
from tests.wire.waiting import until

OTHER = [[(x + 9, y + 30, t) for x, y, t in stroke] for stroke in SIGNATURE]
PRIVATE = "for Mr Zhang, 13800000802"


def who(play: Play, name: str) -> Person:
    """Return somebody as on record."""
    return play.journeys.ledger.house.people[name]


def taken(play: Play) -> tuple[str, str]:
    """Return the movement by which Lin has taken the lobby's key, and its tag."""
    movement = play.issue("k-lobby")
    play.comes_to(movement, "open")
    tag = play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(movement, "done")
    return movement.id, tag


def consent(play: Play, act: str) -> str:
    """Return the id of a consent that is given at the desk by the form `act`."""
    people = play.journeys.ledger.house.people.values()
    resident = next(one for one in people if one.role is Role.RESIDENT and one.unit)
    name = f"c-{os.urandom(4).hex()}"
    until_ = play.journeys.consents.until(3)
    command = GiveConsent(name, resident.id, ("repair",), (), until_, False)
    play.journeys.consents.give(who(play, "a-lin"), command, act, "id_card", OTHER)
    return name


def test_no_form_puts_another_signature_in_the_place_of_one_that_is_kept(play: Play) -> None:
    issue, _ = taken(play)
    kept = play.journeys.ledger.opened(f"signature:{issue}")
    before = play.journeys.register.events(most=1)[0].seq
    with pytest.raises(Refused, match=r"movement\.unknown"):
        consent(play, issue)
    assert play.journeys.ledger.opened(f"signature:{issue}") == kept
    assert play.journeys.register.events(most=1)[0].seq == before  # what was refused has left nothing behind
    consent(play, os.urandom(16).hex())


def test_a_note_on_anothers_fault_stands_beside_theirs(play: Play) -> None:
    upkeep, fault = play.journeys.upkeep, os.urandom(16).hex()
    _, tag = taken(play)
    back = play.journeys.keys.give_back(os.urandom(16).hex(), "k-lobby")
    play.comes_to(back, "open")
    play.bench.put_key("K01", tag)
    play.bench.push_shut("K01")
    play.comes_to(back, "done")
    upkeep.report(who(play, "a-zhou"), "k-lobby", fault, "bent", "a-zhou", "bent by the door", ())
    theirs = f"report:fault:{fault}"
    kept = play.journeys.ledger.opened(theirs)
    upkeep.add_note(back.id, fault, SIGNATURE)
    assert kept
    assert play.journeys.ledger.opened(theirs) == kept


def test_a_supervisors_pin_typed_wrongly_at_a_colleagues_desk_locks_the_supervisor_out_of_nothing(
    play: Play,
) -> None:
    handing, lin = play.journeys.handing_over, who(play, "a-lin")
    codes = []
    for _ in range(FREE_FAILURES + 2):
        with pytest.raises(Refused) as refused:
            handing.hand_over(lin, "s-chen", "000000", [], "f" * 32, (SIGNATURE, OTHER), renewed=False)
        codes.append(refused.value.code)
    assert codes[-2:] == ["pin.paused", "pin.paused"]
    play.tap(CHEN)
    assert play.journeys.visits.enter_desk("864200")
    assert "pin:s-chen:a-lin" in play.journeys.ledger.house.guesses  # and whose desk it was is on record


@pytest.mark.parametrize("far", [10**4000, 10**9, -(10**9)], ids=["endless", "right", "left"])
def test_points_that_no_hand_draws_are_no_signature(play: Play, far: int) -> None:
    drawn = [[*SIGNATURE[0], (far, 0, 1)]]
    play.tap(LIN)
    with pytest.raises(Refused, match=r"signature\.missing"):
        play.journeys.keys.issue(os.urandom(16).hex(), "k-lobby", "repair", "", LIN_PIN, drawn)


def test_what_is_typed_as_a_reason_is_in_no_event(play: Play) -> None:
    j, lin = play.journeys, who(play, "a-lin")
    j.desk.open_door("L05", lin, PRIVATE)
    until(lambda: j.ledger.house.door("L05").seen_open, 5)
    play.bench.push_shut("L05")
    until(lambda: not j.ledger.house.door("L05").seen_open, 5)
    j.desk.settle("L05", lin, "as_recorded", PRIVATE)
    j.badges.revoke("r-zhang", lin, PRIVATE)
    j.emergency.begin(lin, "s-chen", "864200", ["L05"], PRIVATE)
    until(lambda: j.emergency.under_way is None, 8)
    lines = j.register.events(most=200)
    assert not [line.kind for line in lines if "Zhang" in str(line.body) or "13800000802" in str(line.body)]
    (known,) = j.ledger.house.emergencies.values()
    assert known.reason.startswith(PREFIX)
    assert (j.ledger.opened(known.reason) or b"").decode() == PRIVATE


def test_whoever_has_lost_a_key_does_not_say_that_its_lock_is_changed(play: Play) -> None:
    losses, act = play.journeys.losses, os.urandom(16).hex()
    taken(play)
    losses.declare_own(DeclaredLost(act, "k-lobby", "mislaid", SIGNATURE))
    fresh = os.urandom(16).hex()
    with pytest.raises(Refused, match=r"loss\.own"):
        losses.changed(who(play, "a-lin"), fresh, act, losses.today(), "W-9", "a locksmith")
    assert act in play.journeys.ledger.house.losses
    losses.changed(who(play, "a-zhou"), fresh, act, losses.today(), "W-9", "a locksmith")
    assert act not in play.journeys.ledger.house.losses


def test_a_form_whose_id_begins_as_anothers_makes_nobody_another_person(play: Play) -> None:
    contractors, stay = play.journeys.contractors, os.urandom(16).hex()
    first = Arrival(stay, "other", "AB123456", "Wu Gang", agreed=True)
    contractors.admit(who(play, "s-chen"), first, SIGNATURE)
    forged = Arrival(stay[:12] + os.urandom(10).hex(), "other", "CD654321", "Wu Gang", agreed=True)
    with pytest.raises(Refused, match=r"movement\.unknown"):
        contractors.admit(who(play, "a-lin"), forged, SIGNATURE)
    details = contractors.details(f"contractor-{stay[:12]}")
    assert details is not None
    assert details.number == "AB123456"


def test_a_consent_that_an_attendant_wrote_alone_is_told_to_the_home(play: Play) -> None:
    house = play.journeys.ledger.house
    unit = next(key.unit for key in house.keys.values() if key.unit)
    resident = next(one for one in house.people.values() if one.unit == unit and one.role is Role.RESIDENT)
    until_ = play.journeys.consents.until(3)
    command = GiveConsent("c-forged", resident.id, ("repair",), (), until_, False)
    play.journeys.consents.give(who(play, "a-lin"), command, os.urandom(16).hex(), "id_card", SIGNATURE)
    home = {one.id for one in house.people.values() if one.unit == unit and one.role is Role.RESIDENT}
    lines = play.journeys.register.events(words="notice.queued", most=50)
    told = {str(line.body["person"]) for line in lines if line.body["template"] == "consent_given"}
    assert told == home
