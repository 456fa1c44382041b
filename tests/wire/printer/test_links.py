"""The ways themselves: serial with flow control, the USB printer's device, the network."""

from __future__ import annotations

import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drivers.escpos_printer.driver import Outcome
from drivers.escpos_printer.sim import EscposSim
from drivers.escpos_printer.ways import address_of, bytes_per_s, open_way
from drivers.link import Link, SerialLink
from drivers.tcp_link import TcpLink
from drivers.trouble import LinkLost
from drivers.usb_link import UsbPrinterLink, is_usb_printer
from tests.wire.printer.bench import piece
from tests.wire.printer.ways import WAYS, Way
from tests.wire.waiting import until

each_way = pytest.mark.parametrize("kind", WAYS)
FULL = bytes(4_000_000)


@pytest.fixture
def way(kind: str, tmp_path: Path) -> Iterator[Way]:
    way = Way(kind, EscposSim(80), tmp_path)
    yield way
    way.close()


@pytest.fixture
def pair() -> Iterator[tuple[int, str]]:
    """A bare pty: what hands do to its far end, and its path."""
    far, near = pty.openpty()
    tty.setraw(near)
    yield far, os.ttyname(near)
    os.close(far)
    os.close(near)


@each_way
def test_bytes_go_both_ways(way: Way) -> None:
    with closing(way.link()) as link:
        assert link.read(10, 0) == b""
        link.write(b"\x10\x04\x01")
        assert link.read(10, 2) == b"\x12"
        link.write(b"\x10\x04\x01")
        until(lambda: len([1 for _, to, _ in way.host.traffic.entries if to == "from"]) == 2)
        link.discard()
        assert link.read(10, 0.05) == b""


@each_way
def test_silence_takes_as_long_as_was_said(way: Way) -> None:
    with closing(way.link()) as link:
        began_s = time.monotonic()
        assert link.read(10, 0.2) == b""
        assert 0.19 <= time.monotonic() - began_s < 1


@each_way
def test_a_pulled_cable_is_noticed_in_reading_and_in_writing(way: Way) -> None:
    for use in (lambda link: link.read(1, 2), lambda link: [link.write(b"x") for _ in range(50)]):
        with closing(way.link()) as link:
            link.write(b"\x10\x04\x01")
            assert link.read(10, 2)
            way.host.unplug()
            with pytest.raises(LinkLost):
                use(link)
        way.host.plug()


@each_way
def test_a_closed_link_is_lost(way: Way) -> None:
    link = way.link()
    link.close()
    link.close()
    with pytest.raises(LinkLost):
        link.write(b"x")
    with pytest.raises(LinkLost):
        link.read(1, 0.1)


@each_way
def test_what_is_not_there_is_lost(way: Way) -> None:
    way.close()
    with pytest.raises(LinkLost):
        way.link()


def full(link: Link) -> float:
    """Return how long a write takes that nobody takes in."""
    began_s = time.monotonic()
    with pytest.raises(LinkLost):
        link.write(FULL)
    return time.monotonic() - began_s


def test_a_usb_printer_that_takes_nothing_more(pair: tuple[int, str]) -> None:
    with closing(UsbPrinterLink(pair[1], write_s=0.3)) as link:
        assert full(link) < 3


def test_a_network_printer_that_takes_nothing_more() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as nobody_reads,
        closing(TcpLink("127.0.0.1", nobody_reads.getsockname()[1], write_s=0.3)) as link,
    ):
        assert full(link) < 3


def test_a_serial_printer_that_holds_the_line(pair: tuple[int, str]) -> None:
    with closing(SerialLink(pair[1], 9600, flow="xon-xoff", write_s=0.3)) as link:
        link.write(b"before")
        assert os.read(pair[0], 10) == b"before"
        os.write(pair[0], b"\x13")
        began_s = time.monotonic()
        with pytest.raises(LinkLost):
            for _ in range(100):
                link.write(b"held")
        assert time.monotonic() - began_s < 3, "the system's own wait would have no end"


def test_a_serial_printer_that_holds_the_line_and_lets_go(pair: tuple[int, str]) -> None:
    with closing(SerialLink(pair[1], 9600, flow="xon-xoff", write_s=5)) as link:
        os.write(pair[0], b"\x13")
        done = threading.Event()

        def write() -> None:
            for _ in range(20):
                link.write(b"x" * 100)
            done.set()

        threading.Thread(target=write, daemon=True).start()
        assert not done.wait(0.1)
        os.write(pair[0], b"\x11")
        received = b""
        while len(received) < 2000:
            received += os.read(pair[0], 4096)
        assert done.wait(3)
        assert received == b"x" * 2000


def test_the_network_is_asked_whether_it_is_still_there() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        closing(TcpLink("127.0.0.1", server.getsockname()[1])) as link,
    ):
        way: socket.socket = link._socket
        assert way.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert way.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000


def test_a_network_printer_that_hangs_up_after_the_job_prints_the_next(tmp_path: Path) -> None:
    sim = EscposSim(80)
    way = Way("network", sim, tmp_path)
    for seed in (1, 2):
        with way.printer() as printer:
            assert printer.print([piece(seed, 30)]) is Outcome.PRINTED
        way.host.unplug()
        way.host.plug()
    assert len(sim.pieces) == 2
    way.close()


@pytest.mark.parametrize(
    ("device", "address"),
    [
        ("tcp://192.0.2.9", ("192.0.2.9", 9100)),
        ("tcp://192.0.2.9:9101", ("192.0.2.9", 9101)),
        ("tcp://[2001:db8::9]", ("2001:db8::9", 9100)),
        ("tcp://[2001:db8::9]:9101", ("2001:db8::9", 9101)),
        ("/dev/loge-printer", None),
    ],
)
def test_addresses(device: str, address: tuple[str, int] | None) -> None:
    assert address_of(device) == address


@pytest.mark.parametrize(
    "device", ["tcp://printer", "tcp://192.0.2.9:0", "tcp://", "tcp://2001:db8::9", "tcp://1.2.3.4:x"]
)
def test_no_addresses(device: str) -> None:
    with pytest.raises(ValueError, match=r"tcp://192\.0\.2\.9"):
        address_of(device)


def test_a_path_is_opened_as_what_the_kernel_says_it_is(pair: tuple[int, str]) -> None:
    assert not is_usb_printer(pair[1])
    with closing(open_way(pair[1], baud=9600, flow="rts-cts")) as link:
        assert isinstance(link, SerialLink)
    assert bytes_per_s(pair[1], 9600) == 960
    assert bytes_per_s("tcp://192.0.2.9", 9600) > 100_000
    assert not is_usb_printer("/dev/not-there")
