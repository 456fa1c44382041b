"""The simulated lobby as the kiosk meets it: a process of its own, reached through the real drivers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from drivers.camera.codes import read_codes
from drivers.camera.driver import Camera
from drivers.doors import LockLine
from drivers.escpos_printer.driver import EscposPrinter, Outcome
from drivers.gpio_doors.driver import GpioDoors, GpioWiring
from drivers.ibutton.driver import OneWireSlots
from drivers.kerong_cu16.driver import KerongCu16
from drivers.link import SerialLink
from drivers.pn532.driver import Pn532Reader
from drivers.sim import pictures
from drivers.sim.bench import Bench, BenchTrouble
from drivers.speech.driver import Voice
from drivers.trouble import LinkLost, NoReply
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.driver import XorBoards
from tests.wire.running_lobby import CONFIG, RunningLobby, command, running_lobby, site_on_free_ports
from tests.wire.waiting import until

SITE = tomllib.loads((CONFIG / "demo.toml").read_text())
BADGE = "04A1B2C3D4E580"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLobby]:
    """One world for the tests that leave it as they found it."""
    with running_lobby(tmp_path_factory.mktemp("lobby")) as lobby:
        yield lobby


@pytest.fixture
def lobby(shared: RunningLobby) -> Iterator[RunningLobby]:
    """The shared world; whatever a test broke or left open is put right after it."""
    yield shared
    bench = shared.bench
    for device, plugged in bench.state()["cables"].items():
        bench.mend(device)
        if not plugged:
            bench.plug(device)
    for place, door in bench.state()["doors"].items():
        bench.jam(place, False)
        bench.wear_latch(place, False)
        bench.switch(place, "good")
        bench.presence(place, "good")
        if door["open"]:
            bench.push_shut(place)
    bench.clear()
    bench.lift()


@pytest.fixture
def bench(lobby: RunningLobby) -> Bench:
    """Hands in the shared world."""
    return lobby.bench


def lock_line(lobby: RunningLobby, name: str) -> LockLine:
    """Return the real driver of one of the site's lines, wired as the site's file says."""
    line = next(line for line in SITE["lines"] if line["name"] == name)
    path, boards = str(lobby.root / line["device"].removeprefix("unix:")), line["boards"]
    if line["family"] == "kerong-cu16":
        return KerongCu16(SerialLink(path, 19200), name=name, shut_bits={b["address"]: 1 for b in boards})
    if line["family"] == "xor-8a":
        wiring = {
            b["address"]: XorWiring(b["channels"], b["shut_bit"], b["first_status_byte"]) for b in boards
        }
        return XorBoards(SerialLink(path, 9600), name=name, boards=wiring)
    pins = {
        b["address"]: GpioWiring(tuple(b["latch_pins"]), tuple(b["switch_pins"]), b["shut_level"])
        for b in boards
    }
    return GpioDoors(f"unix:{path}", pins, name=name, pulse_ms=100)


def wires() -> dict[str, tuple[str, int, int]]:
    """Return every door's line, board and channel, read from the site's file by nobody's code but this."""
    found = {}
    for furniture, inner in (("cabinets", "slots"), ("lockers", "compartments")):
        for piece in SITE[furniture]:
            for column in piece["columns"]:
                for entry in column[inner]:
                    found[f"{piece['prefix']}{entry['number']:02d}"] = tuple(entry["wire"])
    return found


ONE_OF_EACH = ["L03", "L02", "L01", "L08"]  # CU16, XOR low first, XOR high first and inverted, GPIO


@pytest.mark.parametrize("place", ONE_OF_EACH)
def test_a_latch_fired_by_the_driver_opens_its_door_and_a_push_shuts_it(
    lobby: RunningLobby, bench: Bench, place: str
) -> None:
    name, board, channel = wires()[place]
    fired = len(bench.firings())
    with closing(lock_line(lobby, name)) as line:
        assert line.status(board).shut[channel - 1] is True
        line.unlock(board, channel)
        until(lambda: line.status(board).shut[channel - 1] is False)
        assert [(f["place"], f["opened"]) for f in bench.firings()[fired:]] == [(place, True)]
        assert bench.push_shut(place)
        until(lambda: line.status(board).shut[channel - 1] is True)


