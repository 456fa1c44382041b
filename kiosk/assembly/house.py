"""Wires the whole kiosk: the only place that knows every part."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from drivers.loop import DeviceLoop, Health
from kiosk.assembly.alarms import alarm_watch
from kiosk.assembly.api import for_api
from kiosk.assembly.badges import ReaderKeys, badge_loop
from kiosk.assembly.cabinet import for_cabinet, record_due_unless
from kiosk.assembly.cameras import LobbyCamera, camera_loop, evidence_of, mounting_of
from kiosk.assembly.care import for_care
from kiosk.assembly.comings import Comings
from kiosk.assembly.contractors import for_contractors
from kiosk.assembly.documents import exports_of
from kiosk.assembly.duty import duty_papers, for_duty
from kiosk.assembly.entrusted import for_entrusted
from kiosk.assembly.equipment import Eyes, Locks
from kiosk.assembly.ground import Ground, laid
from kiosk.assembly.identity import for_identity
from kiosk.assembly.journeys import journeys_of
from kiosk.assembly.lending import for_lending
from kiosk.assembly.lights import PlaceLights
from kiosk.assembly.lines import line_loops
from kiosk.assembly.money import for_money
from kiosk.assembly.parcels import for_parcels
from kiosk.assembly.personal import for_personal
from kiosk.assembly.press import ReportPress
from kiosk.assembly.printers import ReceiptPrinter, paper_stock, printer_loop, slip_needs
from kiosk.assembly.reading import LobbyDocuments, documents_loop
from kiosk.assembly.records import for_records
from kiosk.assembly.room import KIND as STORAGE
from kiosk.assembly.room import NAME as RECORD
from kiosk.assembly.room import RoomKeeper, bounds_of
from kiosk.assembly.scanners import scanner_loops
from kiosk.assembly.seals import Seals
from kiosk.assembly.services import for_services
from kiosk.assembly.signing import checkpoints_of
from kiosk.assembly.speech import LobbyVoice, speech_loop
from kiosk.assembly.states import States
from kiosk.assembly.storage import open_storage
from kiosk.assembly.tags import tag_loops
from kiosk.channels import channels
from kiosk.domain import events as e
from kiosk.domain.deliveries.waybills import fits_a_carrier
from kiosk.domain.house import Recorded
from kiosk.domain.keys.overdue import Escalation
from kiosk.domain.outgoing import PaperStage
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.doors.watch import Patience, Watcher
from kiosk.flows.health import SiteHealth
from kiosk.flows.identity.presented import Presented
from kiosk.flows.journeys import Journeys
from kiosk.flows.paper.printing import Printing
from kiosk.flows.paper.receipts import checking
from kiosk.flows.paper.slips import Slips
from kiosk.flows.paper.witnessed import looking
from kiosk.flows.people.badges import BadgeDesk
from kiosk.flows.registers.finding import Registers
from kiosk.flows.services.desk_notices import DeskNotices
from kiosk.flows.shifts.open_matters import open_matters
from kiosk.flows.telling.hub import Hub
from kiosk.flows.telling.telling import Telling
from kiosk.flows.worker import Worker
from kiosk.language.messages import catalogue
from kiosk.ledger.progress import Told, nobody
from kiosk.ports.devices import Printer
from kiosk.settings import Settings
from kiosk.site_keys import public_hex
from kiosk.version import VERSION

log = logging.getLogger(__name__)

STALE_AFTER_S = 15.0
"""A thread that has not ticked for so long is stuck."""


class Startable(Protocol):
    """A part with a thread of its own."""

    def start(self) -> None:
        """Come to life."""

    def stop(self) -> None:
        """End, with what was begun."""


class Kiosk:
    """Everything, wired and ready to start."""

    def __init__(
        self, settings: Settings, root: Path, site_file: Path | None = None, told: Told = nobody
    ) -> None:
        """Open the storage and make all parts; nothing moves yet. Raises as `open_storage` does.

        `site_file`: where the settings stand; a backup has them too. `told`: hears how far a long start is.
        """
        catalogue()  # a damaged text is found now, not before a resident
        self._began_s = time.monotonic()
        self.settings = settings
        self._storage = storage = open_storage(settings, root, told)
        storage.ledger.forms_a_day = settings.lobby.forms_a_day
        self.clock, self.ledger = storage.clock, storage.ledger
        self._comings = Comings(self.ledger.append)
        self._recording = Worker("recording", self._comings.record_due, again_s=1)
        self._care = (site_file, root)
        self.hub, self.states = Hub(), States(self.clock, self._device_changed)
        self.eyes = Eyes(settings, lambda place: self.watcher.saw(place))
        self.lines = line_loops(settings, root, self.eyes, self._line_changed)
        self._lights = PlaceLights(settings, self.lines, lambda: self.ledger.house)
        locks = Locks(settings, self.lines, self.eyes)
        self._on = on = laid(settings, storage, self.hub, self.states, self.eyes, locks)
        self.journeys = self._make_journeys(on)
        self.checkpoints = checkpoints_of(on)
        self.watcher = self._make_watcher(on)
        self.loops = self._other_loops(settings, root)
        if settings.camera is not None:
            stills = LobbyCamera(self.loops["camera"], mounting_of(settings.camera))
            for part in (self.journeys.evidence, self.journeys.findings, self.journeys.contractors):
                part.takes_from(stills)
            self.journeys.incident_photos.takes_from(stills)
            self.journeys.loan_stock.takes_from(stills)
            self.journeys.transfers.takes_from(stills)
            self.journeys.deposits.pictures.takes_from(stills)
            self.journeys.identifying.takes_from(stills, stills)
        if settings.speech is not None:
            self.journeys.speech.takes_from(LobbyVoice(self.loops["speech"], settings.speech))
        self.documents: LobbyDocuments | None = None
        if settings.documents is not None:
            self.documents = LobbyDocuments(self.loops["document-reader"], on.clock, on.zone)
            self.journeys.identifying.reads_with(self.documents, self._sees_documents)
        for name, kind in self._kinds().items():
            self.states.add(name, kind, (self.lines | self.loops)[name].look)
        self._keeper = RoomKeeper(
            self.ledger, bounds_of(settings.storage), self.journeys.evidence.shed, self.states.heard
        )
        self.states.add(RECORD, STORAGE, lambda: self._keeper.health)
        self.states.heard(self._keeper.health)
        self._alarms = alarm_watch(settings, self.ledger, self.states, self.hub, self.clock)
        self.eyes.on_board = Seals(settings, self._alarms.saw_seal).saw_board
        slips = Slips(
            self.ledger, on.directory, settings.site, on.keys.slips, settings.contractors, on.furniture,
            settings.catalogue,
        )  # fmt: skip
        slips.voucher_of = self.journeys.money.printed
        slips.kept_until = lambda parcel: self.journeys.waiting.ends(parcel) if on.trusted() else None
        slips.witness = looking(self.ledger, self.clock, settings.site.id, on.keys.device.sign)
        ways = channels(settings, root)
        self._telling = Telling(
            self.ledger, ways, on.directory, slips, settings.site, self.clock, trusted=on.trusted,
            expires=self.journeys.waiting.ends,
            gather=timedelta(seconds=settings.parcels.gather_s), letters=settings.printer is not None,
        )  # fmt: skip
        clocks = self.journeys.work_orders.clocks
        self._telling.of_desk_work = DeskNotices(self.ledger, clocks, settings.site.time_zone)
        self._printing = self._make_printing(settings, slips)
        self.api = for_api(self.journeys, self.ledger, on.keys, storage.folder, self.clock, self.health)
        self.ledger.listen(self._heard)

    def start(self) -> None:
        """Bring every part to life; what was under way at the last power cut is looked at again."""
        self.ledger.append(e.KioskStarted(VERSION))
        self._keeper.start()
        self.checkpoints.begin()
        record_due_unless(self._on)
        self._recording.start()
        for loop in (*self.lines.values(), *self.loops.values()):
            loop.start()
        self.watcher.start()
        self._alarms.start()
        self._telling.start()
        for part in self._with_threads():
            part.start()
        if self._printing:
            self._printing.start()
        if self.api:
            self.api.start()

    def stop(self) -> None:
        """Stop every part, in the order in which nothing is lost."""
        self.hub.close()
        self._keeper.stop()
        if self.api:
            self.api.stop()
        for part in self._with_threads():
            part.stop()  # the evidence too: while the camera is still there
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
        self._on.register.close()
        self._storage.close()

    def _with_threads(self) -> Sequence[Startable]:
        """The flows that have a thread of their own."""
        known = self.journeys
        return (
            known.evidence,
            known.exports,
            known.reports,
            known.emergency,
            known.shifts,
            known.inspections,
            known.findings,
            known.contractors,
            known.identifying,
            known.incident_photos,
            known.duty_log,
            known.care,
            known.retention,
        )

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
                "comings_and_goings": len(self._comings),
            },
            stuck=self.stuck(),
            matters=open_matters(house, self.states.states(), self.clock.now()),
        )

    @property
    def superseded(self) -> bool:
        """Whether the record lies on another disk by now: only a start anew takes it up."""
        return self._keeper.superseded

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
            camera_loop(settings, root, presented.code, heard, self._fits),
            printer_loop(settings, root, heard),
            speech_loop(settings, root, heard),
            documents_loop(settings, root, heard),
        )
        return {loop.name: loop for loop in loops if loop is not None}

    def _fits(self, text: str) -> bool:
        """Whether one picture is enough for a parcel's bar code."""
        return fits_a_carrier(text, self.ledger.house.deliveries)

    def _kinds(self) -> dict[str, str]:
        kinds = {line.name: "gpio" if line.family == "gpio" else "locks" for line in self.settings.lines}
        kinds |= {name: name.replace("-", "_") for name in self.loops}
        reads = {"badges": "badge_reader", "codes": "scanner"}
        return kinds | {scanner.name: reads[scanner.reads] for scanner in self.settings.scanners}

    def _sees_documents(self) -> bool:
        return self.states.is_up("document_reader") and self.states.is_up("camera")

    def _make_journeys(self, on: Ground) -> Journeys:
        settings, ledger = on.settings, on.ledger
        press = ReportPress(on.storage.folder, on.own_name, on.clock)
        parcels = for_parcels(on)
        desk = Desk(ledger, on.doors, on.eyes, on.furniture, parcels.codes)
        cabinet = for_cabinet(on, desk, press)
        guests = for_contractors(on, cabinet.keys)
        known = for_identity(on, parcels, cabinet.comparing, press, desk)
        cabinet.keeping.demands = guests.contractors.demands = known.demands
        asked = for_services(on, known.demands, cabinet.comparing)
        registers = Registers(ledger, on.register, on.directory, on.clock, on.zone, settings.site.currency)
        duty = for_duty(on)
        records = for_records(on, registers)
        money = for_money(on, registers)
        badges = BadgeDesk(ledger, on.visits, on.states, on.hub, on.clock, on.keys.digest)
        personal = for_personal(on, known.documents, registers, self._care[1])
        evidence = evidence_of(settings, on.storage.folder, ledger, on.register, on.clock)
        presented = Presented(
            ledger,
            on.visits,
            parcels.drop,
            parcels.collect,
            badges,
            cabinet.asking,
            on.hub,
            on.clock,
            guests.errands,
            guests.sponsoring,
            cabinet.key_maps,
            parcels.delegates,
            parcels.storeroom,
            parcels.sendings,
            known.cards,
            parcels.witnessing,
            asked.service_desk,
        )
        lending = for_lending(on)
        entrusted = for_entrusted(on, cabinet.comparing, known.demands, known.documents)
        presented.beside += [entrusted.shows, lending.shows, known.introducing.shows]
        presented.receipts = checking(on.register, settings.site.id, lambda: public_hex(on.keys.device))
        return journeys_of(
            on,
            parcels,
            cabinet,
            guests,
            known,
            duty,
            lending,
            badges=badges,
            evidence=evidence,
            registers=registers,
            exports=exports_of(
                on,
                registers,
                cabinet.shifts,
                press,
                {**records.papers, **money.papers, **duty_papers(registers, duty), **personal.papers},
            ),
            records=records,
            money=money,
            asked=asked,
            presented=presented,
            entrusted=entrusted,
            personal=personal,
            care=for_care(on, *self._care),
        )

    def _make_watcher(self, on: Ground) -> Watcher:
        lobby, keys, known = on.settings.lobby, on.settings.keys, self.journeys
        late = Escalation(keys.remind_after_min, keys.supervisor_after_min, keys.manager_after_min)
        return Watcher(
            on.ledger,
            on.eyes,
            on.doors,
            on.visits,
            on.hub,
            on.furniture,
            on.clock,
            Patience(lobby.idle_s, lobby.ajar_after_s, late),
            chores=(
                known.timekeeping.tick,
                self.checkpoints.tick,
                known.bookings.tick,
                known.pickups.tick,
                known.sweeps.tick,
                known.delegates.tick,
                known.waiting.tick,
                known.cards.tick,
                known.documents.tick,
                known.vouching.tick,
                known.counter_parcels.tick,
                known.comparing.tick,
                known.deposits.tick,
                known.deposits.pictures.tick,
                known.transfers.tick,
                known.guests.tick,
                known.services.tick,
                known.work_orders.tick,
                known.grievances.tick,
                known.follow_ups.tick,
                known.lending.tick,
                known.passes.tick,
                known.releases.tick,
                known.incidents.tick,
            ),
            trusted=on.trusted,
        )

    def _make_printing(self, settings: Settings, slips: Slips) -> Printing | None:
        if settings.printer is None:
            return None
        printer: Printer = ReceiptPrinter(self.loops["printer"])
        stock, needs = paper_stock(settings.printer), slip_needs(settings, slips)
        return Printing(self.ledger, printer, self.states, slips, stock, needs, self.clock.now)

    def _heard(self, recorded: Sequence[Recorded]) -> None:
        self.watcher.heard(recorded)
        self.journeys.pickups.heard(recorded)
        self.journeys.sweeps.heard(recorded)
        self.journeys.vouching.heard(recorded)
        self.journeys.counter_parcels.heard(recorded)
        self._alarms.heard(recorded)
        self._telling.heard(recorded)
        self.journeys.evidence.heard(recorded)
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
        if lost:
            self._comings.lost(name, detail)
        else:
            self._comings.back(name)
        self._recording.wake()
