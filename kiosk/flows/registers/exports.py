"""Documents on request: made one after the other on a thread of their own, recorded, handed to who asked for them."""

from __future__ import annotations

import queue
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.registers.events import RegisterExported
from kiosk.domain.shifts.shift import Shift
from kiosk.flows.paper.witnessed import Look
from kiosk.flows.registers import papers as papers
from kiosk.flows.registers.finding import REGISTERS, Asked, Registers
from kiosk.flows.registers.papers import Letter
from kiosk.flows.telling.hub import Hub
from kiosk.flows.worker import Worker
from kiosk.language.messages import Language
from kiosk.pdf.documents import Document, document_html
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Unavailable
from kiosk.ports.paper import Press
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

MOST_LINES = 3000
"""Lines of one document: more is a book, to be asked for month by month."""
MOST_WAITING = 4
KEPT_FOR = timedelta(minutes=15)
ABOUT_ONE = ("agreement", "move_in", "stocktake")
"""Documents about one thing, beside those about a register's period."""
HANDOVER = "handover"
"""The document about one shift's handover; asked for at the shift's own page."""
Compose = Callable[[Language, str, Letter], tuple[Document, int]]
"""Returns the document about one thing, and how many lines it has."""


@dataclass(frozen=True)
class Export:
    """One document that somebody asked for. `state`: "making", "made" or "failed"."""

    id: str
    by: str
    name: str
    """What the file is called."""
    what: str
    about: str
    asked: Asked
    language: Language
    at: datetime
    state: str = "making"
    pdf: bytes = b""
    kept: str = ""
    """Where it was put down, if it was."""
    trouble: str = ""
    back: str = ""
    """The page that it was asked for at, where that is no register's."""


