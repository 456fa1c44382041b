"""A resident collects a parcel."""

from __future__ import annotations

import pytest

from kiosk import claim_slip
from kiosk.domain.items import ParcelStage, with_person
from kiosk.domain.outgoing import Paper, PaperStage
from kiosk.domain.parcels.codes import check_digit
from kiosk.domain.refusal import Refused
from kiosk.flows.paper.slips import Slips
from kiosk.language.messages import Language, moment_of
from kiosk.paper import Facts
from tests.lobby import WANG, Play
from tests.wire.waiting import until


def waiting_parcel(play: Play, number: str = "SF1", last_four: str = "0802", size: str = "S") -> str:
    """Return the id of a parcel that a courier has just left."""
    play.tap(WANG)
    movement = play.drop(number, last_four, size)
    if play.journeys.furniture.places[movement.place].senses_presence:
        play.comes_to(movement, "done")
    else:
        play.comes_to(movement, "ask")
        play.journeys.doors.say(movement.id, "it_is_in")
    play.journeys.visits.end()
    return movement.item


def slip_text(play: Play, parcel: str) -> str:
    """Return the text of the QR code on a parcel's slip."""
    keys = play.kiosk._storage.keys
    return claim_slip.write(
        keys.slips, play.site.settings.site.id, play.journeys.ledger.house.parcels[parcel].slip
    )


def code(play: Play, parcel: str) -> str:
    """Return a parcel's pick-up code, as the notice told it."""
    slips = Slips(
        play.kiosk.ledger, play.journeys.directory, play.site.settings.site, play.kiosk._storage.keys.slips
    )
    return slips.code_of(play.journeys.ledger.house.parcels[parcel])


def test_the_printed_slip_held_to_the_camera_opens_the_door(play: Play) -> None:
    parcel = waiting_parcel(play)
    until(lambda: play.bench.printed(), 15)
    play.bench.show_piece()  # the very paper that came out
    until(lambda: play.journeys.ledger.house.moving(parcel), 8)
    movement = play.journeys.ledger.house.moving(parcel)
    assert movement is not None
    play.bench.clear()
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    collected = play.journeys.ledger.house.parcels[parcel]
    assert collected.stage is ParcelStage.COLLECTED and collected.custodian == with_person("r-zhang")
    play.journeys.doors.print_receipt(movement.id)
    until(lambda: play.journeys.doors.moment(movement.id).receipt == "printed", 15)


@pytest.mark.parametrize("trusted", [True, False])
def test_slip_and_letter_say_how_long_a_parcel_waits_once_the_time_is_known(
    play: Play, trusted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = waiting_parcel(play)
    parcel = until(lambda: play.journeys.ledger.house.parcels.get(name), 8)
    assert parcel
    monkeypatch.setattr(type(play.kiosk.clock), "trusted", property(lambda _: trusted))
    ends = moment_of(play.journeys.waiting.ends(parcel), Language.ENGLISH, "Asia/Shanghai")
    for what, about in (("claim slip", parcel.movement), ("letter parcel_reminder", parcel.id)):
        paper = Paper("p", what, about, "en", PaperStage.QUEUED, play.kiosk.clock.now())
        blocks = play.kiosk._telling._slips.compose(paper)
        rows = dict(row for block in blocks if isinstance(block, Facts) for row in block.rows)
        assert rows.get("Kept until") == (ends if trusted else None)


def test_the_code_serves_as_well_and_a_used_slip_opens_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    movement = play.journeys.collect.by_code(code(play, parcel))
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    with pytest.raises(Refused, match=r"slip\.used"):
        play.journeys.collect.by_slip(slip_text(play, parcel))
    with pytest.raises(Refused, match=r"slip\.used"):
        play.journeys.collect.by_code(code(play, parcel))
    assert len(play.bench.firings()) == 2  # one for the drop, one for the collection


def test_a_parcel_left_inside_stays_and_the_slip_stays_good(play: Play) -> None:
    parcel = waiting_parcel(play)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "still_inside")
    again = play.journeys.doors.again(movement.id)
    play.comes_to(again, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "still_inside")
    play.journeys.doors.say(movement.id, "not_taken")
    play.comes_to(movement, "given_up")
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.WAITING


def test_not_mine_is_put_back_and_reaches_the_desk(play: Play) -> None:
    parcel = waiting_parcel(play)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.journeys.doors.say(movement.id, "not_mine")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "given_up")
    kept = play.journeys.ledger.house.parcels[parcel]
    assert kept.stage is ParcelStage.WAITING and kept.disputed == "not_mine"


def test_after_wrong_codes_the_home_is_asked_for_also_after_a_restart(play: Play) -> None:
    parcel = waiting_parcel(play)
    right, collect = digits(play, parcel), play.journeys.collect
    home = play.journeys.ledger.house.people[play.journeys.ledger.house.parcels[parcel].recipient].unit or ""
    for wrong in wrong_codes(right, 5):
        with pytest.raises(Refused, match=r"code\.unknown"):
            collect.by_code(wrong)
    with pytest.raises(Refused, match=r"code\.home_first"):
        collect.by_code(right)
    play.power_cycle()
    with pytest.raises(Refused, match=r"code\.home_first"):
        play.journeys.collect.by_code(right)
    with pytest.raises(Refused, match=r"code\.unknown"):
        play.journeys.collect.by_code(right, "3-9-9999")
    play.comes_to(play.journeys.collect.by_code(right, home), "open")


def test_a_home_whose_codes_are_guessed_pauses_and_its_slip_still_opens(play: Play) -> None:
    parcel = waiting_parcel(play)
    right = digits(play, parcel)
    home = play.journeys.ledger.house.people[play.journeys.ledger.house.parcels[parcel].recipient].unit or ""
    for wrong in wrong_codes(right, 5):
        with pytest.raises(Refused, match=r"code\.unknown"):
            play.journeys.collect.by_code(wrong, home)
    with pytest.raises(Refused, match=r"code\.paused"):
        play.journeys.collect.by_code(right, home)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))  # the slip is no guess: it opens
    play.comes_to(movement, "open")


def test_a_slip_of_the_finger_costs_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    right = digits(play, parcel)
    for at in range(len(right)):
        slipped = right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :]
        with pytest.raises(Refused, match=r"code\.mistyped"):
            play.journeys.collect.by_code(slipped)
    assert not play.journeys.ledger.house.guesses
    play.comes_to(play.journeys.collect.by_code(code(play, parcel)), "open")


def digits(play: Play, parcel: str) -> str:
    """Return a parcel's code as it is typed."""
    return code(play, parcel).replace(" ", "")


def wrong_codes(right: str, count: int) -> list[str]:
    """Return codes that could be good and are not."""
    drawn = (f"{number:0{len(right) - 1}d}" for number in range(7, 7 + 2 * count))
    return [one + check_digit(one) for one in drawn if one + check_digit(one) != right][:count]


def test_a_forged_slip_and_one_of_another_site_open_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    good = slip_text(play, parcel)
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    with pytest.raises(Refused, match=r"slip\.forged"):
        play.journeys.collect.by_slip(forged)
    keys = play.kiosk._storage.keys
    foreign = claim_slip.write(keys.slips, "elsewhere", "00" * 8)
    with pytest.raises(Refused, match=r"slip\.other_site"):
        play.journeys.collect.by_slip(foreign)
    assert len(play.bench.firings()) == 1
