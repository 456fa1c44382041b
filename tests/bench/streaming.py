"""Open event streams: what they cost other requests, and how soon a door's change reaches a screen."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from itertools import cycle, islice
from types import TracebackType

from tests.bench.figures import Aim, Figure, spread
from tests.bench.stand import Stand, workshop
from tests.wire.waiting import until

STREAMS = 20
HOUSE = b'"topic": "house"'
PLACES = {
    "CU16": tuple(f"L{number:02d}" for number in (3, 4, 5, 10, 11, 12, 16, 17, 22, 23)),
    "XOR": tuple(f"L{number:02d}" for number in (2, 6, 9, 15, 18, 19, 21, 24)),
    "GPIO": ("L08", "L20"),
}


class Stream:
    """One screen's event stream: what came, and when."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._socket.sendall(b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n")
        self._socket.settimeout(None)
        self.came: list[tuple[float, bytes]] = []
        self._thread = threading.Thread(target=self._listen, name="stream", daemon=True)
        self._thread.start()
        until(lambda: self.count(b"event: hello"), 5)

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def count(self, words: bytes) -> int:
        """Return how often `words` came so far."""
        return b"".join(part for _, part in list(self.came)).count(words)

    def first_s(self, words: bytes, after_s: float) -> float | None:
        """Return when `words` first came after a moment, monotonic seconds; None if they have not yet."""
        return next((at_s for at_s, part in list(self.came) if at_s > after_s and words in part), None)

    def _listen(self) -> None:
        with suppress(OSError):
            while part := self._socket.recv(65536):
                self.came.append((time.monotonic(), part))


def streams(for_s: float = 5.0) -> list[Figure]:
    """Return how long ordinary requests take without and with open streams, and whether each stream got everything."""
    with workshop() as root, Stand(root / "s") as stand, ExitStack() as stack:
        stand.all_up()
        alone = _asked(stand, for_s)
        screens = [stack.enter_context(Stream(stand.site.port)) for _ in range(STREAMS)]
        before = [screen.count(b"event: ") for screen in screens]
        ended = threading.Event()
        opening = threading.Thread(target=_busy, args=(stand, ended), name="doors")
        opening.start()
        beside = _asked(stand, for_s)
        ended.set()
        opening.join()
        counts = _settled(screens, before)
    how = (
        f"GETs of the idle page for {for_s:.0f} s, a connection each, alone and beside {STREAMS} open event streams "
        "while a door is opened and shut all the time"
    )
    heard = {"least": float(min(counts)), "most": float(max(counts))}
    return [
        Figure("page alone", spread(alone), "ms", how),
        Figure(f"page beside {STREAMS} streams", spread(beside), "ms", how),
        Figure(f"messages on each of {STREAMS} streams", heard, "", f"{how}; equal numbers: none starved"),
    ]


def _settled(screens: list[Stream], before: list[int]) -> list[int]:
    """Return how many messages each stream got, once all have the same number, or it has been given 5 s."""
    with suppress(AssertionError):
        until(lambda: len({screen.count(b"event: ") for screen in screens}) == 1, 5)
    return [screen.count(b"event: ") - first for screen, first in zip(screens, before, strict=True)]


def _asked(stand: Stand, for_s: float) -> list[float]:
    spent_ms: list[float] = []
    until_s = time.monotonic() + for_s
    while time.monotonic() < until_s:
        began_s = time.perf_counter()
        way = http.client.HTTPConnection("127.0.0.1", stand.site.port, timeout=10)
        way.request("GET", "/")
        answer = way.getresponse()
        answer.read()
        assert answer.status == 200
        way.close()
        spent_ms.append((time.perf_counter() - began_s) * 1000)
    return spent_ms


def _busy(stand: Stand, ended: threading.Event) -> None:
    for place in cycle(PLACES["CU16"]):
        if ended.wait(0.25):
            return
        stand.bench.force(place)
        ended.wait(0.25)
        stand.bench.push_shut(place)


def event_to_screen(count: int = 30) -> list[Figure]:
    """Return the time from a door switch's change in the lobby to the message at a screen, for each kind of line."""
    figures = []
    with (
        workshop() as root,
        Stand(root / "s", ajar_after_s="600") as stand,
        Stream(stand.site.port) as screen,
    ):
        stand.all_up()
        until(lambda: stand.record.execute("SELECT count(*) FROM doors").fetchone()[0] >= 40, 15)
        for kind, places in PLACES.items():
            most = min(
                count // 2, 4 * len(places)
            )  # a switch that changes ten times in ten seconds is not believed
            samples = [_seen(stand, screen, place) for place in islice(cycle(places), most)]
            spent = [one for pair in samples for one in pair]
            how = (
                "a door forced and pushed shut in the simulated lobby; to the message on an open event stream; "
                "seen twice by polling, then durable, then told"
            )
            figures.append(Figure(f"door to screen, {kind}", spread(spent), "ms", how, Aim("p95", 500)))
    return figures


def _seen(stand: Stand, screen: Stream, place: str) -> tuple[float, float]:
    """Return milliseconds until a door's opening and its shutting were told."""
    return _told(stand.bench.force, screen, place), _told(stand.bench.push_shut, screen, place)


def _told(move: Callable[[str], object], screen: Stream, place: str) -> float:
    """Return milliseconds until a screen heard of a move: it is one batch of events, and so one message."""
    began_s = time.monotonic()
    move(place)
    heard_s = until(lambda: screen.first_s(HOUSE, began_s), 5)
    return ((heard_s or 0) - began_s) * 1000
