"""Who holds something to the camera, a scanner or the reader, or sits on a wire, wants a door that is not theirs."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from drivers.camera.codec import Parts
from drivers.gpio_doors.codec import LineFinder
from drivers.ibutton.codec import tags_in
from drivers.kerong_cu16.codec import ReplyFinder
from drivers.modbus_relays.codec import AnswerFinder
from drivers.osdp_reader.codec import is_frame
from drivers.pn532.codec import Parser as ReaderParser
from drivers.rdm6300.codec import Parser as TagParser
from drivers.scanner.codec import BadgeForm, LineParser, badge_uid, scan_of
from kiosk import claim_slip
from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.refusal import Refused
from kiosk.language import messages
from kiosk.language.messages import Language
from kiosk.paper.lettering import printable
from tests.attacks.standing import app_of, stood
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.lobby import LIN, WANG, Play
from tests.ui.test_desk import Desk
from tests.wire.waiting import until
from ui.desk.log import csv_line

HOSTILE = (
    "'; DROP TABLE events; --",
    "1' OR '1'='1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ config }}{% for x in y %}",
    "\x1bp\x00\x19\xfa",  # ESC/POS: kick the drawer
    "\x1dV\x00\x1b@",  # cut, and begin anew
    "\x10\x14\x01\x00\x05",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "\u202e6L roD\u202c",
    "A" * 60_000,
    "\x00\x00\x00",
    "LOGE1:",
    "LOGE1:" + "A" * 5000,
    "LOGE1:" + "0" * 118,
    "CARD1:" + "Z" * 200,
    "%n%n%n%s",
    "\r\nX-Injected: 1\r\n\r\n",
    "​‮⁦\ufeff",
    "K01",
    "L03",
    "unlock",
)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    yield from stood(tmp_path_factory.mktemp("wire"))


def noise(seed: int) -> Iterator[bytes]:
    """Yield frames that begin well, random bytes, and both mixed."""
    dice = random.Random(seed)
    starts = (
        b"\x02",
        b"\x03",
        b"\xff\x53",
        b"\x00\x00\xff",
        b"\xd5\x4b",
        b"\x55\xaa",
        b"\r\n",
        b"\x01\x0f",
        b"--",
        b"{",
    )
    for _ in range(400):
        yield (
            dice.choice(starts)
            + dice.randbytes(dice.randrange(0, 40))
            + dice.choice((b"", b"\x03", b"\r\n", b"\x00"))
        )


@pytest.mark.parametrize(
    "feed",
    [
        ReplyFinder().feed,
        AnswerFinder(1).feed if AnswerFinder.__init__.__code__.co_argcount > 1 else AnswerFinder().feed,  # type: ignore[call-arg]
        LineFinder().feed,
        ReaderParser().feed,
        TagParser().feed,
        LineParser().feed,
        Parts().feed,
        is_frame,
        lambda sent: tags_in(sent.decode("latin-1")),
        lambda sent: [badge_uid(sent.decode("latin-1"), form) for form in BadgeForm],
        lambda sent: scan_of(sent),
    ],
    ids=[
        "CU16",
        "Modbus",
        "pins",
        "PN532",
        "RDM6300",
        "scanner",
        "camera",
        "OSDP",
        "1-Wire",
        "badge lines",
        "scans",
    ],
)
def test_wants_a_driver_to_break_at_bytes_that_nobody_expects(feed: Callable[[bytes], object]) -> None:
    for before, after in pairwise(noise(7)):
        feed(before)
        feed(before[:3] + after)


def test_wants_any_text_in_a_code_to_open_a_door(play: Play) -> None:
    """Nobody there, then a courier, then an attendant: the same codes, and no latch, person or parcel comes of it."""
    fired = len(play.bench.firings())
    parcels = dict(play.journeys.ledger.house.parcels)
    for badge in ("", WANG, LIN):
        play.journeys.visits.end()
        if badge:
            play.tap(badge)
        for text in HOSTILE:
            play.journeys.presented.code(text)
    house = play.journeys.ledger.house
    assert len(play.bench.firings()) == fired and house.parcels == parcels
    assert not any(door.commanded_by for door in house.doors.values())
    assert play.kiosk.journeys.ledger.head, "the record is still there"
    play.journeys.visits.end()


def test_wants_any_number_on_a_badge_to_be_somebodys(play: Play) -> None:
    play.journeys.visits.end()
    dice = random.Random(3)
    numbers = [dice.randbytes(length).hex().upper() for length in (0, 1, 4, 7, 10, 500) for _ in range(5)]
    for number in (*numbers, *HOSTILE, LIN.lower() + "00", LIN[:-2], f" {LIN}", f"{LIN}\x00"):
        for proof in (Proof.NONE, Proof.WRONG_KEY, Proof.NOT_OURS, Proof.BLOCKED, Proof.GONE):
            play.journeys.presented.badge(ShownBadge(number, "ntag", proof))
            assert play.journeys.visits.current is None, (number, proof)


def test_wants_the_words_of_a_code_to_reach_a_page_as_more_than_words(play: Play) -> None:
    client = app_of(play).test_client()
    client.set_cookie("language", "en")
    play.tap(WANG)
    for text in HOSTILE:
        play.journeys.presented.code(text)
        for path in ("/courier/recipient", "/courier/scan", "/courier/summary", "/"):
            shown = client.get(path).text
            assert "<script>alert" not in shown and "<img src=x" not in shown and "\x1b" not in shown, (
                text,
                path,
            )
    play.journeys.visits.end()


def test_wants_commands_for_the_printer_in_what_is_printed(play: Play) -> None:
    """A name of a parcel goes onto its slip: no control byte of it reaches the paper as one."""
    for text in HOSTILE:
        drawn = printable(text)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", drawn), ascii(text)
    play.journeys.visits.end()
    play.tap(WANG)
    with pytest.raises(Refused, match=r"parcel\.barcode_missing"):
        play.journeys.drop.scanned("SF1\x1bp\x00\x19\xfa")
    play.journeys.visits.end()


def test_wants_a_line_of_their_own_in_a_log_or_a_table(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    client = app_of(play).test_client()
    with caplog.at_level("INFO"):
        for text in HOSTILE:
            play.journeys.presented.code(text)
            client.get("/message/" + text.replace("/", "_").replace("\x00", "")[:200])
        client.post(
            "/collect/code%0d%0aERROR kiosk: all is lost", data={"code": "1\r\nERROR kiosk: all is lost"}
        )
    assert not any("\n" in record.getMessage() or "\x1b" in record.getMessage() for record in caplog.records)
    for text in HOSTILE:
        (cell,) = csv_line([text]).removesuffix("\r\n").splitlines()[:1] or [""]
        assert not re.match(r'"?[=+\-@\t\r＝＋－＠]', cell), text


def test_wants_a_slip_that_nobody_signed(play: Play) -> None:
    parcel = waiting_parcel(play, "SFS1")
    good = slip_text(play, parcel)
    fired = len(play.bench.firings())
    dice = random.Random(11)
    alphabet = claim_slip._ALPHABET
    for _ in range(300):
        at = dice.randrange(len(claim_slip.PREFIX), len(good))
        changed = good[:at] + dice.choice(alphabet.replace(good[at], "")) + good[at + 1 :]
        with pytest.raises(Refused):
            play.journeys.collect.by_slip(changed)
    for text in (good[:-1], good + "0", good.lower(), good * 2, f" {good}", good.replace("LOGE1", "LOGE2")):
        with pytest.raises(Refused):
            play.journeys.collect.by_slip(text)
    assert len(play.bench.firings()) == fired


def test_wants_a_slip_of_another_site_or_of_another_kind(play: Play) -> None:
    parcel = waiting_parcel(play, "SFS2")
    number, key = play.journeys.ledger.house.parcels[parcel].slip, play.kiosk._storage.keys.slips
    site = play.site.settings.site.id
    fired = len(play.bench.firings())
    for text in (
        claim_slip.write(key, "another-site", number),
        *(
            claim_slip.write(key, site, number, kind)
            for kind in claim_slip.KINDS
            if kind != claim_slip.PARCEL
        ),
        claim_slip.write(key, site, os.urandom(8).hex()),
        claim_slip.write(key, site, "0" * 16),
    ):
        with pytest.raises(Refused):
            play.journeys.collect.by_slip(text)
        play.journeys.presented.code(text)
    assert len(play.bench.firings()) == fired


def test_wants_a_slip_to_open_a_second_time(play: Play) -> None:
    parcel = waiting_parcel(play, "SFS3")
    slip = slip_text(play, parcel)
    movement = play.journeys.collect.by_slip(slip)
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    fired = len(play.bench.firings())
    for _ in range(3):
        play.journeys.presented.code(slip)
        try:
            assert play.journeys.collect.by_slip(slip).id == movement.id, (
                "what it has opened is shown, nothing else"
            )
        except Refused as refused:
            assert refused.code == "slip.used"
    assert len(play.bench.firings()) == fired


def test_wants_the_slip_that_was_lost_after_a_new_one_was_printed(play: Play) -> None:
    parcel = waiting_parcel(play, "SFS4")
    lost = slip_text(play, parcel)
    play.journeys.desk.reissue_slip(parcel, play.journeys.ledger.house.people["s-chen"])
    fired = len(play.bench.firings())
    for _ in range(3):
        with pytest.raises(Refused, match=r"slip\.(unknown|void)"):
            play.journeys.collect.by_slip(lost)
    assert len(play.bench.firings()) == fired
    assert play.journeys.collect.by_slip(slip_text(play, parcel)).item == parcel
    play.journeys.visits.end()


def test_wants_a_door_opened_by_guessing_codes_all_night(play: Play) -> None:
    parcel = waiting_parcel(play, "SFS5")
    desk = Desk(play)
    fired, answered = len(play.bench.firings()), 0
    dice = random.Random(5)
    for _ in range(60):
        answer = desk.post("/collect/code", code=str(dice.randrange(10**9, 10**10)))
        answered += answer.status_code == 303
    assert answered == 0 and len(play.bench.firings()) == fired
    assert play.journeys.ledger.house.parcels[parcel].live


def test_wants_a_line_that_is_cut_to_count_as_a_door_that_is_shut(play: Play) -> None:
    """Silence is no reading: an open door is unknown then, and neither shut nor fired again when the line is back."""
    chen = play.journeys.ledger.house.people["s-chen"]
    place = next(one for one in ("L02", "L04", "L06") if play.journeys.sight.reading(one).shut)
    play.journeys.desk.open_door(place, chen, "look")
    until(lambda: play.journeys.ledger.house.door(place).seen_open, 5)
    fired = len(play.bench.firings())
    line = play.journeys.furniture.places[place].device
    play.bench.do("line_fault", device=line, faults={"silent": True})
    until(lambda: play.journeys.sight.reading(place).shut is None, 8)
    assert play.journeys.ledger.house.door(place).seen_open
    play.bench.mend(line)
    until(lambda: play.journeys.sight.reading(place).shut is False, 10)
    assert len(play.bench.firings()) == fired
    play.bench.push_shut(place)
    until(lambda: not play.journeys.ledger.house.door(place).seen_open, 8)


def test_wants_words_of_theirs_to_stand_in_a_notice_in_every_language(play: Play) -> None:
    for language in Language:
        for words in ("{place}", "{0.__class__}", "{name!r}", "%(x)s", "${x}"):
            if messages.known("notice.parcel_still_here.subject"):
                assert words in messages.text("notice.parcel_still_here.subject", language, estate=words)
