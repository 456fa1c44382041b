"""What time ends: each rule goes by itself once a day, on a clock that is believed, and what went is on record."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.people import Role
from kiosk.domain.retention.events import RetentionKept
from kiosk.domain.retention.holding import held
from kiosk.domain.retention.rules import ROUND, Retained
from kiosk.flows.people.directory import Directory
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

log = logging.getLogger(__name__)

AT_ONCE = 200
LOOK_S = 600.0
SIGNATURES, WORDS, CODES, COURIERS, NOTICES = "signatures", "words", "codes", "couriers", "notices"
PREFIXES: Mapping[str, tuple[str, ...]] = {
    SIGNATURES: ("signature:",),
    WORDS: (
        "words:", "note:", "report:", "errand:", "deposit:", "rule_change:", "sending:", "goods:", "called:",
        "override:",
    ),
    CODES: ("code:",),
}  # fmt: skip
"""Of the rules that go by when something was sealed: how the vault's references begin."""
OTHERS: Mapping[str, tuple[str, ...]] = {
    "documents": ("document.deleted/1",),
    "visitors": ("person.forgotten/1",),
    "stills": ("evidence.removed/1",),
    "deposit_pictures": ("deposit.picture.removed/1",),
    "inspection_pictures": ("inspection.photo.removed/1",),
    "incident_pictures": ("incident.photos.removed/1",),
}
"""Rules that other parts of the house carry out themselves, by the events that say so: the round counts these."""


@dataclass(frozen=True)
class KeptFor:
    """One rule as people read it. `days` 0: not kept at all, or (of those here) until their person is erased.

    `setting`: where the site says so, "" where it can't be changed.
    """

    name: str
    days: int
    setting: str = ""
    last: Retained | None = None

    @property
    def own(self) -> bool:
        """Whether 0 days mean "for good" instead of "never"."""
        return self.name in (*PREFIXES, COURIERS, NOTICES)