@pytest.mark.parametrize("name", ["locks-a", "locks-b", "doors-gpio"])
def test_every_wire_of_the_site_leads_to_its_own_door_and_no_other(
    lobby: RunningLobby, bench: Bench, name: str
) -> None:
    with closing(lock_line(lobby, name)) as line:
        for place, (on, board, channel) in wires().items():
            if on != name:
                continue
            line.unlock(board, channel)
            seen = bench.until(lambda state, place=place: state["doors"][place]["open"])  # type: ignore[misc]
            assert [other for other, door in seen["doors"].items() if door["open"]] == [place]
            until(lambda: not line.status(board).shut[channel - 1])  # noqa: B023
            bench.push_shut(place)


@pytest.mark.parametrize("place", ONE_OF_EACH)
def test_a_jammed_door_stays_shut_and_its_firing_is_on_record(
    lobby: RunningLobby, bench: Bench, place: str
) -> None:
    name, board, channel = wires()[place]
    bench.jam(place)
    fired = len(bench.firings())
    with closing(lock_line(lobby, name)) as line:
        line.unlock(board, channel)
        until(lambda: len(bench.firings()) > fired)
        assert [(f["place"], f["opened"]) for f in bench.firings()[fired:]] == [(place, False)]
        assert line.status(board).shut[channel - 1] is True
    assert not bench.door(place)["open"]


def test_a_forced_door_is_seen_open_and_no_coil_fired(lobby: RunningLobby, bench: Bench) -> None:
    fired = len(bench.firings())
    with closing(lock_line(lobby, "locks-a")) as line:
        bench.force("K05")
        assert line.status(0).shut[4] is False
    assert len(bench.firings()) == fired


@pytest.mark.parametrize(
    ("contact", "while_open", "while_shut"),
    [("stuck shut", True, True), ("stuck open", False, False), ("dead", True, True)],
)
def test_a_broken_switch_lies_to_the_board(
    lobby: RunningLobby, bench: Bench, contact: str, while_open: bool, while_shut: bool
) -> None:
    bench.switch("L16", contact)  # a dead one keeps what it read: shut
    with closing(lock_line(lobby, "locks-a")) as line:
        bench.force("L16")
        assert line.status(1).shut[6] is while_open
        bench.push_shut("L16")
        assert line.status(1).shut[6] is while_shut
        bench.switch("L16", "good")
        bench.force("L16")
        assert line.status(1).shut[6] is False


def test_a_worn_latch_does_not_hold_the_door(bench: Bench) -> None:
    bench.force("L04")
    bench.wear_latch("L04")
    assert bench.push_shut("L04") is False
    assert bench.door("L04")["open"]


def test_nothing_passes_through_a_shut_door(bench: Bench) -> None:
    for deed in (
        partial(bench.take_key, "K05"),
        partial(bench.put_key, "K04", "01-000000000001"),
        partial(bench.put_parcel, "L03", "SF1"),
        partial(bench.take_parcel, "L03"),
    ):
        with pytest.raises(BenchTrouble, match="is shut"):
            deed()


def test_the_presence_sensor_tells_of_a_parcel_unless_it_lies(lobby: RunningLobby, bench: Bench) -> None:
    with closing(lock_line(lobby, "locks-a")) as line:

        def sensed() -> bool | None:
            return line.status(1).present[2]

        assert sensed() is False
        bench.force("L05")
        bench.put_parcel("L05", "SF123")
        assert sensed() is True
        bench.presence("L05", "stuck empty")
        assert sensed() is False
        bench.presence("L05", "stuck present")
        assert bench.take_parcel("L05") == "SF123"
        assert sensed() is True


def test_a_key_is_read_where_it_hangs_even_in_a_wrong_slot(lobby: RunningLobby, bench: Bench) -> None:
    buses = {f"K{n:02d}": f"w1_bus_master{n}" for n in range(1, 17)}
    slots = OneWireSlots(lobby.root / "dev" / "w1", buses, name="one-wire")
    assert slots.read()["K05"] == ("01-000001a1b2c6",)
    bench.force("K05")
    tag = bench.take_key("K05")
    assert slots.read()["K05"] == ()
    bench.force("K08")
    bench.put_key("K08", tag)
    assert slots.read()["K08"] == (tag,)
    bench.mute_tag(tag)
    assert slots.read()["K08"] == ()
    bench.mute_tag(tag, False)
    with pytest.raises(BenchTrouble, match="already holds a key"):
        bench.put_key("K08", "01-00000000beef")
    bench.put_key("K05", bench.take_key("K08"))
    assert slots.read()["K05"] == (tag,)


