"""Who finds a claim slip in the lobby."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.outgoing import Notice, Paper, PaperStage
from kiosk.flows.parcels.slip_needs import HELD_S, Need, SlipNeeds

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
SLIP = Paper("s-A1", "claim slip", "m1", "en", PaperStage.QUEUED, NOW)
QUIET = House()
TELLING = replace(QUIET, notices={"n-A1": Notice("n-A1", "r-1", "parcel_waiting", "p1", NOW)})


def needs(*, always: bool = False, reachable: bool = True) -> SlipNeeds:
    return SlipNeeds(always=always, reachable=lambda _paper: reachable)


def test_where_slips_are_for_all_nothing_is_waited_for() -> None:
    assert needs(always=True).of(SLIP, TELLING, NOW) is Need.NOW


def test_who_has_no_telephone_is_not_kept_waiting() -> None:
    assert needs(reachable=False).of(SLIP, TELLING, NOW) is Need.NOW


def test_it_is_held_while_the_notice_is_on_its_way_and_not_for_ever() -> None:
    held = needs()
    assert held.of(SLIP, TELLING, NOW) is Need.NOT_YET
    assert held.of(SLIP, TELLING, NOW + timedelta(seconds=HELD_S - 1)) is Need.NOT_YET
    assert held.of(SLIP, TELLING, NOW + timedelta(seconds=HELD_S)) is Need.NOW


@pytest.mark.parametrize(("channels", "need"), [(("e-mail",), Need.NEVER), ((), Need.NOW)])
def test_what_became_of_the_notice_decides(channels: tuple[str, ...], need: Need) -> None:
    told = needs()
    assert told.heard([e.NoticeSent("n-A1", channels)])
    assert told.of(SLIP, QUIET, NOW) is need


def test_a_notice_to_somebody_else_decides_nothing() -> None:
    told = needs()
    told.heard([e.NoticeSent("n-B2", ("e-mail",))])
    assert told.of(SLIP, TELLING, NOW) is Need.NOT_YET


def test_after_a_restart_nothing_is_known_and_it_is_printed() -> None:
    assert needs().of(SLIP, QUIET, NOW) is Need.NOW


def test_what_the_desk_asked_for_is_printed_at_once() -> None:
    asked = needs()
    asked.heard([e.SlipReplaced("p1", "A1", "mac", "a-lin"), e.PaperQueued("s-A1", "claim slip", "m1", "en")])
    assert asked.of(SLIP, TELLING, NOW) is Need.NOW


def test_it_wakes_for_papers_and_notices_only() -> None:
    assert needs().heard([e.PaperQueued("r-1", "receipt", "m1", "en")])
    assert not needs().heard([e.KioskStarted("1")])
