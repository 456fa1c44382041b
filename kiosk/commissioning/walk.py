"""The installer's walk: lines, doors, badge reader, printer, camera, what was found, and the new settings."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.commissioning.doorwalk import DoorWalk
from kiosk.commissioning.finding import device_findings, inside_findings, line_findings
from kiosk.commissioning.learning import Finding
from kiosk.commissioning.ports import DeviceFacts, Equipment, Record
from kiosk.commissioning.progress import Progress
from kiosk.commissioning.slip import MARK
from kiosk.commissioning.standing import BUSY, Stage
from kiosk.commissioning.thought import Thought, named
from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.flows.telling.hub import Hub
from kiosk.ports.devices import Unavailable
from kiosk.settings import Wire

LOOK_EVERY_S = 0.4
STOPS = ("lines", "doors", "badge", "printer", "camera", "summary", "written")
"""The stops of the walk, in order; those of devices that the site has not are left out."""


@dataclass(frozen=True)
class Written:
    """Where the new files are, and the report's fingerprint (SHA-256, hex)."""

    settings: str
    kept: str
    report: str
    fingerprint: str
    signer: str


def _shown(seen: DeviceFacts | None) -> object:
    return seen and (seen.trouble, seen.heard, seen.sharp, bool(seen.sharpness))


def kept_places(house: House, thought: Thought) -> tuple[str, ...]:
    """Return the places that are not opened: the record says that something is kept there, or under way."""
    return tuple(
        place
        for place in thought.doors
        if house.keys_at(place) or house.parcels_at(place) or house.under_way(place)
    )