def test_a_badge_is_read_while_it_lies_there(lobby: RunningLobby, bench: Bench) -> None:
    with closing(Pn532Reader(str(lobby.root / "dev" / "nfc0"), name="badge-reader")) as reader:
        assert reader.sense() is None
        bench.tap(BADGE)
        badge = reader.sense()
        assert badge is not None and badge.uid.hex().upper() == BADGE
        bench.lift()
        until(lambda: reader.sense() is None)
        bench.tap(BADGE, for_s=0.3)
        until(lambda: reader.sense() is not None)
        until(lambda: reader.sense() is None)
    assert bench.state()["badge"] == ""


def devices(lobby: RunningLobby) -> dict[str, Callable[[], Any]]:
    """Return for each cable one attempt to reach what is at its end."""

    def ask_line(name: str, board: int) -> None:
        with closing(lock_line(lobby, name)) as line:
            line.status(board)

    def ask_keys() -> None:
        OneWireSlots(lobby.root / "dev" / "w1", {"K01": "w1_bus_master1"}, name="one-wire").read()

    def ask_reader() -> None:
        with closing(Pn532Reader(str(lobby.root / "dev" / "nfc0"), name="badge-reader")) as reader:
            reader.sense()

    def ask_printer() -> None:
        link = SerialLink(str(lobby.root / "dev" / "printer"), 115200)
        with closing(EscposPrinter(link, name="printer")) as printer:
            printer.status()

    def ask_camera() -> None:
        with closing(Camera(f"{lobby.page}/camera.mjpg", name="camera")) as camera:
            camera.frame()

    def ask_voice() -> None:
        engine, cards = lobby.root / "dev" / "espeak-ng", lobby.root / "dev" / "sound"
        Voice(str(engine), name="speech", voices=("yue",), cards=str(cards))

    return {
        "locks-a": partial(ask_line, "locks-a", 0),
        "locks-b": partial(ask_line, "locks-b", 1),
        "doors-gpio": partial(ask_line, "doors-gpio", 0),
        "one-wire": ask_keys,
        "badge-reader": ask_reader,
        "printer": ask_printer,
        "camera": ask_camera,
        "speech": ask_voice,
    }


@pytest.mark.parametrize(
    "device", ["locks-a", "locks-b", "doors-gpio", "one-wire", "badge-reader", "printer", "camera", "speech"]
)
def test_a_pulled_cable_is_a_lost_link_and_the_device_is_back_when_it_is_in(
    lobby: RunningLobby, bench: Bench, device: str
) -> None:
    assert set(devices(lobby)) == set(bench.state()["cables"])
    reach = devices(lobby)[device]
    reach()
    bench.pull(device)
    with pytest.raises(LinkLost):
        reach()
    assert bench.state()["cables"][device] is False
    bench.plug(device)
    reach()


def test_a_cable_pulled_while_the_driver_holds_the_line_is_noticed(lobby: RunningLobby, bench: Bench) -> None:
    with closing(lock_line(lobby, "locks-a")) as line:
        line.status(0)
        bench.pull("locks-a")
        with pytest.raises(LinkLost):
            line.status(0)


def test_wire_faults_come_and_go_by_name(lobby: RunningLobby, bench: Bench) -> None:
    with closing(lock_line(lobby, "locks-a")) as line:
        bench.line_fault("locks-a", silent=True)
        with pytest.raises(NoReply):
            line.status(0)
        assert bench.state()["faults"]["locks-a"] == {"silent": True}
        bench.mend("locks-a")
        line.status(0)
        bench.line_fault("locks-a", noise_before=b"\xfa\xfd\x99\x99")
        line.status(0)
        assert line.skipped_bytes >= 4
        heard = b"".join(frame for _, way, frame in bench.traffic("locks-a") if way == "to")
        assert bytes.fromhex("0200300335") in heard
    with pytest.raises(BenchTrouble, match="knows no fault"):
        bench.line_fault("locks-a", gremlins=True)


def test_what_is_held_to_the_camera_is_read_from_its_stream(lobby: RunningLobby, bench: Bench) -> None:
    with closing(Camera(f"{lobby.page}/camera.mjpg", name="camera")) as camera:

        def sees(symbology: str, text: str) -> bool:
            return (symbology, text) in {
                (code.symbology, code.text) for code in read_codes(camera.frame().grey)
            }

        number = bench.state()["trolley"][0]
        bench.show_text("LOGE1:HELLO")
        until(lambda: sees("qr", "LOGE1:HELLO"))
        assert bench.camera_sent_s() is not None
        bench.show_label(number)
        until(lambda: sees("code128", number))
        bench.show(pictures.png(pictures.code("SF-77", "code128")))
        until(lambda: sees("code128", "SF-77"))
        bench.clear()
        until(lambda: not read_codes(camera.frame().grey))
    with pytest.raises(BenchTrouble, match="no picture"):
        bench.show(b"neither PNG nor JPEG")


