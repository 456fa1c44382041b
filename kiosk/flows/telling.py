"""Tells people things, by every way the site has; tried again until it went out, and never in anybody's way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import Recorded
from kiosk.domain.items import ParcelStage
from kiosk.domain.outgoing import Notice
from kiosk.flows.directory import Directory
from kiosk.flows.slips import Slips
from kiosk.language.messages import Language, text
from kiosk.ports import Channel, Ledger, Message, Unavailable
from kiosk.settings import Site

log = logging.getLogger(__name__)

RETRY_S = 30.0


class Telling:
    """One thread that empties the outbox."""

    def __init__(
        self, ledger: Ledger, channels: Sequence[Channel], directory: Directory, slips: Slips, site: Site
    ) -> None:
        self._ledger = ledger
        self._channels = channels
        self._directory = directory
        self._slips = slips
        self._site = site
        self._taken: dict[str, set[str]] = {}
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telling", daemon=True)

    def start(self) -> None:
        """Begin with what was still waiting at the last power cut."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what waits will go out after the next start."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Wake up when somebody is to be told something."""
        if any(isinstance(entry.event, e.NoticeQueued) for entry in recorded):
            self._woken.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                for notice in list(self._ledger.house.notices.values()):
                    self._tell(notice)
            except Unavailable as trouble:
                log.warning("notices wait: %s", trouble)
            except Exception:
                log.exception("bug in telling")
            self._woken.wait(timeout=RETRY_S)

    def _tell(self, notice: Notice) -> None:
        """Offer a notice to each channel that has not had it. It ends when none of them wants to try again."""
        message = self._message(notice)
        taken = self._taken.setdefault(notice.id, set())
        waiting = False
        for channel in self._channels:
            if message is None or channel.name in taken:
                continue
            try:
                if channel.send(message):
                    taken.add(channel.name)
            except OSError as trouble:
                log.warning("%s could not be reached: %s", channel.name, type(trouble).__name__)
                waiting = True
        if not waiting:
            self._ledger.execute(lambda house: [e.NoticeSent(notice.id, tuple(sorted(taken)))])
            self._taken.pop(notice.id, None)

    def _message(self, notice: Notice) -> Message | None:
        """Return the words, or None if there is nothing to tell any more."""
        house = self._ledger.house
        card, person = self._directory.card(notice.person), house.people.get(notice.person)
        parcel = house.parcels.get(notice.item)
        if card is None or person is None or parcel is None or parcel.stage is not ParcelStage.WAITING:
            return None
        language = Language(person.language)
        facts = {
            "estate": self._site.name.in_language(person.language),
            "name": card.name,
            "code": self._slips.code_of(parcel),
            "place": parcel.custodian.id,
            "waybill": parcel.barcode,
            "phone": self._site.desk_phone,
        }
        return Message(
            id=notice.id,
            person=person.id,
            name=card.name,
            phone=card.phone,
            email=card.email,
            language=person.language,
            subject=text(f"notice.{notice.template}.subject", language, **facts),
            body=text(f"notice.{notice.template}.body", language, **facts),
            qr=self._slips.qr_of(parcel),
        )