class Walk:
    """One walk over one site. Its methods may be called from any thread; the equipment's are only called here."""

    def __init__(
        self,
        thought: Thought,
        kept: Sequence[str],
        equipment: Equipment,
        record: Record,
        hub: Hub,
        progress: Progress,
        *,
        monotonic_s: Callable[[], float],
        keep: Callable[[Progress], None],
        write: Callable[[Walk], Written],
    ) -> None:
        """`keep` saves the progress; `write` makes the new settings and the report."""
        self.thought, self.kept, self.equipment = thought, tuple(kept), equipment
        self._record, self._hub, self._keep, self._write = record, hub, keep, write
        self._monotonic_s, self._look_due_s = monotonic_s, 0.0
        self._lock = threading.RLock()
        self._one_slip = threading.Lock()
        self.progress = progress
        self.seen: DeviceFacts | None = None
        """What the camera sees, while the walk stands there."""
        self.printing = ""
        """Why the printer did not do its part at the last touch, or ""."""
        self.written: Written | None = None
        self.problems: tuple[str, ...] = ()
        """Why the settings could not be written."""
        self.doors = DoorWalk(
            thought,
            [place for place in thought.doors if place not in self.kept],
            equipment,
            monotonic_s=monotonic_s,
            record=self._about_to_fire,
            changed=self._doors_changed,
        )
        if progress.trials or progress.skipped or progress.place:
            self.doors.restore(
                progress.trials, progress.skipped, progress.felt, progress.place, progress.may_be_open
            )

    @property
    def stops(self) -> tuple[str, ...]:
        """The stops of this site's walk."""
        lacking = {
            name
            for name, facts in (
                ("badge", self.equipment.reader()),
                ("printer", self.equipment.printer()),
                ("camera", self.equipment.camera()),
            )
            if facts is None
        }
        return tuple(stop for stop in STOPS if stop not in lacking)

    @property
    def settings_say(self) -> Thought:
        """The wiring as it is known now."""
        return self.doors.learned.wiring

    def tick(self) -> None:
        """Let time pass and switches be seen; called many times a second from one thread."""
        self.doors.tick()
        if self.progress.stop == "camera" and self._monotonic_s() >= self._look_due_s:
            self._look_due_s = self._monotonic_s() + LOOK_EVERY_S
            before, self.seen = self.seen, self.equipment.look_at_camera()
            if _shown(before) != _shown(self.seen):
                self.changed()

    def changed(self) -> None:
        """A device has something new to tell: screens look again."""
        self._hub.changed("commissioning")

    # ---- stops -----------------------------------------------------------------------------------------

    def begin(self, installer: str) -> None:
        """Take in who walks."""
        self._update(installer=installer.strip()[:60])

    def go_to(self, stop: str) -> None:
        """Come to a stop; not away from a door that stands open."""
        if stop in self.stops and self.doors.standing.stage not in BUSY:
            self.doors.hold(self.doors.standing.step)
            self._update(stop=stop)

    def walk_again(self, place: str) -> None:
        """Walk one door again."""
        self.doors.again(place)
        self.go_to("doors")

    # ---- devices ---------------------------------------------------------------------------------------

    def badge_said(self, heard: bool) -> None:
        """Take in whether the badge that was laid was read."""
        reader = self.equipment.reader()
        self._update(badge="ok" if heard and reader and reader.heard else "none")

    def probe(self) -> None:
        """Learn how the printer proves a print; prints nothing."""
        self.printing = ""
        try:
            self._update(proof=self.equipment.probe_printer())
        except Unavailable:
            self.printing = "silent"
            self.changed()

    def print_slip(self) -> None:
        """Print one test slip."""
        if not self._one_slip.acquire(blocking=False):
            return  # a double tap
        try:
            text = f"{MARK}{secrets.randbelow(10_000):04d}"
            self._update(slip=text, outcome="", readable="")
            outcome, _ = self.equipment.print_slip(text)
            self.printing = "" if outcome != "not sent" else "not_sent"
            self._update(outcome=outcome)
        finally:
            self._one_slip.release()

    def readable(self, is_readable: bool) -> None:
        """Take in whether the slip can be read by eye."""
        self._update(readable="yes" if is_readable else "no")

    def camera_said(self) -> None:
        """Take in what the camera makes of the slip, as the page showed it: sharp and read, blurred, or nothing."""
        seen = self.seen or self.equipment.look_at_camera()
        if seen is None or seen.trouble:
            self._update(camera="none")
        elif seen.sharp is False and seen.sharpness:
            self._update(camera="blurred")
        else:
            self._update(camera="ok" if seen.heard and seen.sharp else "none")

    # ---- the end ---------------------------------------------------------------------------------------

    def findings(self) -> list[Finding]:
        """Return everything that was found, lines first."""
        found = line_findings(self.equipment.lines())
        found += self.doors.learned.findings
        found += inside_findings(self.thought, self.settings_say, self.doors.felt)
        equipment = self.equipment
        return found + device_findings(
            self.progress, equipment.reader(), equipment.printer(), equipment.camera()
        )

    def not_walked(self) -> Mapping[str, str]:
        """Return why doors were left out: "kept", "skipped", "to come"."""
        proven, found = self.doors.learned.proven, dict.fromkeys(self.kept, "kept")
        stayed = {trial.place for trial in self.doors.trials}
        for place in self.doors.places:
            if place not in proven and place not in stayed:
                found[place] = "skipped" if place in self.doors.skipped else "to come"
        return found

    def write(self) -> None:
        """Write the new settings and the report; what is wrong with them stands in `problems`."""
        with self._lock:
            if self.written is not None:
                return  # a double tap
            self.problems = ()
            try:
                self.written = self._write(self)
            except Unwritten as trouble:
                self.problems = trouble.problems
                self.changed()
                return
            self.progress = replace(self.progress, stop="written")
        self.changed()

    # ---- inside ----------------------------------------------------------------------------------------

    def _about_to_fire(self, place: str, wire: Wire) -> None:
        self._record.append(e.DoorTried(place, named(wire)))

    def _doors_changed(self) -> None:
        if hasattr(self, "doors"):
            self._update()

    def _update(self, **changes: str) -> None:
        with self._lock:
            standing = self.doors.standing
            if standing.stage in BUSY:
                changes["stop"] = "doors"  # wherever another page, late to load, has led the walk meanwhile
            self.progress = replace(
                self.progress,
                trials=tuple(self.doors.trials),
                skipped=tuple(sorted(self.doors.skipped)),
                felt=dict(self.doors.felt),
                place=standing.place if standing.stage is not Stage.DONE else "",
                may_be_open=standing.stage in BUSY or standing.interrupted,
                **changes,
            )
            if self.written is None:
                self._keep(self.progress)
        self.changed()


class Unwritten(Exception):
    """The settings or the report could not be written; `problems` are lines for people."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
