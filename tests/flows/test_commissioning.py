"""An installer walks a mis-wired site by its pages alone, and the settings that come out of it run the lobby."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage
from kiosk.ledger.chain import walk as walk_chain
from kiosk.ledger.schema import connect_to_read
from kiosk.pdf.verifying import Verified, verify_pdf
from kiosk.settings import fittings_of
from tests.flows.installer import DEAD_SWITCH, Installer, MiswiredSite
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_keys import taken
from tests.lobby import Play
from tests.wire.waiting import until


@pytest.fixture
def site(tmp_path: Path) -> Iterator[MiswiredSite]:
    built = MiswiredSite(tmp_path / "s")
    yield built
    built.close()


@pytest.fixture
def installer(site: MiswiredSite) -> Installer:
    site.command("commission")
    hands = Installer(site)
    hands.enter()
    return hands


def everything_found(hands: Installer) -> str:
    """Return the text of all pages of findings."""
    hands.look("/summary")
    pages = int((re.search(r"\d+ of (\d+)", hands.text) or ["", "1"])[1])
    found = ""
    for page in range(1, pages + 1):
        hands.look(f"/summary?page={page}")
        found += hands.text.partition("Write the settings")[0]
    return found


def tried(site: MiswiredSite) -> list[str]:
    """Return the doors that the record says were tried, in order; the chain holds."""
    connection = connect_to_read(site.root / "var" / "ledger.db")
    assert walk_chain(connection).broken_at is None
    rows = connection.execute("SELECT body FROM events WHERE type = 'door.tried/1' ORDER BY seq").fetchall()
    connection.close()
    return [re.findall(r'"place":"(\w+)"', body)[0] for (body,) in rows]


def test_every_planted_mistake_is_found_by_name_and_the_settings_then_run_the_lobby(
    site: MiswiredSite,
) -> None:
    site.bench.switch(DEAD_SWITCH, "dead")
    site.bench.line_fault("xor", echo=True)
    site.bench.line_fault("badge-reader", silent=True)
    site.bench.line_fault("printer", proof="none")
    site.bench.line_fault("camera", blur_px=6.0)
    child = site.command("commission")
    hands = Installer(site)
    hands.enter()
    until(lambda: "hears itself" in hands.look("/lines"), 60)
    hands.walk_the_doors()
    walk_the_devices(hands)
    found = everything_found(hands)
    for words in (
        "Board 1 of xor tells shut the other way",
        "Board 2 of xor sends its bytes reversed",
        "L01 and L02 are crossed",
        f"{DEAD_SWITCH} has no working switch",
        "The switches of L08 and L09 are crossed",
        "Line xor hears itself (echo)",
        "The badge reader reads nothing",
        "The printer can't prove a print",
        "The camera is out of focus",
    ):
        assert words in found
    assert hands.count == 9, found
    hands.press("Write the settings")
    check_what_was_written(site, hands)
    assert len(tried(site)) == len(site.bench.firings())
    child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 0
    for device in ("badge-reader", "camera"):
        site.bench.mend(device)  # the screwdriver's part
    play_the_lobby(site)


def test_two_boards_with_each_others_number_are_one_finding_and_no_door_is_left_out(tmp_path: Path) -> None:
    doors = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]
    wires = [(f'["xor", {board}, {at}] }}', f'["xor", {3 - board}, {at}]  }}') for board, at in doors]
    site = MiswiredSite(tmp_path / "s", built=tuple(wires))
    try:
        site.command("commission")
        hands = Installer(site)
        hands.enter()
        until(lambda: "Answers: board 1, 2" in reread(hands, "/lines"), 60)
        hands.walk_the_doors()
        assert "Boards 1 and 2 of xor are swapped" in everything_found(hands)
        assert hands.count == 1, everything_found(hands)
        hands.press("Write the settings")
        latches = {fitted.place.id: fitted.latch for fitted in fittings_of(site.settings)}
        assert [latches[f"L0{at}"] for at in range(3, 8)] == [("xor", 3 - board, at) for board, at in doors]
        assert len(tried(site)) == 11, "no door was opened twice"
    finally:
        site.close()


def walk_the_devices(hands: Installer) -> None:
    """Lay a badge, print a slip, hold it to a camera that is out of focus."""
    bench = hands.bench
    hands.press("Badge reader")
    bench.tap("04A1B2C3D4E580")
    hands.press("Nothing is read")
    bench.lift()
    hands.look("/printer")
    hands.press("Ask the printer")
    assert "It can't prove a print" in hands.text
    hands.press("Print a test slip")
    assert "clear and whole" in hands.text
    hands.press("Clear and whole")
    hands.look("/camera")
    bench.show_piece()
    until(lambda: "not sharp" in hands.look("/camera"), 30)
    hands.press("Take it so")
    bench.clear()


def check_what_was_written(site: MiswiredSite, hands: Installer) -> None:
    """The files stand where the page says, whole, signed, with the old ones beside them."""
    assert "The settings are written" in hands.title
    text, kept = site.file.read_text(), next(site.root.glob("site.toml.before-*")).read_text()
    assert "# the tall column" in text and "# The wiring as it stands on the plan." in text
    changed = set(text.splitlines()) - set(kept.splitlines())
    assert len(changed) == 8, changed  # 2 boards, 5 doors, the printer's proof: nothing else was touched
    report = next(site.root.glob("commissioning-*.pdf"))
    assert isinstance(verify_pdf(report.read_bytes()), Verified)
    digest = sha256(report.read_bytes()).hexdigest().upper()
    assert digest in hands.text.replace(" ", "")


def play_the_lobby(site: MiswiredSite) -> None:
    """A parcel comes and goes at doors of each kind that was mended, and a key is issued."""
    play = Play(site)  # type: ignore[arg-type]
    try:
        for number, size in (("SF1", "S"), ("SF2", "M"), ("SF3", "L")):
            parcel = waiting_parcel(play, number, "0802", size)
            movement = play.journeys.collect.by_slip(slip_text(play, parcel))
            play.comes_to(movement, "open")
            play.bench.take_parcel(movement.place)
            play.bench.push_shut(movement.place)
            if play.journeys.furniture.places[movement.place].is_blind:
                play.comes_to(movement, "ask")
                play.journeys.doors.say(movement.id, "i_took_it")
            play.comes_to(movement, "done")
            assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED
            play.journeys.visits.end()
        assert taken(play) == "01-000001a1b2c3"
    finally:
        play.close()


def test_a_kill_in_the_middle_keeps_what_was_learned_and_fires_nothing(site: MiswiredSite) -> None:
    child = site.command("commission")
    hands = Installer(site)
    hands.enter()
    hands.comes_to("asking", "K01")
    hands.press("Yes, this one")
    hands.comes_to("inside", "K01")
    hands.bench.push_shut("K01")
    hands.comes_to("asking", "K02")
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    fired = len(site.bench.firings())
    site.command("commission")
    hands.look("/doors")
    assert hands.title == "Who is there?", "the old screen may not go on by itself"
    hands.enter()
    hands.look("/doors")
    assert hands.state == ["interrupted", "K02"] and "1 of 11" in hands.title
    assert len(site.bench.firings()) == fired == len(tried(site))
    assert site.bench.push_shut("K02")
    hands.comes_to("asking", "K02")
    assert len(site.bench.firings()) == fired + 1


def test_a_page_that_loads_late_leaves_nobody_before_a_door_that_stands_open(
    site: MiswiredSite, installer: Installer
) -> None:
    until(lambda: "Answers: board 0" in reread(installer, "/lines"), 60)
    installer.comes_to("ready", "K01")
    step = re.findall(r'action="/doors/open">.*?value="(\d+)"', installer.html, re.S)[0]
    installer.look("/lines")  # asked for before, answered only now
    installer.post("/doors/open", step=step)
    installer.comes_to("asking", "K01")
    assert [firing["place"] for firing in site.bench.firings()] == ["K01"]


def test_ten_taps_a_second_fire_once(site: MiswiredSite, installer: Installer) -> None:
    installer.comes_to("asking", "K01")
    installer.press("Yes, this one")
    installer.comes_to("inside", "K01")
    site.bench.push_shut("K01")
    installer.comes_to("next", "K02")
    step = re.findall(r'action="/doors/hold">.*?value="(\d+)"', installer.html, re.S)[0]
    for _ in range(10):
        installer.post("/doors/open", step=step)
    installer.comes_to("asking", "K02")
    for _ in range(10):
        installer.post("/doors/open", step=step)
        installer.post("/doors/skip", step=step)
    assert [firing["place"] for firing in site.bench.firings()] == ["K01", "K02"] == tried(site)
    assert installer.state == ["asking", "K02"]


def test_a_line_that_is_pulled_at_an_open_door_is_said_and_the_walk_goes_on(
    site: MiswiredSite, installer: Installer
) -> None:
    installer.comes_to("asking", "K01")
    installer.press("Yes, this one")
    installer.comes_to("inside", "K01")
    site.bench.pull("cu16")
    installer.comes_to("line_away", "K01")
    assert site.bench.push_shut("K01")
    site.bench.plug("cu16")
    installer.comes_to("asking", "K02")
    until(lambda: [firing["place"] for firing in site.bench.firings()] == ["K01", "K02"], 5)


def test_a_wrong_answer_is_held_against_what_was_sensed(site: MiswiredSite, installer: Installer) -> None:
    assert 'href="/summary"' in installer.html
    installer.comes_to("asking", "K01")
    assert 'href="/summary"' not in installer.html and "Findings: later" in installer.text
    until(lambda: 'data-said="" data-sensed="K01"' in reread(installer), 20)
    installer.press("None opened")
    assert installer.state == ["conflict_none", "K01"]
    assert "The switch of K01 moved" in installer.text
    installer.press("It is K01")
    assert installer.state == ["inside", "K01"]
    assert len(site.bench.firings()) == 1


def reread(hands: Installer, path: str = "/doors") -> str:
    """Return a page as it is now."""
    hands.look(path)
    return hands.html


def test_nobody_walks_without_the_terminal_and_five_wrong_codes_make_a_new_one(site: MiswiredSite) -> None:
    site.command("commission")
    right = site.terminal()
    hands = Installer(site)
    for path in ("/", "/doors", "/summary", "/doors/which"):
        hands.look(path)
        assert hands.title == "Who is there?"
    hands.post("/doors/open", step="1")
    for guess in range(5):
        hands.post("/code", code=f"{(int(right) + 1 + guess) % 1_000_000:06d}")
        assert "not the digits" in hands.text
    hands.post("/code", code=right)
    assert "not the digits" in hands.text
    assert site.terminal() != right
    hands.enter()
    assert hands.title == "Lines and boards"
    assert site.bench.firings() == []


def test_the_walk_and_the_kiosk_keep_out_of_each_others_way(site: MiswiredSite) -> None:
    site.command("run")
    with pytest.raises(AssertionError, match="systemctl stop kiosk"):
        site.command("commission")