class Slip:
    """A slip as long as a forearm with a dense QR near its end, as rows of dots."""

    def __init__(self, text: str) -> None:
        qr = pictures.code(text)
        qr = qr.resize((qr.width // 2, qr.height // 2), Image.Resampling.NEAREST)  # 4 dots a module
        paper = Image.new("L", (576, 2400), 255)
        paper.paste(qr, ((576 - qr.width) // 2, 2300 - qr.height))
        self.width_px = 576
        self.rows = bytes(octet ^ 0xFF for octet in paper.convert("1").tobytes())


def test_a_printed_slip_can_be_held_to_the_camera(lobby: RunningLobby, bench: Bench) -> None:
    before, claim = len(bench.printed()), "LOGE1:" + "ABCDEFG 7" * 30
    link = SerialLink(str(lobby.root / "dev" / "printer"), 115200)
    with closing(EscposPrinter(link, name="printer")) as printer:
        assert printer.print([Slip(claim)]) is Outcome.PRINTED
        bench.paper("out")
        assert printer.print([Slip("LOGE1:NEVER")]) is Outcome.NOT_SENT
        bench.paper("plenty")
    assert len(bench.printed()) == before + 1
    with closing(Camera(f"{lobby.page}/camera.mjpg", name="camera")) as camera:
        bench.show_piece()  # the whole slip is held far away, that all of it is seen: its code goes near the lens
        until(lambda: claim in {code.text for code in read_codes(camera.frame().grey)})


def fetch(url: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    """Return status and body of one request."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=5) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def test_the_page_shows_the_lobby_and_does_deeds_for_itself_alone(lobby: RunningLobby, bench: Bench) -> None:
    status, page = fetch(f"{lobby.page}/")
    assert status == 200 and lobby.screen in page.decode() and "林晓梅" in page.decode()
    deed = json.dumps({"do": "force", "place": "L04"}).encode()
    assert fetch(f"{lobby.page}/do", deed, **{"Content-Type": "application/json"})[0] == 403
    assert not bench.door("L04")["open"]
    own = {"Content-Type": "application/json", "X-Bench": "1"}
    assert fetch(f"{lobby.page}/do", deed, **own)[0] == 200
    assert json.loads(fetch(f"{lobby.page}/state")[1])["doors"]["L04"]["open"] is True
    status, answer = fetch(f"{lobby.page}/do", b'{"do": "take_key", "place": "K06"}', **own)
    assert (status, json.loads(answer)) == (409, {"error": "K06 is shut"})
    assert fetch(f"{lobby.page}/do", b"[1]", **own)[0] == 409


def test_the_page_tells_what_residents_were_told(lobby: RunningLobby) -> None:
    outbox = lobby.root / "var" / "outbox"
    outbox.mkdir(parents=True)
    letter = {"name": "张伟", "body": "Your parcel is here.", "qr": "LOGE1:A C-9 $%*+./:"}
    (outbox / "0001.json").write_text(json.dumps(letter))
    (outbox / "0001.new").write_text("half a no")
    notices = json.loads(fetch(f"{lobby.page}/state")[1])["notices"]
    assert [(notice["name"], notice["claims"]) for notice in notices] == [("0001.json", [letter["qr"]])]
    assert notices[0]["text"] == "张伟\nYour parcel is here."


# ---- the process itself --------------------------------------------------------------------------

CHILD = """
import pathlib, signal, sys, threading
mark = pathlib.Path(sys.argv[1])
mark.with_name("starts").open("a").write("x")
gone = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: (mark.write_text("ended in order"), gone.set()))
gone.wait()
"""


def child(root: Path, program: str = CHILD) -> str:
    """Return the command of a child that says on disk when it starts and when it is ended in order."""
    root.mkdir(exist_ok=True)
    (root / "child.py").write_text(program)
    return f"{sys.executable} {root / 'child.py'} {root / 'mark'}"


def test_a_power_cut_kills_the_kiosk_alone_and_it_starts_again(tmp_path: Path) -> None:
    with running_lobby(tmp_path, "--kiosk", child(tmp_path)) as lobby:
        bench, starts = lobby.bench, tmp_path / "starts"
        until(lambda: starts.exists() and starts.read_text() == "x", 10)
        with closing(lock_line(lobby, "locks-a")) as line:
            line.unlock(1, 1)
            bench.until(lambda state: state["doors"]["L03"]["open"])
            died = bench.power_cut()
            seen = bench.until(lambda state: state["kiosk"]["starts"] == 2 and state["kiosk"]["pid"], 10)
            assert seen["kiosk"]["pid"] != died
            until(lambda: starts.read_text() == "xx", 10)
            assert line.status(1).shut[0] is False  # the same world, the same open door, the same line
        assert not (tmp_path / "mark").exists()
        assert [firing["place"] for firing in bench.firings()] == ["L03"]
        assert lobby.stop() == 0
    assert (tmp_path / "mark").read_text() == "ended in order"


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_leaves_no_device_behind(tmp_path: Path, by: signal.Signals) -> None:
    with running_lobby(tmp_path) as lobby:
        assert {"locks-a", "locks-b", "gpio", "nfc0", "printer", "bench"} <= {
            path.name for path in (tmp_path / "dev").iterdir()
        }
        assert lobby.stop(by) == 0
        assert lobby.words.read_text() == ""
        assert list((tmp_path / "dev").iterdir()) == []
        with pytest.raises(BenchTrouble, match="gone"):
            lobby.bench.state()


def test_it_stops_without_a_word_before_whoever_looks_on(tmp_path: Path) -> None:
    with running_lobby(tmp_path) as lobby, urllib.request.urlopen(f"{lobby.page}/camera.mjpg") as stream:
        assert stream.read(2000)
        assert lobby.stop() == 0
        assert lobby.words.read_text() == ""


def test_what_lies_where_outlives_the_world(tmp_path: Path) -> None:
    with running_lobby(tmp_path) as lobby:
        lobby.bench.force("L08")
        lobby.bench.put_parcel("L08", "SF55")
        lobby.bench.force("K01")
        tag = lobby.bench.take_key("K01")
        lobby.process.kill()  # not even a chance to save
    with running_lobby(tmp_path) as lobby:
        state = lobby.bench.state()
        assert state["doors"]["L08"]["parcels"] == ["SF55"] and state["doors"]["L08"]["open"]
        assert state["keys_in_hand"] == [tag] and state["doors"]["K01"]["key"] is None
        keys = OneWireSlots(tmp_path / "dev" / "w1", {"K01": "w1_bus_master1"}, name="one-wire")
        assert keys.read() == {"K01": ()}


def run(words: list[str]) -> subprocess.CompletedProcess[str]:
    """Return a world process that ends by itself."""
    return subprocess.run(words, capture_output=True, text=True, timeout=40, cwd=CONFIG.parent, check=False)


def one_line(ended: subprocess.CompletedProcess[str]) -> str:
    """Return the only line that it said on standard error."""
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1, ended.stderr
    return lines[0]


def test_a_taken_port_or_root_or_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with running_lobby(tmp_path / "first") as lobby:
        site, page = lobby.site, lobby.page.removeprefix("http://")
        taken = run(command(site, tmp_path / "second", page))
        assert taken.returncode != 0 and f"cannot listen on {page}" in one_line(taken)
        assert not list((tmp_path / "second" / "dev").iterdir())
        twice = run(command(site, tmp_path / "first", site_on_free_ports(tmp_path / "second")[1]))
        assert twice.returncode != 0 and "another simulated lobby runs on" in one_line(twice)
        assert lobby.bench.state()["cables"]["locks-a"] is True
    absent = run(command(tmp_path / "none.toml", tmp_path, page))
    assert absent.returncode != 0 and "none.toml" in one_line(absent)


def test_bad_settings_stop_everything_and_show_why(tmp_path: Path) -> None:
    site, page, _ = site_on_free_ports(tmp_path)
    kiosk = child(tmp_path, "import sys; print('site.toml: what is a lokcer?'); sys.exit(78)")
    ended = run(command(site, tmp_path, page, "--kiosk", kiosk))
    assert ended.returncode == 78
    assert "what is a lokcer?" in ended.stderr and "refuses its settings" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_kiosk_that_fails_at_once_five_times_is_given_up(tmp_path: Path) -> None:
    site, page, _ = site_on_free_ports(tmp_path)
    kiosk = child(tmp_path, CHILD.replace("gone.wait()", "sys.exit(3)"))
    ended = run(command(site, tmp_path, page, "--kiosk", kiosk))
    assert ended.returncode == 1 and "failed 5 times in a row (last exit 3)" in one_line(ended)
    assert (tmp_path / "starts").read_text() == "xxxxx"
