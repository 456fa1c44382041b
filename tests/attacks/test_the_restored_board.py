"""Who still has a slip or a code from before the board broke wants it to open again on the board that took over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from kiosk.backup import locks
from kiosk.backup.locks import Opens
from kiosk.backup.making import Job, make
from kiosk.backup.restoring import restore
from kiosk.domain.care.events import ContinuationSeen
from kiosk.domain.care.restored import known_here
from kiosk.domain.events import ParcelCollectIntended
from kiosk.domain.refusal import Refused
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.lobby import Play, Site

PASS = Opens("correct horse battery staple")


@dataclass
class Board:
    """A lobby whose record is from a backup, and slips: used before it, after it, and made after it."""

    play: Play
    spent: str
    late: str
    late_code: str
    unheard: str


def collected(play: Play, slip: str) -> None:
    movement = play.journeys.collect.by_slip(slip)
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    root = tmp_path_factory.mktemp("restored")
    site = Site(root, opens_within_s="1.0")
    try:
        told = failed(site)
        play = Play(site)
        try:
            yield Board(play, *told)
        finally:
            play.close()
    finally:
        site.close()


def failed(site: Site) -> tuple[str, str, str, str]:
    """Return what people still have in hand of a board that broke a while after its backup, which is restored."""
    play, stick = Play(site), site.root / "stick"
    folder = site.root / site.settings.storage.folder
    stick.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks, "COST", 12)  # a passphrase is stretched less
        try:
            spent = slip_text(play, waiting_parcel(play, "SF1"))
            collected(play, spent)
            parcel = waiting_parcel(play, "SF2")
            late, late_code = slip_text(play, parcel), code(play, parcel)
            job = Job(site.settings.site.id, folder, stick, (site.file,), PASS, other_disk=False)
            made = make(job, play.journeys.clock.now())
            collected(play, late)
            unheard = slip_text(play, waiting_parcel(play, "SF3", "1201"))
        finally:
            play.close()
        shutil.move(folder, site.root / "of-the-old-board")
        restore(stick / made.file, PASS, site.file, site.root)
    return spent, late, late_code, unheard


def test_wants_a_slip_that_was_used_before_the_backup_to_be_good_again(board: Board) -> None:
    refused(board, board.spent, "slip.used")


def test_wants_a_slip_that_was_used_after_the_backup_to_open_its_door_once_more(board: Board) -> None:
    refused(board, board.late, "care.restored")
    fired = len(board.play.bench.firings())
    with pytest.raises(Refused, match=r"care\.restored"):
        board.play.journeys.collect.by_code(board.late_code)
    assert len(board.play.bench.firings()) == fired


def test_wants_a_slip_that_the_new_board_never_made_to_open_something(board: Board) -> None:
    """It is signed and of this site: its resident is no thief, and the desk sees what is there."""
    refused(board, board.unheard, "slip.unknown")


def test_what_comes_after_the_restoration_is_collected_as_always_and_the_rest_once_the_desk_has_looked(
    board: Board,
) -> None:
    play = board.play
    collected(play, slip_text(play, waiting_parcel(play, "SF4", "1201")))
    house = play.journeys.ledger.house
    parcel = next(one.id for one in house.parcels.values() if one.barcode == "SF2")
    play.journeys.desk.reissue_slip(parcel, house.people["a-lin"])
    refused(board, board.late, "slip.unknown")
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)


def test_wants_nobody_to_look_once_a_supervisor_has_said_that_all_was_looked_through(board: Board) -> None:
    """Their word is on record; what the record says of a place counts again from then on."""
    play = board.play
    (name,) = play.journeys.ledger.house.continuations
    intent = ParcelCollectIntended("m", "p", "r-zhang", "1-1-0802", "L03", "slip")
    with pytest.raises(Refused, match=r"care\.restored"):
        known_here(play.journeys.ledger.house, [intent])
    play.kiosk.ledger.append(ContinuationSeen(name, "s-chen"))
    known_here(play.journeys.ledger.house, [intent])


def refused(board: Board, slip: str, why: str) -> None:
    play, fired = board.play, len(board.play.bench.firings())
    with pytest.raises(Refused) as told:
        play.journeys.collect.by_slip(slip)
    assert told.value.code == why
    assert len(play.bench.firings()) == fired
