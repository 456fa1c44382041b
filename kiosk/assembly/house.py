"""Wires the whole kiosk: the only place that knows every part."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.loop import DeviceLoop, Health
from kiosk.assembly.alarms import alarm_watch
from kiosk.assembly.api import for_api
from kiosk.assembly.badges import ReaderKeys, badge_loop
from kiosk.assembly.cameras import LobbyCamera, camera_loop, evidence_of, mounting_of
from kiosk.assembly.contractors import for_contractors
from kiosk.assembly.equipment import Eyes, Locks
from kiosk.assembly.lights import PlaceLights
from kiosk.assembly.lines import line_loops
from kiosk.assembly.press import ReportPress
from kiosk.assembly.printers import ReceiptPrinter, paper_stock, printer_loop, slip_needs
from kiosk.assembly.scanners import scanner_loops
from kiosk.assembly.seals import Seals
from kiosk.assembly.states import States
from kiosk.assembly.tags import tag_loops
from kiosk.channels import channels
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.bookings.booking import BookingPolicy
from kiosk.domain.house import Recorded
from kiosk.domain.keys.overdue import Escalation
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.shifts.shift import Shift
from kiosk.flows.alarms import Alarms
from kiosk.flows.asking import AskingDesk
from kiosk.flows.badges import BadgeDesk
from kiosk.flows.bookings import Bookings
from kiosk.flows.codes import Codes
from kiosk.flows.collect import Collect
from kiosk.flows.consents import Consents
from kiosk.flows.delegates import Delegates
from kiosk.flows.deliveries import Deliveries
from kiosk.flows.desk import Desk
from kiosk.flows.directory import Directory
from kiosk.flows.doors import Doors
from kiosk.flows.drop import Drop
from kiosk.flows.emergency import EmergencyRelease
from kiosk.flows.exports import Exports
from kiosk.flows.findings import Findings
from kiosk.flows.handing import HandingOver
from kiosk.flows.handover_sheet import handover_paper
from kiosk.flows.handover_words import HandoverWords
from kiosk.flows.health import SiteHealth
from kiosk.flows.homes import Homes
from kiosk.flows.hub import Hub
from kiosk.flows.inspection_report import InspectionSheets
from kiosk.flows.inspections import Inspections
from kiosk.flows.journeys import Journeys
from kiosk.flows.keeping import Keeping
from kiosk.flows.keymap import KeyMaps
from kiosk.flows.keyrules import KeyRules, OfferedReasons
from kiosk.flows.keys import KeyDesk
from kiosk.flows.lateness import Lateness
from kiosk.flows.losses import Losses
from kiosk.flows.movein import MoveIns
from kiosk.flows.pickups import Pickups
from kiosk.flows.presented import Presented
from kiosk.flows.printing import Printing
from kiosk.flows.questions import Questions
from kiosk.flows.readiness import readiness
from kiosk.flows.registers import Registers
from kiosk.flows.return_signing import ReturnSigning
from kiosk.flows.shifts import ShiftDesk
from kiosk.flows.slips import Slips
from kiosk.flows.stocktake import Stocktakes
from kiosk.flows.storeroom import Storeroom
from kiosk.flows.telling import Telling
from kiosk.flows.upkeep import Upkeep
from kiosk.flows.visits import Visits
from kiosk.flows.watch import Patience, Watcher
from kiosk.flows.worker import Worker
from kiosk.language.messages import Language, catalogue
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.pdf.documents import Document
from kiosk.ports import Printer
from kiosk.settings import Settings, furniture_of
from kiosk.site_keys import SiteKeys, load_or_make
from kiosk.version import VERSION

log = logging.getLogger(__name__)

STALE_AFTER_S = 15.0
"""A thread that has not ticked for so long is stuck."""


class AlreadyRunning(Exception):
    """Another process works on this site's ledger."""


@dataclass(frozen=True)
class Storage:
    """The site's folder, taken for this process alone, with its keys and its ledger."""

    folder: Path
    keys: SiteKeys
    ledger: SqliteLedger
    clock: SystemClock
    lock: int

    def close(self) -> None:
        """Close the ledger and let others in."""
        self.ledger.close()
        os.close(self.lock)


def open_storage(settings: Settings, root: Path) -> Storage:
    """Return the site's ledger and keys, made if this is the first time.

    Raises:
        AlreadyRunning: another process has them.
        OSError, LooseSecrets, sqlite3.Error, LedgerFromTheFuture: they can't be used; the message says why.
    """
    folder = root / settings.storage.folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise AlreadyRunning(f"another kiosk is at work in {folder}") from None
    keys = load_or_make(folder / "keys")
    clock = SystemClock()
    ledger = SqliteLedger(folder / "ledger.db", clock, keys.vault)
    if ledger.last_at:
        clock.not_before(ledger.last_at)
    return Storage(folder, keys, ledger, clock, lock)


