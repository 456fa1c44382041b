"""A start that takes long: the screen says how far it is, systemd hears that it goes on, and an end is an end."""

from __future__ import annotations

import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ledger.progress import CutShort, Told
from kiosk.out_of_order import opened
from kiosk.settings import Settings, load
from kiosk.updating import steps
from kiosk.version import VERSION
from tests.wire.waiting import until
from ui.out_of_order import Rereading, out_of_order_app

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def settings() -> Settings:
    """The demo site, on ports of its own."""
    ports = {name: f"127.0.0.1:{free_port()}" for name in ("screen.listen", "health.listen")}
    return load(DEMO, ports)


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hears:
        hears.bind(str(tmp_path / "notify"))
        hears.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "20000000")
        yield hears


def heard(hears: socket.socket) -> list[str]:
    """Return the lines that have come since."""
    lines: list[str] = []
    while True:
        try:
            lines += hears.recv(4096).decode().splitlines()
        except BlockingIOError:
            return lines


def answer(address: str) -> tuple[int, str, str]:
    """Return status, how far it is and text of a page; (0, "", "") where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as page:
            return page.status, "", page.read().decode()
    except urllib.error.HTTPError as page:
        with page:
            return page.code, page.headers.get("Loge-Reread", ""), page.read().decode()
    except OSError:
        return 0, "", ""


def test_the_screen_the_update_and_systemd_hear_how_far_it_is(
    settings: Settings, systemd: socket.socket
) -> None:
    screen = f"http://{settings.screen.listen}/"
    health = f"http://{settings.health.listen}/health.json"
    seen: list[str] = []
    lines: list[str] = []

    def make(told: Told) -> str:
        done = 0

        def reads_on(shown: str) -> bool:
            nonlocal done
            done = done + 1 if done % 2000 < 39 else done
            told(done, 4000)
            lines.extend(heard(systemd))  # as systemd does: a queue that is full would stop who tells
            status, far, text = answer(screen)
            seen.append(text)
            return status == 503 and far.endswith("/4000") and shown in text

        until(lambda: reads_on("again; 0 % are done"), 60)
        assert steps.reread_to(health, VERSION) > 0
        assert steps.reread_to(health, "9.9.9") == -1, "another release's reading is not waited for"
        assert not steps.is_well(health, screen, VERSION, 0) and not steps.is_hopeless(health, VERSION, 0)
        done = 2000
        until(lambda: reads_on("Back in about"), 60)
        assert "后恢复使用" in seen[-1] and "後恢復使用" in seen[-1]
        return "the kiosk"

    assert opened(make, settings, threading.Event()) == "the kiosk"
    lines += heard(systemd)
    assert lines.index("EXTEND_TIMEOUT_USEC=120000000") < lines.index("READY=1") < lines.index("WATCHDOG=1")
    assert "WATCHDOG_USEC=120000000" in lines and lines[-2:] == ["WATCHDOG_USEC=20000000", "WATCHDOG=1"]
    assert any(line.startswith("STATUS=the record is read again: ") for line in lines)
    assert answer(screen)[0] == answer(health)[0] == 0, "the ports are left to the kiosk"


def test_a_short_start_shows_no_page_of_its_own(settings: Settings, systemd: socket.socket) -> None:
    def make(told: Told) -> bool:
        told(0, 10)
        told(10, 10)
        return True

    assert opened(make, settings, threading.Event())
    assert "READY=1" not in heard(systemd)


def test_whoever_stops_it_in_the_midst_is_obeyed(settings: Settings) -> None:
    ended = threading.Event()

    def make(told: Told) -> None:
        told(1, 10)
        ended.set()
        with pytest.raises(CutShort):
            told(2, 10)
        told(3, 10)
        raise AssertionError("it went on")

    assert opened(make, settings, ended) is None


def test_a_disk_that_fails_in_the_midst_is_said_and_then_it_goes_on(settings: Settings) -> None:
    screen = f"http://{settings.screen.listen}/"
    tries: list[str] = []

    def make(told: Told) -> str:
        if not tries:
            tries.append("reading")
            told(1, 10)
            raise OSError("the card is gone")
        tries.append(until(lambda: answer(screen)[2], 30))
        return "the kiosk"

    assert opened(make, settings, threading.Event(), again_s=0.01) == "the kiosk"
    assert "Out of order just now" in tries[1]


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (None, "Out of order just now"),
        (Rereading(), "the record is made ready"),
        (Rereading(1, 1000), "Back in a while"),
        (Rereading(999, 1000, 3.0), "Back in about 2 minutes"),
        (Rereading(999, 1000, 3.0), "99 % are done"),
        (Rereading(1000, 1000, 0.0), "99 % are done"),
        (Rereading(10, 1000, 900.0), "15 minutes"),
        (Rereading(10, 1000, 900.0), "15分钟"),
    ],
)
def test_the_page_says_what_is_known(seen: Rereading | None, words: str) -> None:
    page = out_of_order_app("021-5555", lambda: seen).test_client().get("/")
    assert page.status_code == 503 and words in page.text and "021-5555" in page.text
