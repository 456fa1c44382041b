"""What every paper says of the log, and when the device signs it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.checkpoints.deciding import due
from kiosk.domain.checkpoints.events import CheckpointSigned, DeviceKeyBegun
from kiosk.domain.shifts.shift import Shift
from kiosk.flows.paper.witnessed import Witness, witnessed
from kiosk.language.messages import Language
from kiosk.paper import Block, ChainHead, Cut, Facts, Line, Qr, draw, typeset
from kiosk.paper.forms import Letterhead, TwoParts, two_parts
from tests.unit.houses import NOON, PEOPLE, at

HEX = "0123456789abcdef" * 4
WITNESS = Witness(1842, HEX, "LOGE3:CODE")
HEAD = ChainHead(HEX, 1842)
ZONE = "Asia/Shanghai"


def test_a_paper_without_a_code_gets_one_right_above_the_head() -> None:
    paper: tuple[Block, ...] = (Line("a"), ChainHead("ff"), Line("b"))
    assert witnessed(paper, WITNESS) == (Line("a"), Qr("LOGE3:CODE"), HEAD, Line("b"))


def test_a_paper_with_a_code_of_its_own_keeps_that_one_alone() -> None:
    paper: tuple[Block, ...] = (Qr("LOGE1:RIGHT"), ChainHead("ff"))
    assert witnessed(paper, WITNESS) == (Qr("LOGE1:RIGHT"), HEAD)


def test_a_paper_that_says_nothing_of_the_log_says_it_now_and_an_empty_one_stays_empty() -> None:
    assert witnessed((Qr("tag"), Facts(())), WITNESS)[-1] == HEAD
    assert witnessed((), WITNESS) == ()


def test_both_parts_of_a_slip_bear_the_same_head() -> None:
    letter = Letterhead("E", Language.ENGLISH, ZONE)
    slip = TwoParts("paper.deposit.title", "D1", (), "LOGE1:CLAIM", "ff")
    found = witnessed(two_parts(slip, letter), WITNESS)
    assert [one for one in found if isinstance(one, ChainHead)] == [HEAD, HEAD]
    assert [one.text for one in found if isinstance(one, Qr)] == ["LOGE1:CLAIM"]
    assert sum(isinstance(one, Cut) for one in found) == 1


@pytest.mark.parametrize("paper_mm", (58, 80))
def test_the_number_stands_on_either_paper_and_is_never_taken_for_a_group(paper_mm: int) -> None:
    assert HEAD.number == "No. 001842" and ChainHead(HEX).number == ""
    (piece,) = typeset((HEAD,), paper_mm=paper_mm)
    assert "No. 001842" in "\n".join(getattr(line, "text", "") for line in piece.strips)
    with_number, without = (draw((one,), paper_mm=paper_mm)[0] for one in (HEAD, ChainHead(HEX)))
    assert with_number.height_px > without.height_px


def test_the_log_is_signed_at_the_end_of_a_shift_each_day_and_each_so_many() -> None:
    signed = CheckpointSigned(10, HEX, "2026-05-03T12:00:00Z", "start", "")
    house = at(PEOPLE, DeviceKeyBegun("ab" * 32))
    assert due(house, 1, NOON, ZONE) == "start"
    house = at(house, signed)
    hour = NOON + timedelta(hours=1)
    assert due(house, 11, hour + timedelta(days=9), ZONE) == ""  # nothing but the signature itself
    assert due(house, 12, hour, ZONE) == ""
    ended = Shift("x", "a", NOON - timedelta(hours=8), ended=NOON + timedelta(minutes=5))
    assert due(house.having(shifts={"x": ended}), 12, hour, ZONE) == "shift"
    assert due(house, 12, NOON + timedelta(hours=3), ZONE) == ""  # 23:00 in Shanghai
    assert due(house, 12, NOON + timedelta(hours=4), ZONE) == "day"
    assert due(house, 12, NOON + timedelta(hours=4), ZONE, trusted=False) == ""
    assert due(house, 59, hour, ZONE, every=50) == "" and due(house, 60, hour, ZONE, every=50) == "count"
