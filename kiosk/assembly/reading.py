"""Opens the reader of documents, and makes of what it sees the documents that the journeys know."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from drivers.documents import sight
from drivers.documents.codec import Refusal
from drivers.documents.reader import DocumentReader
from drivers.loop import DeviceLoop
from drivers.trouble import DeviceTrouble
from kiosk.assembly.paths import OnHealth
from kiosk.domain.documents.document import Document, voted
from kiosk.domain.documents.licence import licence
from kiosk.domain.documents.lines import Line
from kiosk.domain.documents.resident_card import resident_card
from kiosk.domain.documents.zone import read_zone
from kiosk.ports.clock import Clock
from kiosk.ports.devices import ReadDocument, Unavailable
from kiosk.settings import Settings

NAME, KIND = "document-reader", "document_reader"
TEND_EVERY_S = 2.0
BEGIN_WITHIN_S = 60.0
"""Two people who show a document at once wait for each other."""


def documents_loop(settings: Settings, root: Path, on_health: OnHealth) -> DeviceLoop[Any] | None:
    """Return the reader's loop, if the site reads documents."""
    del root  # it has no device
    wanted = settings.documents
    if wanted is None:
        return None
    idle_s = None if wanted.keep_warm else wanted.idle_min * 60.0

    def opened() -> DocumentReader:
        return DocumentReader(name=NAME, idle_s=idle_s, on_wait=still_here)

    def make_round(reader: DocumentReader) -> str:
        reader.tend()
        return ""

    loop = DeviceLoop(
        NAME, opened, make_round, every_s=TEND_EVERY_S, on_health=on_health, longest_wait_s=30.0
    )

    def still_here() -> None:
        """The loop waits for the process, and is not stuck."""
        loop.last_tick_s = time.monotonic()

    return loop


class LobbyDocuments:
    """Documents as the journeys see them: pictures in, what they say out."""

    def __init__(self, loop: DeviceLoop[Any], clock: Clock, time_zone: str) -> None:
        self._loop = loop
        self._clock = clock
        self._zone = ZoneInfo(time_zone)

    def prepare(self) -> None:
        """Have the reader started, on its own thread: a picture is about to come."""
        self._loop.submit(lambda reader: reader.prepare())

    def read(self, pictures: Sequence[bytes]) -> Document | None:
        """Return what some pictures of one document say together, None where none is seen. Raises as `cut_out`."""
        found = self.cut_out(pictures)
        return found.document if found else None

    def cut_out(self, pictures: Sequence[bytes]) -> ReadDocument | None:
        """Return the same with the document's own side, cut out of the last picture that showed it.

        Raises:
            Unavailable: the reader is not there, or died over it.
        """
        today = self._clock.now().astimezone(self._zone).date()
        return together([seen for picture in pictures if (seen := self._seen(picture))], today)

    def _seen(self, picture: bytes) -> sight.Sight | None:
        try:
            seen = self._loop.call(lambda reader: reader.read(picture), within_s=BEGIN_WITHIN_S)
        except DeviceTrouble as trouble:
            raise Unavailable(NAME, KIND, str(trouble)) from trouble
        return None if isinstance(seen, Refusal) else seen


def together(looks: Sequence[sight.Sight], today: date) -> ReadDocument | None:
    """Return the document that some looks are of, with its side cut out of the last; None where they show none."""
    found = [(seen, document) for seen in looks if (document := _of(seen, today)) is not None]
    said = voted([document for _, document in found])
    if said is None:
        return None
    return ReadDocument(
        said, next(seen.picture for seen, document in reversed(found) if document.kind is said.kind)
    )


def _of(seen: sight.Sight, today: date) -> Document | None:
    """Return the document that one look is of."""
    if seen.zones:
        zone = read_zone([[line.choices for line in reading] for reading in seen.zones], today)
        return zone.document if zone else None
    if seen.codes:
        return next((found for text in seen.codes if (found := licence(text, today))), None)
    return resident_card(lines_of(seen.lines), today)


def lines_of(lines: Sequence[sight.Line]) -> list[Line]:
    """Return lines as the domain knows them."""
    return [
        Line(one.text, one.confidence, one.left, one.top, one.right, one.bottom, one.choices) for one in lines
    ]