class Kiosk:
    """Everything, wired and ready to start."""

    def __init__(self, settings: Settings, root: Path) -> None:
        """Open the storage and make all parts; nothing moves yet. Raises as `open_storage` does."""
        catalogue()  # a damaged text is found now, not before a resident
        self._began_s = time.monotonic()
        self.settings = settings
        self._storage = open_storage(settings, root)
        self.clock = self._storage.clock
        ledger, keys = self._storage.ledger, self._storage.keys
        self.ledger = ledger
        self._register = SqliteRegister(ledger.path)
        directory = Directory(card for _, card in ledger.vault.all_like("person:"))
        furniture = furniture_of(settings)
        self.hub = Hub()
        self._comings_and_goings: deque[e.Event] = deque(maxlen=1000)
        self._recording = Worker("recording", self._record_comings_and_goings, again_s=5)
        self.states = States(self.clock, self._device_changed)
        self.eyes = Eyes(settings, lambda place: self.watcher.saw(place))
        self.lines = line_loops(settings, root, self.eyes, self._line_changed)
        self._lights = PlaceLights(settings, self.lines, lambda: ledger.house)
        locks = Locks(settings, self.lines, self.eyes)
        patience = {
            "opens_within_s": settings.lobby.opens_within_s,
            "shut_prompt_s": settings.lobby.shut_prompt_s,
        }
        doors = Doors(ledger, locks, self.eyes, self.clock, **patience)
        visits = Visits(ledger, directory, self.hub, self.clock, keys.digest, settings.lobby.idle_s)
        codes = Codes(keys.digest, settings.collect.code_digits)
        drop = Drop(ledger, doors, self.eyes, visits, directory, furniture, codes)
        pickups = Pickups(
            ledger, doors, visits, self.hub, self.clock, all_at_once=settings.collect.all_at_once
        )
        self._pickups = pickups
        slip_key, site = keys.slips.public_key(), settings.site.id
        delegates = Delegates(
            ledger, pickups, visits, directory, self.clock, slip_key, site, trusted=lambda: self.clock.trusted
        )
        room = settings.storeroom
        storeroom = Storeroom(
            ledger, visits, codes, self.hub, self.clock, slip_key, site, shelves=room.shelves, rule=room.rule
        )
        collect = Collect(ledger, self.clock, codes, slip_key, site, pickups, storeroom)
        self._evidence = evidence_of(settings, self._storage.folder, ledger, self._register, self.clock)
        key_maps = KeyMaps(ledger, visits, directory, furniture, self.hub, self.clock, settings)
        badges = BadgeDesk(ledger, visits, self.states, self.hub, self.clock, keys.digest)
        reasons, zone = OfferedReasons(settings.keys.reasons, ledger), settings.site.time_zone
        asking = AskingDesk(ledger, visits, self.hub, self.clock, reasons, zone)
        ahead = BookingPolicy(
            settings.keys.booking_days, settings.keys.booking_hours, settings.keys.no_show_after_min
        )
        bookings = Bookings(
            ledger, self._register, self.clock, ahead, reasons, zone, lambda: self.clock.trusted
        )
        consents = Consents(ledger, visits, self.clock, reasons, zone)
        desk = Desk(ledger, doors, self.eyes, furniture, codes)
        self._inspections = Inspections(
            ledger, self._register, visits, consents, self.clock, zone, lambda: self.clock.trusted
        )
        own_name = settings.site.name.in_language(settings.site.language)
        self._sheets = InspectionSheets(
            ledger, directory, ReportPress(self._storage.folder, own_name, self.clock), settings.site
        )
        self._findings = Findings(ledger, visits, self.clock)
        self._shifts = ShiftDesk(
            ledger, self.eyes, furniture, visits, self.states, self.clock, lambda: self.clock.trusted,
            settings.shifts, zone,
        )  # fmt: skip
        self._emergency = EmergencyRelease(
            ledger, doors, self.eyes, visits, furniture, settings.lobby.opens_within_s
        )
        key_desk = KeyDesk(
            ledger, doors, visits, self.clock, reasons, zone, furniture=furniture, sight=self.eyes
        )
        guests = for_contractors(
            settings, ledger, directory, self.clock, keys, key_desk, doors, visits, self.hub
        )
        self._contractors = guests.contractors
        registers = Registers(ledger, self._register, directory, self.clock, zone)
        self._exports = self._make_exports(registers)
        self.journeys = Journeys(
            settings=settings,
            furniture=furniture,
            ledger=ledger,
            register=self._register,
            directory=directory,
            clock=self.clock,
            sight=self.eyes,
            devices=self.states,
            hub=self.hub,
            visits=visits,
            doors=doors,
            drop=drop,
            deliveries=Deliveries(ledger, directory, self.clock),
            collect=collect,
            pickups=pickups,
            delegates=delegates,
            storeroom=storeroom,
            presented=Presented(
                ledger,
                visits,
                drop,
                collect,
                badges,
                asking,
                self.hub,
                self.clock,
                guests.errands,
                guests.sponsoring,
                key_maps,
                delegates,
                storeroom,
            ),
            contractors=guests.contractors,
            sponsoring=guests.sponsoring,
            errands=guests.errands,
            badges=badges,
            evidence=self._evidence,
            keys=key_desk,
            asking=asking,
            bookings=bookings,
            questions=Questions(ledger, self._register, self.clock, zone),
            key_rules=KeyRules(ledger, self._register, self.clock, zone),
            homes=Homes(ledger, self._register, pickups, visits),
            consents=consents,
            registers=registers,
            exports=self._exports,
            return_signing=ReturnSigning(ledger, visits, asked_for=settings.keys.sign_on_return),
            move_ins=MoveIns(ledger, self._register, doors, directory, self.clock, zone),
            keeping=Keeping(ledger, self._register, doors, self.eyes, furniture, self.clock, consents),
            desk=desk,
            alarms=Alarms(ledger, self._register, furniture),
            inspections=self._inspections,
            findings=self._findings,
            inspection_sheets=self._sheets,
            emergency=self._emergency,
            key_maps=key_maps,
            shifts=self._shifts,
            lateness=Lateness(ledger, self._register, self.clock, lambda: self.clock.trusted),
            handing_over=HandingOver(ledger, self._register, visits, self.clock, reasons, zone),
            upkeep=Upkeep(ledger, visits, desk, furniture),
            losses=Losses(ledger, visits, self.clock, zone),
            stocktakes=Stocktakes(ledger, self.eyes, furniture, desk),
            readiness=lambda: readiness(furniture, locks, self.states),
        )
        late = (
            settings.keys.remind_after_min,
            settings.keys.supervisor_after_min,
            settings.keys.manager_after_min,
        )
        self.watcher = Watcher(
            ledger,
            self.eyes,
            doors,
            visits,
            self.hub,
            furniture,
            self.clock,
            Patience(settings.lobby.idle_s, settings.lobby.ajar_after_s, Escalation(*late)),
            chores=(bookings.tick, pickups.tick, delegates.tick),
            trusted=lambda: self.clock.trusted,
        )
        slips = Slips(ledger, directory, settings.site, keys.slips, settings.contractors, furniture)
        self.loops = self._other_loops(settings, root)
        if settings.camera is not None:
            stills = LobbyCamera(self.loops["camera"], mounting_of(settings.camera))
            self._evidence.takes_from(stills)
            self._findings.takes_from(stills)
            self._contractors.takes_from(stills)
        for name, kind in self._kinds().items():
            self.states.add(name, kind, (self.lines | self.loops)[name].look)
        self._alarms = alarm_watch(settings, ledger, self.states, self.hub, self.clock)
        self.eyes.on_board = Seals(settings, self._alarms.saw_seal).saw_board
        ways = channels(settings, root)
        self._telling = Telling(
            ledger, ways, directory, slips, settings.site, self.clock, trusted=lambda: self.clock.trusted
        )
        self._printing = self._make_printing(settings, slips)
        self.api = for_api(self.journeys, ledger, keys, self._storage.folder, self.clock, self.health)
        ledger.listen(self._heard)

    def start(self) -> None:
        """Bring every part to life; what was under way at the last power cut is looked at again."""
        self.ledger.append(e.KioskStarted(VERSION))
        self._recording.start()
        for loop in (*self.lines.values(), *self.loops.values()):
            loop.start()
        self.watcher.start()
        self._alarms.start()
        self._telling.start()
        self._evidence.start()
        self._exports.start()
        self._emergency.start()
        self._shifts.start()
        self._inspections.start()
        self._findings.start()
        self._contractors.start()
        if self._printing:
            self._printing.start()
        if self.api:
            self.api.start()

    def stop(self) -> None:
        """Stop every part, in the order in which nothing is lost."""
        self.hub.close()
        if self.api:
            self.api.stop()
        self._evidence.stop()  # while the camera is still there
        self._emergency.stop()
        self._exports.stop()
        self._shifts.stop()
        self._inspections.stop()
        self._findings.stop()
        self._contractors.stop()
        for loop in self.loops.values():
            if loop.name != "printer":
                loop.stop()
        self._alarms.stop()
        self.watcher.stop()
        if self._printing:
            self._printing.stop()
        for loop in (*self.lines.values(), *self.loops.values()):
            loop.stop()
        self._telling.stop()
        self._recording.stop()
        self._register.close()
        self._storage.close()

    def health(self) -> SiteHealth:
        """Return how everything is doing now."""
        loops = (*self.lines.values(), *self.loops.values())
        house = self.ledger.house
        return SiteHealth(
            site=self.settings.site.id,
            version=VERSION,
            at=self.clock.now(),
            uptime_s=time.monotonic() - self._began_s,
            head_seq=self.ledger.seq,
            clock_trusted=self.clock.trusted,
            disk_free_bytes=shutil.disk_usage(self._storage.folder).free,
            devices=self.states.states(),
            queues={
                "notices": len(house.notices),
                "papers": sum(paper.stage is PaperStage.QUEUED for paper in house.papers.values()),
                "calls": sum(loop.waiting_calls for loop in loops),
                "comings_and_goings": len(self._comings_and_goings),
            },
            stuck=self.stuck(),
        )

    def stuck(self) -> Sequence[str]:
        """Return the names of threads that have not ticked for `STALE_AFTER_S`."""
        limit_s = time.monotonic() - STALE_AFTER_S
        ticks = {loop.name: loop.last_tick_s for loop in (*self.lines.values(), *self.loops.values())}
        ticks["watcher"] = self.watcher.last_tick_s
        return [name for name, tick_s in ticks.items() if tick_s < limit_s]

    def _other_loops(self, settings: Settings, root: Path) -> dict[str, DeviceLoop[Any]]:
        presented, heard = self.journeys.presented, self.states.heard
        keys = ReaderKeys(self._storage.keys.badge_key, settings.secrets.osdp_key)
        loops = (
            *tag_loops(settings, root, self.eyes, heard),
            badge_loop(settings, root, keys, presented, heard),
            *scanner_loops(settings, root, presented.code, presented.badge, heard),
            camera_loop(settings, root, presented.code, heard),
            printer_loop(settings, root, heard),
        )
        return {loop.name: loop for loop in loops if loop is not None}

    def _kinds(self) -> dict[str, str]:
        kinds = {line.name: "gpio" if line.family == "gpio" else "locks" for line in self.settings.lines}
        kinds |= {name: name.replace("-", "_") for name in self.loops}
        reads = {"badges": "badge_reader", "codes": "scanner"}
        return kinds | {scanner.name: reads[scanner.reads] for scanner in self.settings.scanners}

    def _make_exports(self, registers: Registers) -> Exports:
        """The thread that makes documents; its PDFs are signed in the name of the site, in the site's language."""
        site = self.settings.site
        press = ReportPress(self._storage.folder, site.name.in_language(site.language), self.clock)

        def estate(language: Language) -> str:
            return site.name.in_language(language.value)

        def handover(language: Language, shift: Shift) -> Document:
            known = self.journeys
            words = HandoverWords(self.ledger, known.directory, known.furniture, language, site.time_zone)
            return handover_paper(words, shift, self._shifts.headline(shift.begun), estate(language))

        return Exports(self.ledger, self._register, registers, press, self.hub, self.clock, estate, handover)

    def _make_printing(self, settings: Settings, slips: Slips) -> Printing | None:
        if settings.printer is None:
            return None
        printer: Printer = ReceiptPrinter(self.loops["printer"])
        stock, needs = paper_stock(settings.printer), slip_needs(settings, slips)
        return Printing(self.ledger, printer, self.states, slips, stock, needs, self.clock.now)

    def _heard(self, recorded: Sequence[Recorded]) -> None:
        self.watcher.heard(recorded)
        self._pickups.heard(recorded)
        self._alarms.heard(recorded)
        self._telling.heard(recorded)
        self._evidence.heard(recorded)
        self._lights.heard(recorded)
        if self._printing:
            self._printing.heard(recorded)
        if self.api:
            self.api.heard(recorded)

    def _line_changed(self, health: Health) -> None:
        self.states.heard(health)
        self._lights.line_changed(health)

    def _device_changed(self, name: str, lost: bool | None, detail: str) -> None:
        self.hub.changed("devices")
        if lost is None:
            return
        self._comings_and_goings.append(e.DeviceLost(name, detail) if lost else e.DeviceReturned(name))
        self._recording.wake()

    def _record_comings_and_goings(self) -> None:
        """A device's own thread never waits for the disk; what the disk does not take now stays in the queue."""
        while self._comings_and_goings:
            self.ledger.append(self._comings_and_goings[0])
            self._comings_and_goings.popleft()