class Retention:
    """One thread that looks now and then whether a day has begun, and goes by all rules then."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        directory: Directory,
        clock: Clock,
        zone: str,
        rules: Sequence[KeptFor],
        *,
        trusted: Callable[[], bool],
        notices: Path | None = None,
    ) -> None:
        """`notices`: the folder into which notices are put for others to fetch, if there is one."""
        self._ledger = ledger
        self._register = register
        self._directory = directory
        self._clock = clock
        self._zone = zone
        self._rules = rules
        self._trusted = trusted
        self._notices = notices
        self._worker = Worker("retention", self.round, again_s=LOOK_S)
        self.start, self.stop, self.wake = self._worker.start, self._worker.stop, self._worker.wake

    def rules(self) -> list[KeptFor]:
        """Return every rule of this site with what went by it last."""
        known = self._ledger.house.retained
        return [KeptFor(one.name, one.days, one.setting, known.get(one.name)) for one in self._rules]

    @property
    def last_round(self) -> Retained | None:
        """When all rules were gone by last."""
        return self._ledger.house.retained.get(ROUND)

    def round(self) -> None:
        """Go by every rule, if that was not done today; nothing goes by a clock that is not believed.

        What lies in the outbox about somebody who was erased goes whatever the time is.
        """
        if self._notices and self._ledger.house.erasures:
            self._of_erased(self._notices)
        last = self.last_round
        if not self._trusted() or (last and last.day == f"{self._today():%Y-%m-%d}"):
            return
        if held(self._ledger.house, self._clock.now()):
            return
        days = {one.name: one.days for one in self._rules}
        for rule in PREFIXES:
            if days.get(rule):
                self._sealed(rule, self._clock.now() - timedelta(days=days[rule]))
        if days.get(COURIERS):
            self._couriers(self._clock.now() - timedelta(days=days[COURIERS]))
        if days.get(NOTICES) and self._notices:
            self._files(self._notices, self._clock.now() - timedelta(days=days[NOTICES]))
        if self._worker.stopping:
            return
        done = RetentionKept(f"{self._today():%Y-%m-%d}", self._elsewhere(last))
        self._ledger.execute(lambda house: [done])
        log.info("retention: the day's round is done")

    def _today(self) -> date:
        return self._clock.now().astimezone(ZoneInfo(self._zone)).date()

    def _sealed(self, rule: str, before: datetime) -> None:
        """Destroy what was sealed before a moment and nothing here needs any more."""
        for prefix in PREFIXES[rule]:
            seen = AT_ONCE
            while not self._worker.stopping and (found := self._ledger.sealed_before(prefix, before, seen)):
                needed = still_needed(self._ledger.house)
                gone = [one for one in found if one not in needed][:AT_ONCE]
                if gone:
                    self._destroyed(rule, gone)
                elif len(found) < seen:
                    break
                else:
                    seen *= 4  # so many that are needed lie before the others

    def _destroyed(self, rule: str, gone: Sequence[str]) -> None:
        kept = RetentionKept("", {rule: len(gone)})
        self._ledger.execute(lambda house: [kept], erased=gone)

    def _couriers(self, before: datetime) -> None:
        for one in list(self._ledger.house.people.values()):
            if one.role is not Role.COURIER or self._worker.stopping:
                continue
            moved = self._register.movements(person=one.id, most=1)
            since = (
                self._ledger.house.couriers[one.id].since if one.id in self._ledger.house.couriers else None
            )
            last = moved[0].changed if moved else since
            if last is not None and last < before:
                self._ledger.execute(lambda house, one=one.id: _courier_gone(house, one))  # type: ignore[misc]
                self._directory.remove(one.id)

    def _files(self, folder: Path, before: datetime) -> None:
        """Throw away notices that nobody has fetched: they name people and their telephones."""
        count = 0
        for file in folder.glob("*.json"):
            try:
                if datetime.fromtimestamp(file.stat().st_mtime, before.tzinfo) < before:
                    file.unlink()
                    count += 1
            except FileNotFoundError:
                continue  # fetched just now
        if count:
            self._ledger.execute(lambda house: [RetentionKept("", {NOTICES: count})])

    def _of_erased(self, folder: Path) -> None:
        """Throw away what lies there for others to fetch and is about somebody who was erased since."""
        for file in folder.glob("*.json"):
            try:
                if json.loads(file.read_bytes()).get("person") in self._ledger.house.erasures:
                    file.unlink()
            except (OSError, ValueError, AttributeError):
                continue  # fetched just now, or nothing of ours

    def _elsewhere(self, last: Retained | None) -> dict[str, int]:
        """Return what other parts of the house have destroyed since the last round, as the log says."""
        if last is None:
            return {}
        since = (last.at + timedelta(milliseconds=1)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z"
        happened = self._register.happened(since, "9999")
        found = {rule: sum(happened.get(kind, 0) for kind in kinds) for rule, kinds in OTHERS.items()}
        found["visitors"] -= happened.get("person.erased/1", 0)
        return {rule: count for rule, count in found.items() if count > 0}


def still_needed(house: House) -> frozenset[str]:
    """Return the references of the vault that anything at hand names, and the codes of parcels that wait here."""
    begins = "|".join(one.removesuffix(":") for rule in PREFIXES.values() for one in rule)
    named = re.compile(rf"['\"]((?:{begins}):[^'\"]+)['\"]")
    entities = (one for known in vars(house).values() if isinstance(known, Mapping) for one in known.values())
    found = {name for entity in entities for name in named.findall(repr(entity))}
    return frozenset(found | {f"code:{one.slip}" for one in house.parcels.values() if one.live})


def _courier_gone(house: House, courier: str) -> list[Event]:
    busy = any(one.bearer == courier and not one.ended for one in house.movements.values())
    if courier not in house.people or busy:
        return []
    return [PersonForgotten(courier, "expired"), RetentionKept("", {COURIERS: 1})]