class Exports:
    """A supervisor asks; the document waits in memory for a quarter of an hour, for that person alone."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        registers: Registers,
        press: Press,
        hub: Hub,
        clock: Clock,
        estate: Callable[[Language], str],
        handover: Callable[[Language, Shift], Document] | None = None,
        others: Mapping[str, Compose] | None = None,
        witness: Look | None = None,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._registers = registers
        self._press = press
        self._hub = hub
        self._clock = clock
        self._estate = estate
        self._handover = handover
        self._witness = witness
        self._others = others or {}
        """Documents that other parts of the desk compose, by what they are."""
        self._known: dict[str, Export] = {}
        self._waiting: queue.Queue[str] = queue.Queue()
        self._worker = Worker("exports", self._work, again_s=600)
        self.start, self.stop = self._worker.start, self._worker.stop

    def ask(
        self, by: Person, what: str, language: Language, *, about: str = "", asked: Asked, back: str = ""
    ) -> str:
        """Return the name of a document that is made from now on. `about`: the one thing, for those of `ABOUT_ONE`.

        Raises:
            Refused: `supervisor.needed`; `register.unknown` for what there is no document of; `register.busy` while
                too many are being made.
        """
        if by.role not in (Role.SUPERVISOR, Role.MANAGER):
            raise Refused("supervisor.needed")
        about_one = what in (*ABOUT_ONE, HANDOVER, *self._others)
        if (what not in REGISTERS and not about_one) or about_one != bool(about):
            raise Refused("register.unknown")
        self._forget()
        if sum(one.state == "making" for one in self._known.values()) >= MOST_WAITING:
            raise Refused("register.busy")
        name = secrets.token_hex(16)
        subject = about[:10] if what in self._others else about[:8] if about else asked.period or "all"
        file = f"{what}-{subject}-{self._clock.now():%Y%m%d-%H%M%S}.pdf"
        at = self._clock.now()
        self._known[name] = Export(name, by.id, file, what, about, asked, language, at, back=back)
        self._waiting.put(name)
        self._worker.wake()
        return name

    def of(self, name: str, by: Person) -> Export:
        """Return a document and how it stands.

        Raises:
            Refused: `register.unknown` for another person's, or one whose time is over.
        """
        self._forget()
        found = self._known.get(name)
        if found is None or found.by != by.id:
            raise Refused("register.unknown")
        return found

    def noted(
        self,
        by: Person,
        what: str,
        period: str,
        language: Language,
        rows: int,
        compose: Callable[[str], bytes],
    ) -> bytes:
        """Return a spreadsheet that was made of the chain's head, its giving out recorded; `rows`: its lines."""
        head = self._ledger.head
        content = compose(head)
        digest = sha256(content).hexdigest()
        exported = RegisterExported(by.id, what, period, rows, language.value, digest, head)
        self._ledger.execute(lambda house: [exported])
        return content

    def put_down(self, name: str, by: Person) -> Export:
        """Return a document that was put down in the reports' folder, for who can't take it along from a browser.

        Raises:
            Refused: `register.unknown`.
            Unavailable: the disk did not take it.
        """
        found = self.of(name, by)
        if found.state != "made":
            raise Refused("register.unknown")
        if not found.kept:
            found = self._known[name] = replace(found, kept=self._press.keep(found.name, found.pdf))
        return found

    def _work(self) -> None:
        self._press.tidy()
        while not self._worker.stopping:
            try:
                name = self._waiting.get_nowait()
            except queue.Empty:
                return
            if name in self._known:
                self._known[name] = self._made(self._known[name])
                self._hub.changed("exports")

    def _made(self, wanted: Export) -> Export:
        try:
            return self._make(wanted)
        except Unavailable as trouble:
            return replace(wanted, state="failed", trouble=trouble.detail)
        except Refused as refused:
            return replace(wanted, state="failed", trouble=refused.code)

    def _make(self, wanted: Export) -> Export:
        seen = self._witness() if self._witness else None
        head = seen.hex if seen else self._ledger.head
        name = self._registers.writer(wanted.language).name(wanted.by)
        letter = Letter(self._estate(wanted.language), name, head)
        document, rows = self._composed(wanted, letter)
        if seen:
            document = replace(document, head=head, number=seen.number, code=seen.code)
        pdf = self._press.make(document_html(document), document.title, name)
        exported = RegisterExported(
            by=wanted.by,
            register=wanted.what,
            period=wanted.about or wanted.asked.period,
            rows=rows,
            language=wanted.language.value,
            digest=sha256(pdf).hexdigest(),
            head=head,
        )
        self._ledger.execute(lambda house: [exported])
        return replace(wanted, state="made", pdf=pdf)

    def _composed(self, wanted: Export, letter: Letter) -> tuple[Document, int]:
        writer = self._registers.writer(wanted.language)
        if compose := self._others.get(wanted.what):
            return compose(wanted.language, wanted.about, letter)
        if wanted.what == "agreement":
            consent = self._ledger.house.consents.get(wanted.about)
            if consent is None:
                raise Refused("consent.unknown")
            return papers.agreement_paper(writer, letter, consent), 1
        if wanted.what == "move_in":
            known = self._ledger.house.move_ins.get(wanted.about) or self._register.move_in(wanted.about)
            if known is None:
                raise Refused("movein.unknown")
            return papers.move_in_paper(writer, letter, known), len(known.lines)
        if wanted.what == "stocktake":
            counted = self._register.stocktake(wanted.about)
            if counted is None:
                raise Refused("stocktake.none")
            return papers.stocktake_paper(writer, letter, counted), len(counted.counts)
        if wanted.what == HANDOVER and self._handover:
            shift = self._ledger.house.shifts.get(wanted.about) or self._register.shift(wanted.about)
            if shift is None:
                raise Refused("shift.none")
            return self._handover(wanted.language, shift), len(shift.handover.explained)
        entries = list(self._registers.all(wanted.asked, wanted.language, MOST_LINES + 1))
        shown, more = entries[:MOST_LINES], len(entries) > MOST_LINES
        return papers.register_paper(writer, letter, wanted.asked, shown, more=more), len(shown)

    def _forget(self) -> None:
        """Drop what nobody has fetched in time; what is being made stays."""
        limit = self._clock.now() - KEPT_FOR
        for name, one in list(self._known.items()):
            if one.state != "making" and one.at < limit:
                self._known.pop(name, None)
